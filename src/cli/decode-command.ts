import { type Command, Option } from 'commander'
import type { VantageOverride } from '../capture/vantage-name.ts'
import type { DecodedMessage } from '../decode/decoded-message.ts'
import type { MessageKind } from '../decode/message-kind.ts'
import type { DecodeOptions, Decoding, Undecoded } from '../decode-messages.ts'
import type { Time } from '../observe/time.ts'
import { escapeText } from '../report/escape.ts'
import { messageJson } from '../report/message-json.ts'
import { messageLine } from '../report/message-line.ts'
import { named, vantageOverride, vxlanPort } from './capture-options.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts'
import type { Io } from './io.ts'
import { isoTime } from './iso-time.ts'
import { messageKinds } from './message-kinds.ts'
import { type ProgressLine, progressLine } from './progress-line.ts'
import { openStreamOutput, type StreamOutput } from './stream-output.ts'
import { teller, tellTroubles } from './tell.ts'

const LINES = {
  ndjson: messageJson,
  text: messageLine,
} satisfies Record<string, (message: DecodedMessage) => string>
type LineFormat = keyof typeof LINES
const LINE_FORMATS = Object.keys(LINES) as LineFormat[] // Object.keys forgets them

interface Options {
  readonly inventory?: string
  readonly kind?: readonly MessageKind[]
  readonly vantage?: Vantages
  readonly since?: Time
  readonly until?: Time
  readonly count?: true
  readonly follow?: true
  readonly vxlanPort?: readonly number[]
  readonly format: LineFormat
  readonly output?: string
  readonly quiet?: true
  readonly progress: boolean
}

/** `--vantage` names the place of captures, or asks for messages of a place. */
interface Vantages {
  readonly overrides: readonly VantageOverride[]
  readonly asked: readonly string[]
}

export function addDecode(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command('decode')
    .description('print one line per RS, RA, NS, NA, Redirect and DHCPv6 message, every field of it')
    .argument('[paths...]', 'captures, directories of captures, or - for standard input')
    .option(
      '--kind <kind,…>',
      'only these: rs, ra, ns, na, redirect, solicit, … or nd, dhcpv6 (repeatable)',
      messageKinds,
    )
    .option(
      '--vantage <glob>',
      'only messages of this NODE/INTERFACE, or interface (repeatable); as GLOB=NODE/INTERFACE: where the captures of these paths were taken',
      vantages,
    )
    .option(
      '--inventory <file|dir>',
      "what Neutron's API answered: rates wrong checksums",
      named('a file or directory'),
    )
    .option('--since <time>', 'only from this ISO time on', isoTime)
    .option('--until <time>', 'only up to this ISO time', isoTime)
    .option('--count', 'how many of each kind, in place of the messages')
    .option('--follow', 'go on as the files grow, until interrupted')
    .option('--vxlan-port <port>', 'UDP port that carries VXLAN, besides 4789 and 8472 (repeatable)', vxlanPort)
    .addOption(
      new Option('--format <format>', 'JSON, or lines for people').choices(LINE_FORMATS).default(LINE_FORMATS[0]),
    )
    .option('--output <file>', 'write there; without --follow it appears there whole or not at all', named('a file'))
    .option('--quiet', 'no notes and no progress; errors only')
    .option('--no-progress', 'no progress')
    .helpOption('--help', 'print this help')
    .action(async (paths: readonly string[], options: Options, command: Command) => {
      if (paths.length === 0) {
        command.error('error: no paths given; name captures or directories of them, or - for standard input')
      }
      const output = options.output === undefined ? null : openStreamOutput(options.output, options.follow === true)
      if (typeof output === 'string') command.error(`error: --output ${options.output}: ${output}`)
      else done(await runDecode(paths, options, io, output))
    })
}

/** What writing to `--output` met. */
class OutputError extends Error {}

