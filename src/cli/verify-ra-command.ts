import { type Command, InvalidArgumentError, Option } from 'commander'
import type { RaForwarding } from '../forwarding/ra-forwarding.ts'
import { renderRaForwardingJson } from '../report/ra-forwarding-json.ts'
import { renderRaForwardingTable } from '../report/ra-forwarding-table.ts'
import { type Display, FORMATS, type Format } from '../report/renderers.ts'
import { addInputOptions, addOutputOptions, type CaptureOptions } from './capture-options.ts'
import type { ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { type ReportRun, runReport } from './report-run.ts'

interface Options extends CaptureOptions {
  readonly format: Format
  readonly router: 'upstream' | 'tenant'
  readonly upstream?: string
  readonly window?: number
  readonly maxLoss: number
}

const RENDERERS = {
  table: renderRaForwardingTable,
  json: renderRaForwardingJson,
} satisfies Record<Format, (forwarding: RaForwarding, display: Display) => string>

export function addVerifyRa(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const verifying = program
    .command('verify-ra')
    .description(
      'follow every router advertisement to the ports of VMs: does it arrive, unaltered, and where is it lost',
    )
  addInputOptions(verifying)
    .addOption(
      new Option('--router <whose>', 'follow routers beyond the cloud, or those of projects')
        .choices(['upstream', 'tenant'])
        .default('upstream'),
    )
    .option(
      '--upstream <node/interface>',
      'where what was sent is counted (default: where most was seen)',
      interfaceName,
    )
    .option('--window <time>', 'within which a frame passes a node, such as 200ms or 1s (default: 200ms)', duration)
    .addOption(
      new Option('--max-loss <share>', 'of the RAs expected that may be lost, from 0 to 1, before it exits with 1')
        .argParser(share)
        .default(0),
    )
    .addOption(new Option('--format <format>', 'of the report').choices(FORMATS).default(FORMATS[0]))
  addOutputOptions(verifying)
    .helpOption('--help', 'print this help')
    .action(async (paths: readonly string[], options: Options, command: Command) => {
      done(await runReport(verificationOf(paths, options), paths, options, command, io))
    })
}

function verificationOf(paths: readonly string[], options: Options): ReportRun<RaForwarding> {
  const { router, upstream, window, format, maxLoss } = options
  return {
    judge: async (survey) => {
      const { verifyRa } = await import('../verify-ra.ts') // only now, so that --help is quick
      const verified = await verifyRa(paths, {
        ...survey,
        router,
        ...(upstream === undefined ? {} : { upstream }),
        ...(window === undefined ? {} : { windowNs: window }),
      })
      return verified.ok ? { ...verified, report: verified.forwarding } : verified
    },
    render: (forwarding, display) => RENDERERS[format](forwarding, display),
    fails: (forwarding) => losesMore(forwarding, maxLoss),
  }
}

/** Whether more of the advertisements expected were lost than that share, or did not come to the node, or any was altered. */
export function losesMore({ routers }: Pick<RaForwarding, 'routers'>, maxLoss: number): boolean {
  const ports = routers.flatMap((router) => router.ports)
  const expected = ports.reduce((total, port) => total + port.expected + port.missedNode, 0)
  const lost = ports.reduce((total, port) => total + port.lost + port.missedNode, 0)
  return lost > maxLoss * expected || ports.some(({ altered }) => altered > 0)
}

function interfaceName(value: string): string {
  if (!/^[^/]+\/[^/]+$/.test(value)) throw new InvalidArgumentError('It must be NODE/INTERFACE, such as network1/eth2.')
  return value
}

const UNITS_NS: Readonly<Record<string, number>> = { us: 1e3, ms: 1e6, s: 1e9 }
const LONGEST_NS = 60e9

function duration(value: string): number {
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,3})?)(us|ms|s)$/.exec(value) ?? []
  const ns = amount === undefined || unit === undefined ? 0 : Math.round(Number(amount) * UNITS_NS[unit]!)
  if (ns <= 0 || ns > LONGEST_NS)
    throw new InvalidArgumentError('It must be a time such as 200ms, above 0 and up to 60s.')
  return ns
}

function share(value: string): number {
  const number = /^\d(?:\.\d+)?$/.test(value) ? Number(value) : -1
  if (number < 0 || number > 1) throw new InvalidArgumentError('It must be a share from 0 to 1, such as 0.01.')
  return number
}
