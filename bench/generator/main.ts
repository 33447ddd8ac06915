import { closeSync, openSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { FORMATS, type Format } from './capture-writer.ts'
import { generate, type Plan, PROFILES, type Profile } from './generate.ts'

const USAGE = `npm run generate -- --output FILE [--profile ${PROFILES.join('|')}] [--format ${FORMATS.join('|')}]
    [--octets N[k|m|g]] [--seed N] [--gzip]

Writes a capture of a made-up cloud, its checksums right; what it holds goes to standard output as JSON.
`

const request = parse(process.argv.slice(2))
if (request === undefined) {
  process.stderr.write(USAGE)
  process.exitCode = 2
} else {
  const { plan, output, gzip } = request
  const file = openSync(output, 'w')
  const truth = generate(plan, (chunk) => writeAll(file, gzip ? gzipSync(chunk, { level: 1 }) : chunk))
  closeSync(file)
  process.stdout.write(`${JSON.stringify(truth)}\n`)
}

interface Request {
  readonly plan: Plan
  readonly output: string
  readonly gzip: boolean
}

function parse(argv: string[]): Request | undefined {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        output: { type: 'string' },
        profile: { type: 'string', default: 'tenant' },
        format: { type: 'string', default: 'pcap' },
        octets: { type: 'string', default: '100m' },
        seed: { type: 'string', default: '1' },
        gzip: { type: 'boolean', default: false },
      },
    })
    const profile = PROFILES.find((each) => each === values.profile) satisfies Profile | undefined
    const format = FORMATS.find((each) => each === values.format) satisfies Format | undefined
    const octets = size(values.octets)
    const seed = Number(values.seed)
    if (profile === undefined || format === undefined || octets === undefined) return undefined
    if (values.output === undefined || !Number.isSafeInteger(seed)) return undefined
    return { plan: { profile, format, seed, octets }, output: values.output, gzip: values.gzip }
  } catch {
    return undefined
  }
}

/** `10m` is ten million. */
function size(text: string): number | undefined {
  const [, digits, unit] = /^(\d+)([kmg]?)$/.exec(text) ?? []
  return digits === undefined
    ? undefined
    : Number(digits) * { '': 1, k: 1e3, m: 1e6, g: 1e9 }[unit as '' | 'k' | 'm' | 'g']
}

function writeAll(file: number, octets: Uint8Array): void {
  for (let at = 0; at < octets.length; ) at += writeSync(file, octets, at)
}
