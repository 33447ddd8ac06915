import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Analyzed, AnalyzeOptions, Trouble } from '../analyze.ts'
import { readVantageOverride, type VantageOverride } from '../capture/vantage-name.ts'
import { escapeText } from '../report/escape.ts'
import { FORMATS, type Format, renderers } from '../report/renderers.ts'
import { EXIT, type ExitCode, exitCodeOf, FAIL_ON, type FailOn, hasGap } from './exit-code.ts'
import type { Io } from './io.ts'
import { openOutput } from './output.ts'
import { ProgressLine } from './progress-line.ts'

/** More threads than any machine has that this runs on. */
const MOST_WORKERS = 1024

interface Options {
  readonly inventory?: string
  readonly vantage?: readonly VantageOverride[]
  readonly workers?: number
  readonly vxlanPort?: readonly number[]
  readonly format: Format
  readonly output?: string
  readonly quiet?: true
  readonly progress: boolean
  readonly color: boolean
  readonly failOn: FailOn
}

export function addAnalyze(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command('analyze', { isDefault: true })
    .description('print the gap table: each requirement, what Kilo claims, what the packets show')
    .argument('[paths...]', 'captures, directories of captures, or - for standard input')
    .option('--inventory <file|dir>', "what Neutron's API answered, as JSON", named('a file or directory'))
    .option('--vantage <glob=node/interface>', 'where the captures of these paths were taken (repeatable)', vantage)
    .option('--workers <n>', 'threads that scan; 0: no thread but the main one (default: the cores)', workers)
    .option('--vxlan-port <port>', 'UDP port that carries VXLAN, besides 4789 and 8472 (repeatable)', vxlanPort)
    .addOption(new Option('--format <format>', 'of the report').choices(FORMATS).default(FORMATS[0]))
    .option('--output <file>', 'write the report there; it appears there whole or not at all', named('a file'))
    .option('--quiet', 'no notes and no progress; errors only')
    .option('--no-progress', 'no progress')
    .option('--no-color', 'no colour (also: NO_COLOR in the environment)')
    .addOption(
      new Option('--fail-on <answer>', 'exit with 1 when a requirement came out like this or worse')
        .choices(FAIL_ON)
        .default(FAIL_ON[0]),
    )
    .helpOption('--help', 'print this help')
    .action(async (paths: readonly string[], options: Options, command: Command) => {
      if (paths.length === 0) {
        command.error(
          'error: no paths given; name captures or directories of them, or - for standard input (v6gap --help)',
        )
      }
      const output = options.output === undefined ? null : openOutput(options.output)
      if (output !== null && !output.ok) command.error(`error: --output ${options.output}: ${output.problem}`)
      done(await runAnalyze(paths, options, io, output?.ok ? output.write : null))
    })
}

type WriteOutput = (text: string) => string | null

async function runAnalyze(
  paths: readonly string[],
  options: Options,
  io: Io,
  writeOutput: WriteOutput | null,
): Promise<ExitCode> {
  const { analyze } = await import('../analyze.ts')
  const shows = io.stderr.isTTY === true && options.progress && !options.quiet
  const progress = shows ? new ProgressLine(io.stderr) : null
  let analyzed: Analyzed
  try {
    analyzed = await analyze(paths, analyzeOptions(options, io, progress))
  } finally {
    await progress?.erase()
  }
  const tell = (severity: Trouble['severity'], text: string) =>
    severity === 'note' && options.quiet ? undefined : io.stderr.write(`${severity}: ${escapeText(text)}\n`)
  if (!analyzed.ok) {
    for (const problem of analyzed.problems) await tell('error', problem)
    return io.signal.aborted ? EXIT.interrupted : EXIT.input
  }
  const { analysis, troubles } = analyzed
  for (const { severity, path, at, message } of troubles) {
    await tell(severity, `${path}: ${at === null ? '' : `offset ${at}: `}${message}`)
  }
  const codes: ExitCode[] = [
    ...(io.signal.aborted ? [EXIT.interrupted] : []),
    ...(troubles.some(({ severity }) => severity === 'error') ? [EXIT.input] : []),
  ]
  if (analysis.captures.length === 0) {
    await (io.signal.aborted
      ? tell('note', 'interrupted before any capture was read')
      : tell('error', `nothing to report: no capture could be read in ${paths.join(' ')}`))
    return exitCodeOf([...codes, EXIT.input])
  }
  if (hasGap(analysis, options.failOn)) codes.push(EXIT.gap)
  if (io.signal.aborted) await tell('note', 'interrupted; the report tells what was read until then')
  const { columns, isTTY } = io.stdout
  const colour = isTTY === true && options.color && !io.env.NO_COLOR && io.env.TERM !== 'dumb'
  const toTerminal = writeOutput === null && isTTY === true
  const display = { width: toTerminal ? (columns ?? 80) : 80, colour: toTerminal && colour }
  const text = renderers[options.format](analysis, display)
  if (writeOutput === null) {
    await io.stdout.write(text)
  } else {
    const problem = writeOutput(text)
    if (problem !== null) {
      await tell('error', `--output ${options.output}: ${problem}`)
      codes.push(EXIT.usage)
    }
  }
  return exitCodeOf(codes)
}

function analyzeOptions(options: Options, io: Io, progress: ProgressLine | null): AnalyzeOptions {
  return {
    signal: io.signal,
    vantages: options.vantage ?? [],
    ...(options.inventory === undefined ? {} : { inventory: options.inventory }),
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.vxlanPort === undefined ? {} : { vxlanPorts: options.vxlanPort }),
    ...(progress === null ? {} : { onProgress: (now, total) => progress.show(now, total) }),
  }
}

function named(what: string): (value: string) => string {
  return (value) => {
    if (value === '') throw new InvalidArgumentError(`It must name ${what}.`)
    return value
  }
}

function vantage(value: string, before: readonly VantageOverride[] = []): readonly VantageOverride[] {
  const override = readVantageOverride(value)
  if (typeof override === 'string') throw new InvalidArgumentError(`${override}.`)
  return [...before, override]
}

function workers(value: string): number {
  return wholeNumber(value, 0, MOST_WORKERS)
}

function vxlanPort(value: string, before: readonly number[] = []): readonly number[] {
  return [...before, wholeNumber(value, 1, 65_535)]
}

function wholeNumber(value: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : -1
  if (number < least || number > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
  return number
}
