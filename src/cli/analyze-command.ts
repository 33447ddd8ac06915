import { type Command, Option } from 'commander'
import type { Analysis } from '../classify/analysis.ts'
import { FORMATS, type Format, renderers } from '../report/renderers.ts'
import { addInputOptions, addOutputOptions, type CaptureOptions } from './capture-options.ts'
import { type ExitCode, FAIL_ON, type FailOn, hasGap } from './exit-code.ts'
import type { Io } from './io.ts'
import { type ReportRun, runReport } from './report-run.ts'

interface Options extends CaptureOptions {
  readonly format: Format
  readonly failOn: FailOn
}

export function addAnalyze(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const analyzing = program
    .command('analyze', { isDefault: true })
    .description('print the gap table: each requirement, what Kilo claims, what the packets show')
  addInputOptions(analyzing).addOption(
    new Option('--format <format>', 'of the report').choices(FORMATS).default(FORMATS[0]),
  )
  addOutputOptions(analyzing)
    .addOption(
      new Option('--fail-on <answer>', 'exit with 1 when a requirement came out like this or worse')
        .choices(FAIL_ON)
        .default(FAIL_ON[0]),
    )
    .helpOption('--help', 'print this help')
    .action(async (paths: readonly string[], options: Options, command: Command) => {
      done(await runReport(analysisOf(paths, options), paths, options, command, io))
    })
}

function analysisOf(paths: readonly string[], { format, failOn }: Options): ReportRun<Analysis> {
  return {
    judge: async (options) => {
      const { analyze } = await import('../analyze.ts') // only now, so that --help is quick
      const analyzed = await analyze(paths, options)
      if (!analyzed.ok) return analyzed
      const { analysis, troubles } = analyzed
      return { ok: true, report: analysis, captures: analysis.captures.length, troubles }
    },
    render: (analysis, display) => renderers[format](analysis, display),
    fails: (analysis) => hasGap(analysis, failOn),
  }
}
