import { availableParallelism } from 'node:os'
import type { BenchReport, Timing } from './bench/bench-report.ts'
import type { ChildResult, ChildTask } from './bench/child-task.ts'
import { measure } from './bench/measure.ts'
import { spreadOf } from './bench/spread.ts'

export interface BenchOptions {
  /** File or directory of what Neutron's API answered, for the analysis. */
  readonly inventory?: string
  /** Numbers of workers to compare. Default: 0, and every power of two up to the cores, and these. */
  readonly workers?: readonly number[]
  /** Rounds; in each, everything runs once, so that a slow spell of the machine meets all alike. */
  readonly rounds?: number
  readonly onRun?: (what: string, round: number, rounds: number) => void
  readonly signal?: AbortSignal
}

export const ROUNDS = 5

export type Benched =
  /** `problems`: inputs that could not be read, or not to their end. */
  | { readonly ok: true; readonly report: BenchReport; readonly problems: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] }

interface Contender {
  readonly what: string
  readonly task: ChildTask
  readonly seconds: number[]
  readonly results: ChildResult[]
}

/** Runs the analysis of `paths` at several numbers of workers, beside a plain read of the same files. */
export async function bench(paths: readonly string[], options: BenchOptions = {}): Promise<Benched> {
  const { inventory = null, workers = defaultWorkers(), rounds = ROUNDS, onRun, signal } = options
  const read = contender('plain read', { kind: 'read', paths })
  const analyses = workers.map((each) => {
    return contender(`analyze --workers ${each}`, { kind: 'analyze', paths, inventory, workers: each })
  })
  for (let round = 1; round <= rounds; round++) {
    for (const { what, task, seconds, results } of [read, ...analyses]) {
      onRun?.(what, round, rounds)
      const run = await measure(task, signal)
      if (!run.ok) return { ok: false, problems: [`${what}: ${run.problem}`] }
      if (task.kind === 'analyze' && run.result.frames === 0) return { ok: false, problems: nothingRead(run.result) }
      seconds.push(run.seconds)
      results.push(run.result)
    }
  }
  const { frames, octets, problems } = analyses[0]!.results[0]!
  const readSeconds = spreadOf(read.seconds).median
  const report: BenchReport = {
    schema: 'v6gap/bench@1',
    node: process.version,
    cores: availableParallelism(),
    paths,
    frames,
    octets,
    rounds,
    read: timing(read),
    analyses: analyses.map((each, index) => {
      const { median } = spreadOf(each.seconds)
      const rates = { framesPerSecond: Math.round(frames / median), shareOfRead: readSeconds / median }
      return { workers: workers[index]!, ...timing(each), ...rates }
    }),
  }
  return { ok: true, report, problems }
}

function contender(what: string, task: ChildTask): Contender {
  return { what, task, seconds: [], results: [] }
}

function nothingRead({ problems }: ChildResult): readonly string[] {
  return problems.length > 0 ? problems : ['no frames in these captures, so nothing to time']
}

function timing({ seconds, results }: Contender): Timing {
  const spread = spreadOf(seconds)
  return {
    seconds: spread,
    octetsPerSecond: Math.round(results[0]!.octets / spread.median),
    peakRssOctets: Math.max(...results.map(({ peakRssOctets }) => peakRssOctets)),
  }
}

function defaultWorkers(): readonly number[] {
  const cores = availableParallelism()
  const powers = Array.from({ length: 8 }, (_, power) => 2 ** power).filter((each) => each <= cores)
  return [...new Set([0, ...powers, cores])]
}