async function runDecode(
  paths: readonly string[],
  options: Options,
  io: Io,
  output: StreamOutput | null,
): Promise<ExitCode> {
  const write = async (text: string) => {
    if (output === null) return io.stdout.write(text)
    const problem = output.write(text)
    if (problem !== null) throw new OutputError(problem)
  }
  const shares = output === null && io.stdout.isTTY === true // lines and progress would stand in each other's way
  const progress = shares || options.follow ? null : progressLine(io, options)
  try {
    const decoding = await decode(paths, options, io, progress, write)
    await progress?.erase()
    const problem = (decoding.ok && decoding.captures > 0 ? output?.finish() : output?.abandon()) ?? null
    if (problem !== null) throw new OutputError(problem)
    return await tellEnd(decoding, paths, options, io)
  } catch (error) {
    await progress?.erase()
    output?.abandon()
    if (!(error instanceof OutputError)) throw error
    await io.stderr.write(`error: --output ${escapeText(options.output!)}: ${escapeText(error.message)}\n`)
    return EXIT.usage
  }
}

async function decode(
  paths: readonly string[],
  options: Options,
  io: Io,
  progress: ProgressLine | null,
  write: (text: string) => Promise<void>,
): Promise<Decoding | Undecoded> {
  const { countMessages, decodeMessages } = await import('../decode-messages.ts') // only now, so that --help is quick
  if (options.count) {
    const counted = await countMessages(paths, decodeOptions(options, io, progress))
    await write(countText(counted.counts, options.format))
    return counted
  }
  const line = LINES[options.format]
  let lines: string[] = []
  const drain = async () => {
    if (lines.length === 0) return
    const text = `${lines.join('\n')}\n`
    lines = []
    await write(text)
  }
  const take = (message: DecodedMessage) => lines.push(line(message))
  return decodeMessages(paths, { take, drain }, decodeOptions(options, io, progress))
}

function decodeOptions(options: Options, io: Io, progress: ProgressLine | null): DecodeOptions {
  return {
    signal: io.signal,
    ownProcess: io.ownProcess,
    ...(options.inventory !== undefined && { inventory: options.inventory }),
    ...(options.kind && { kinds: options.kind }),
    ...(options.vantage && { vantages: options.vantage.overrides }),
    ...(options.vantage?.asked.length && { at: options.vantage.asked }),
    ...(options.since && { since: options.since }),
    ...(options.until && { until: options.until }),
    ...(options.follow && { follow: true }),
    ...(options.vxlanPort && { vxlanPorts: options.vxlanPort }),
    ...(progress && { onProgress: (now, total) => progress.show(now, total) }),
  }
}

/** As one line of JSON, or a line a kind; sorted by kind. */
function countText(counts: ReadonlyMap<string, number>, format: LineFormat): string {
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  const messages = sorted.reduce((sum, [, count]) => sum + count, 0)
  if (format === 'ndjson') return `${JSON.stringify({ messages, kinds: Object.fromEntries(sorted) })}\n`
  const width = String(messages).length
  return [...sorted, ['messages', messages] as const]
    .map(([kind, count]) => `${String(count).padStart(width)} ${kind}\n`)
    .join('')
}

/** What reading met, and the exit code that follows. */
async function tellEnd(
  decoding: Decoding | Undecoded,
  paths: readonly string[],
  { quiet }: Options,
  io: Io,
): Promise<ExitCode> {
  const tell = teller(io, quiet === true)
  if (!decoding.ok) {
    for (const problem of decoding.problems) await tell('error', problem)
    return io.signal.aborted ? EXIT.interrupted : EXIT.input
  }
  const { captures, troubles } = decoding
  await tellTroubles(troubles, tell)
  if (captures === 0 && !io.signal.aborted) await tell('error', `no capture could be read in ${paths.join(' ')}`)
  return exitCodeOf([
    ...(io.signal.aborted ? [EXIT.interrupted] : []),
    ...(captures === 0 || troubles.some(({ severity }) => severity === 'error') ? [EXIT.input] : []),
  ])
}

function vantages(value: string, before: Vantages = { overrides: [], asked: [] }): Vantages {
  if (!value.includes('=')) return { ...before, asked: [...before.asked, named('a vantage')(value)] }
  return { ...before, overrides: vantageOverride(value, before.overrides) }
}
