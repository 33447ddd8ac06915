import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Host } from './host.ts'
import { play, relabel } from './play.ts'
import { whatIsMissing } from './programs.ts'
import type { Cadence } from './radvd.ts'
import { scenarioList } from './readme.ts'
import type { Scenario } from './scenario.ts'
import { folderOf, loadScenarios, seedOf } from './scenarios.ts'

const scenarios = await loadScenarios()

const USAGE = `node dist/captures/lab/main.js SCENARIO... [--seed N] [--output DIR] [--cadence MIN-MAX]

  --all              every scenario there is
  --seed N           every id, address and tag follows from it (default: of each scenario its own)
  --output DIR       where NODE/INTERFACE.pcap, neutron.json and truth.json go; below it by name, of several scenarios
                     (default: their places in the repository)
  --logs DIR         keep what the daemons said, their configuration, and the captures of a run that failed
  --cadence MIN-MAX  seconds between router advertisements (default 3-5; Neutron's own: 30-100)
  --index            record nothing: write the list of what there is, captures/faults/README.md
  --truth-only       record nothing: write truth.json and README.md again beside the recording that is there

Scenarios:
${scenarios.map(({ name, summary }) => `  ${name}\n      ${summary}`).join('\n')}
`

process.exitCode = await main(process.argv.slice(2))

async function main(argv: string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--index') {
    writeFileSync('captures/faults/README.md', scenarioList(scenarios))
    return 0
  }
  const request = parse(argv)
  if (request === undefined) {
    process.stderr.write(USAGE)
    return 2
  }
  const missing = whatIsMissing(request.scenarios.map(({ plan }) => plan.mechanismDriver ?? 'openvswitch'))
  if (missing.length > 0) {
    process.stderr.write(`The lab cannot run here:\n${missing.map((problem) => `  ${problem}\n`).join('')}`)
    return 3
  }
  const failed: string[] = []
  for (const scenario of request.scenarios) if (!(await record(scenario, request))) failed.push(scenario.name)
  if (failed.length > 0) process.stderr.write(`failed: ${failed.join(' ')}\n`)
  return failed.length > 0 ? 1 : 0
}

/** Whether it succeeded; what was wrong is said. */
async function record(scenario: Scenario, request: Request): Promise<boolean> {
  const { logs, cadence, truthOnly, seed = seedOf(scenario) } = request
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const output = placeOf(scenario, request)
  if (truthOnly) return attempt(say, () => relabel(scenario, output))
  const host = new Host()
  const stop = (signal: NodeJS.Signals) => {
    host.tearDown()
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    return await attempt(say, () => play(scenario, host, { seed, output, cadence, say }))
  } finally {
    try {
      if (logs !== undefined) host.keep(logs)
    } finally {
      host.tearDown()
      process.off('SIGINT', stop).off('SIGTERM', stop)
    }
  }
}

async function attempt(say: (line: string) => void, deed: () => Promise<void> | void): Promise<boolean> {
  try {
    await deed()
    return true
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return false
  }
}

function placeOf(scenario: Scenario, { output, scenarios: asked }: Request): string {
  if (output === undefined) return folderOf(scenario)
  return asked.length > 1 ? join(output, scenario.name) : output
}

interface Request {
  readonly scenarios: readonly Scenario[]
  readonly seed: number | undefined
  readonly output: string | undefined
  readonly logs: string | undefined
  readonly cadence: Cadence | undefined
  readonly truthOnly: boolean
}

function parse(argv: string[]): Request | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        seed: { type: 'string' },
        output: { type: 'string' },
        cadence: { type: 'string' },
        logs: { type: 'string' },
        'truth-only': { type: 'boolean', default: false },
      },
    })
    const { all, output, logs } = values
    const asked = all ? scenarios : scenarios.filter(({ name }) => positionals.includes(name))
    const seed = values.seed === undefined ? undefined : Number(values.seed)
    if (seed !== undefined && !Number.isSafeInteger(seed)) return undefined
    if (asked.length === 0 || (!all && asked.length !== new Set(positionals).size)) return undefined
    const cadence = parseCadence(values.cadence)
    return { scenarios: asked, seed, output, logs, cadence, truthOnly: values['truth-only'] }
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
