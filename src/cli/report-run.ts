import type { Command } from 'commander'
import type { Trouble } from '../capture/trouble.ts'
import type { Display } from '../report/renderers.ts'
import type { SurveyOptions, Unsurveyed } from '../survey.ts'
import { type CaptureOptions, surveyOptions } from './capture-options.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts'
import type { Io } from './io.ts'
import { openOutput } from './output.ts'
import { progressLine } from './progress-line.ts'
import { teller, tellTroubles } from './tell.ts'

/** A command that reads captures, judges them and prints a report. */
export interface ReportRun<Report> {
  readonly judge: (options: SurveyOptions) => Promise<Judged<Report> | Unsurveyed>
  readonly render: (report: Report, display: Display) => string
  /** Whether the report tells of what the exit code is to tell. */
  readonly fails: (report: Report) => boolean
}

export interface Judged<Report> {
  readonly ok: true
  readonly report: Report
  /** Captures that were read. */
  readonly captures: number
  readonly troubles: readonly Trouble[]
}

/** Runs it: the report to standard output or `--output`, all else to standard error. Usage errors end in `command.error`. */
export async function runReport<Report>(
  run: ReportRun<Report>,
  paths: readonly string[],
  options: CaptureOptions,
  command: Command,
  io: Io,
): Promise<ExitCode> {
  if (paths.length === 0) {
    command.error('error: no paths given; name captures or directories of them, or - for standard input (v6gap --help)')
  }
  const output = options.output === undefined ? null : openOutput(options.output)
  if (output !== null && !output.ok) command.error(`error: --output ${options.output}: ${output.problem}`)
  const writeOutput = output?.ok ? output.write : null
  const tell = teller(io, options.quiet === true)

  const judged = await withProgress(run, options, io)
  if (!judged.ok) {
    for (const problem of judged.problems) await tell('error', problem)
    return io.signal.aborted ? EXIT.interrupted : EXIT.input
  }
  const { report, troubles } = judged
  await tellTroubles(troubles, tell)
  const codes: ExitCode[] = [
    ...(io.signal.aborted ? [EXIT.interrupted] : []),
    ...(troubles.some(({ severity }) => severity === 'error') ? [EXIT.input] : []),
  ]
  if (judged.captures === 0) {
    await (io.signal.aborted
      ? tell('note', 'interrupted before any capture was read')
      : tell('error', `nothing to report: no capture could be read in ${paths.join(' ')}`))
    return exitCodeOf([...codes, EXIT.input])
  }
  if (run.fails(report)) codes.push(EXIT.gap)
  if (io.signal.aborted) await tell('note', 'interrupted; the report tells what was read until then')
  const text = run.render(report, displayOf(options, io, writeOutput === null))
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

async function withProgress<Report>(run: ReportRun<Report>, options: CaptureOptions, io: Io) {
  const progress = progressLine(io, options)
  try {
    return await run.judge(surveyOptions(options, io, progress))
  } finally {
    await progress?.erase()
  }
}

function displayOf(options: CaptureOptions, io: Io, toStdout: boolean): Display {
  const { columns, isTTY } = io.stdout
  const colour = isTTY === true && options.color && !io.env.NO_COLOR && io.env.TERM !== 'dumb'
  const toTerminal = toStdout && isTTY === true
  return { width: toTerminal ? (columns ?? 80) : 80, colour: toTerminal && colour }
}
