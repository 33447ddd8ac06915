import { parseArgs } from 'node:util'
import { Host } from './host.ts'
import { play } from './play.ts'
import { whatIsMissing } from './programs.ts'
import type { Cadence } from './radvd.ts'
import type { Scenario } from './scenario.ts'
import { allGood } from './scenarios/all-good.ts'

const SCENARIOS: readonly Scenario[] = [allGood]

const USAGE = `node dist/captures/lab/main.js SCENARIO --output DIR [--seed N] [--cadence MIN-MAX]

  --seed N           every id, address and tag follows from it (default 1)
  --output DIR       where NODE/INTERFACE.pcap and neutron.json go
  --logs DIR         keep what the daemons said, their configuration, and the captures of a run that failed
  --cadence MIN-MAX  seconds between router advertisements (default 3-5; Neutron's own: 30-100)

Scenarios:
${SCENARIOS.map(({ name, summary }) => `  ${name.padEnd(18)} ${summary}`).join('\n')}
`

process.exitCode = await main(process.argv.slice(2))

async function main(argv: string[]): Promise<number> {
  const request = parse(argv)
  if (request === undefined) {
    process.stderr.write(USAGE)
    return 2
  }
  const missing = whatIsMissing()
  if (missing.length > 0) {
    process.stderr.write(`The lab cannot run here:\n${missing.map((problem) => `  ${problem}\n`).join('')}`)
    return 3
  }
  const host = new Host()
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      host.tearDown()
      process.exit(code)
    })
  }
  try {
    const say = (line: string) => process.stderr.write(`${line}\n`)
    await play(request.scenario, host, { ...request, say })
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    return 1
  } finally {
    try {
      if (request.logs !== undefined) host.keep(request.logs)
    } finally {
      host.tearDown()
    }
  }
}

interface Request {
  readonly scenario: Scenario
  readonly seed: number
  readonly output: string
  readonly logs: string | undefined
  readonly cadence: Cadence | undefined
}

function parse(argv: string[]): Request | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        output: { type: 'string' },
        cadence: { type: 'string' },
        logs: { type: 'string' },
      },
    })
    const scenario = SCENARIOS.find(({ name }) => name === positionals[0])
    const seed = Number(values.seed ?? 1)
    if (scenario === undefined || values.output === undefined || !Number.isSafeInteger(seed)) return undefined
    const { output, logs } = values
    return { scenario, seed, output, logs, cadence: parseCadence(values.cadence) }
  } catch {
    return undefined
  }
}

function parseCadence(text: string | undefined): Cadence | undefined {
  if (text === undefined) return undefined
  const [, min, max] = /^(\d+)-(\d+)$/.exec(text) ?? []
  // radvd's own limits.
  if (Number(min) < 3 || Number(min) > 0.75 * Number(max) || max === undefined) throw new Error('cadence')
  return { min: Number(min), max: Number(max) }
}
