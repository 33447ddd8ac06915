import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CaptureResult, compareCapture, GOLDEN } from './capture.ts'
import { JUSTIFIED } from './justified-fields.ts'
import { JUSTIFIED_MESSAGES } from './justified-messages.ts'

/** Sums over all captures of a directory. */
export interface DirectoryResult {
  readonly captures: number
  /** Captures with a golden: tshark found a message in them. */
  readonly goldens: number
  readonly messages: number
  readonly fields: number
  readonly agreeing: number
  readonly justified: ReadonlyMap<string, number>
  readonly unjustified: readonly string[]
}

/** Names of the captures in `directory` and below it, in their order. */
export function capturesIn(directory: string): readonly string[] {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()
  return files.filter((name) => isCapture(join(directory, name)))
}

/** Every capture in `directory` and below it; the goldens lie beside them, or in the same order below `goldens`. */
export async function compareDirectory(directory: string, goldens = directory): Promise<DirectoryResult> {
  const captures = capturesIn(directory)
  const justified = new Map<string, number>()
  const unjustified: string[] = []
  const sums = { messages: 0, fields: 0, agreeing: 0 }
  for (const name of captures) {
    const result = await compareCapture(join(directory, name), join(goldens, name) + GOLDEN)
    addTo(sums, result)
    for (const [id, times] of result.justified) justified.set(id, (justified.get(id) ?? 0) + times)
    unjustified.push(...result.unjustified.map((text) => `${name}: ${text}`))
  }
  const withGolden = captures.filter((name) => existsSync(join(goldens, name) + GOLDEN)).length
  return { captures: captures.length, goldens: withGolden, ...sums, justified, unjustified }
}

function addTo(sums: { messages: number; fields: number; agreeing: number }, result: CaptureResult): void {
  sums.messages += result.messages
  sums.fields += result.fields
  sums.agreeing += result.agreeing
}

/** pcap, pcapng and what is compressed, by the first octets; goldens and other JSON are gzip too, so by their names. */
const MAGICS = [
  'd4c3b2a1',
  'a1b2c3d4',
  '4d3cb2a1',
  'a1b23c4d',
  '34cdb2a1',
  'a1b2cd34',
  '0a0d0d0a',
  '1f8b',
  '28b52ffd',
  '04224d18',
]

function isCapture(path: string): boolean {
  if (/\.(json|json\.gz|md|ts|js|py)$/.test(path)) return false
  try {
    const head = readFileSync(path).subarray(0, 4).toString('hex')
    return MAGICS.some((magic) => head.startsWith(magic))
  } catch {
    return false // a directory
  }
}

const REASONS = new Map([...JUSTIFIED, ...JUSTIFIED_MESSAGES].map(({ id, reason }) => [id, reason]))

export function summaryText({ justified, unjustified, ...sums }: DirectoryResult): string {
  const times = [...justified.values()].reduce((sum, each) => sum + each, 0)
  return [
    ...unjustified,
    ...[...justified]
      .sort(([, a], [, b]) => b - a)
      .map(([id, count]) => `justified ${count} times, ${id}: ${REASONS.get(id)!}`),
    `${sums.captures} captures (${sums.goldens} with messages for tshark), ${sums.messages} messages, ` +
      `${sums.fields} fields compared: ${sums.agreeing} agree, ${times} differences justified, ${unjustified.length} not`,
    '',
  ].join('\n')
}
