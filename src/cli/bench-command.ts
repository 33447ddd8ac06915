import { type Command, InvalidArgumentError, Option } from 'commander'
import type { BenchOptions } from '../bench.ts'
import { escapeText } from '../report/escape.ts'
import { MOST_WORKERS, named, wholeNumber } from './capture-options.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { openOutput } from './output.ts'
import { type ProgressLine, progressLine } from './progress-line.ts'

const BENCH_FORMATS = ['table', 'json'] as const
const MOST_ROUNDS = 1000

interface Options {
  readonly inventory?: string
  readonly workers?: readonly number[]
  readonly rounds?: number
  readonly format: (typeof BENCH_FORMATS)[number]
  readonly output?: string
  readonly quiet?: true
  readonly progress: boolean
}

export function addBench(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command('bench')
    .description('time the whole analysis of your captures on this machine, beside a plain read of them')
    .argument('[paths...]', 'captures, or directories of captures')
    .option('--inventory <file|dir>', "what Neutron's API answered, as JSON", named('a file or directory'))
    .option('--workers <n,…>', 'numbers of scanning threads to compare (default: 0, 1, 2, 4, … the cores)', workerList)
    .option('--rounds <n>', 'times everything runs; medians are shown (default: 5)', rounds)
    .addOption(new Option('--format <format>', 'of the report').choices(BENCH_FORMATS).default(BENCH_FORMATS[0]))
    .option('--output <file>', 'write the report there; it appears there whole or not at all', named('a file'))
    .option('--quiet', 'no notes and no progress; errors only')
    .option('--no-progress', 'no progress')
    .helpOption('--help', 'print this help')
    .action(async (paths: readonly string[], options: Options, command: Command) => {
      if (paths.length === 0) command.error('error: no paths given; name captures or directories of them')
      if (paths.includes('-')) command.error('error: standard input can be read once only; name a file')
      const output = options.output === undefined ? null : openOutput(options.output)
      if (output !== null && !output.ok) command.error(`error: --output ${options.output}: ${output.problem}`)
      done(await runBench(paths, options, io, output?.ok ? output.write : null))
    })
}

async function runBench(
  paths: readonly string[],
  options: Options,
  io: Io,
  writeOutput: ((text: string) => string | null) | null,
): Promise<ExitCode> {
  const [{ bench }, { renderBenchTable }] = await Promise.all([
    import('../bench.ts'),
    import('../report/bench-table.ts'),
  ])
  const progress = progressLine(io, options)
  const benched = await bench(paths, benchOptions(options, io, progress))
  await progress?.erase()
  if (io.signal.aborted) return EXIT.interrupted
  for (const problem of benched.problems) await io.stderr.write(`error: ${escapeText(problem)}\n`)
  if (!benched.ok) return EXIT.input
  const { report, problems } = benched
  const text = options.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : renderBenchTable(report)
  if (writeOutput === null) {
    await io.stdout.write(text)
  } else {
    const problem = writeOutput(text)
    if (problem !== null) {
      await io.stderr.write(`error: --output ${escapeText(options.output!)}: ${problem}\n`)
      return EXIT.usage
    }
  }
  return problems.length > 0 ? EXIT.input : EXIT.done
}

function benchOptions(options: Options, io: Io, progress: ProgressLine | null): BenchOptions {
  return {
    signal: io.signal,
    ...(options.inventory !== undefined && { inventory: options.inventory }),
    ...(options.workers !== undefined && { workers: options.workers }),
    ...(options.rounds !== undefined && { rounds: options.rounds }),
    ...(progress !== null && {
      onRun: (what, round, of) => progress.tell(`round ${round} of ${of}: ${what}`),
    }),
  }
}

/** `0,1,2`, each once, ascending. */
function workerList(value: string): readonly number[] {
  const numbers = value.split(',').map((each) => wholeNumber(each, 0, MOST_WORKERS))
  if (new Set(numbers).size !== numbers.length) throw new InvalidArgumentError('It must name each number once.')
  return numbers.sort((a, b) => a - b)
}

function rounds(value: string): number {
  return wholeNumber(value, 1, MOST_ROUNDS)
}
