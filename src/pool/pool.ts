import { availableParallelism } from 'node:os'
import { observationOf } from '../observe/scan.ts'
import { joinShares } from './join.ts'
import { type PlannedTask, planTasks, type ScanJob, streamLargest } from './plan.ts'
import { Queue } from './queue.ts'
import { StreamThreads } from './stream-threads.ts'
import { suitScan } from './suit-v8.ts'
import type { Failed, Scanned, ScanSettings, ScanTask, TaskResult } from './task.ts'
import { startThreads, type ThreadOptions, type Threads } from './threads.ts'
import { work, workStream } from './work.ts'

export interface Progress {
  readonly files: number
  readonly octets: number
}

export interface PoolOptions extends ThreadOptions {
  /** Threads that scan (0: the main thread alone). Undefined: the cores, or the main thread alone for a small input. */
  readonly workers?: number | undefined
  readonly settings: ScanSettings
  /** Nothing else runs in this process: how V8 compiles may be set for all of it. */
  readonly ownProcess?: boolean | undefined
  /** Told some ten times a second. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Octets of a file, or of a stream, that a thread takes at a time. */
  readonly rangeOctets?: number | undefined
}

/**
 * No thread is started for less, unless a number is asked for. Measured on two cores, one thread beside two, seconds (of processors):
 * control traffic 0.5 GB 2.0 (2.6) and 2.0 (3.6), 1 GB 2.6 (3.2) and 2.3 (4.2); tenant traffic 1 GB 0.70 (0.95) and 0.71 (1.2), 2 GB 1.0
 * (1.3) and 0.94 (1.6); small frames 1 GB 1.2 (1.6) and 1.1 (1.9): a thread starts, has its own code compiled and its rows added up.
 */
const THREAD_OCTETS = 384 * 1024 * 1024
/** What a thread takes at a time of a file that several share: some 10 ms' worth, so that none waits long for the last. */
const RANGE_OCTETS = 16 * 1024 * 1024
const PROGRESS_EVERY_MS = 100

/**
 * Scans every job, largest first, large ones shared by threads, and gives the results in the order of the jobs. What befalls one
 * file, or its thread, is that file's result alone. An interruption ends each task with what was read until then.
 */
export async function scanAll(given: readonly ScanJob[], options: PoolOptions): Promise<readonly Scanned[]> {
  const jobs = await streamLargest(given)
  const { threads: count, mainScans } = threadsFor(given, jobs, options)
  const most = mostThreads(options)
  let starting = count > 0 ? startThreads(count, options) : undefined
  const tasks = planTasks(jobs, count + (mainScans ? 1 : 0), options.rangeOctets ?? RANGE_OCTETS)
  const progress = new Float64Array(new SharedArrayBuffer(tasks.length * Float64Array.BYTES_PER_ELEMENT))
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const interrupt = () => void Atomics.store(stop, 0, 1)
  options.signal?.addEventListener('abort', interrupt)
  if (options.signal?.aborted) interrupt()
  const queue = new Queue(tasks)
  const results = new Array<TaskResult>(tasks.length)
  const timer = startProgress(progress, tasks, results, options)
  const taskOf = (slot: number): ScanTask => {
    const { job, shared } = tasks[slot]!
    return {
      file: jobs[job]!.file,
      shared,
      settings: options.settings,
      progress,
      slot,
      stop,
      ownProcess: options.ownProcess === true,
    }
  }
  const threadsForStream = () => {
    if (queue.hasFiles) return undefined
    starting ??= startThreads(most, options)
    return starting
  }
  const readStream = async (slot: number): Promise<TaskResult> => {
    const threads = new StreamThreads({
      settings: options.settings,
      ownProcess: options.ownProcess === true,
      count: most,
      asked: options.workers !== undefined,
      mainScans,
      blockOctets: options.rangeOctets,
      start: threadsForStream,
    })
    const result = await guarded(() => workStream(taskOf(slot), threads, options.signal))
    return options.signal?.aborted && !result.ok && result.problem?.kind === 'not-scanned' ? INTERRUPTED : result
  }
  const mainLane = async (alone: boolean) => {
    while (!options.signal?.aborted) {
      const stream = queue.nextStream()
      const slot = stream ?? (alone ? queue.nextFile() : undefined)
      if (slot === undefined) return
      results[slot] =
        stream === undefined ? await guarded(() => work(taskOf(slot), options.signal)) : await readStream(slot)
      await new Promise(setImmediate) // threads that finished meanwhile get their next file first
    }
  }
  const threadLane = async (threads: Threads) => {
    while (!threads.lost && !options.signal?.aborted) {
      const slot = queue.nextFile()
      if (slot === undefined) return
      const result = await guarded(() => threads.run(taskOf(slot)))
      results[slot] = options.signal?.aborted && !result.ok ? INTERRUPTED : result
    }
  }
  let ended: Promise<void> | undefined // awaited last: what threads handed over is joined meanwhile
  try {
    const threads = await starting // before the main thread scans: it would keep them from starting
    if (threads !== undefined) {
      const lanes = Array.from({ length: count }, () => threadLane(threads))
      await Promise.all([...lanes, mainLane(mainScans)])
    } else if (options.ownProcess) suitScan()
    await mainLane(true) // all of it without threads; else what broken threads left
    ended = starting?.then((threads) => threads.end())
    const slots: number[][] = jobs.map(() => [])
    for (const [slot, { job }] of tasks.entries()) slots[job]!.push(slot)
    const again = (slot: number) => guarded(() => work({ ...taskOf(slot), shared: null }, options.signal))
    const scanned = await Promise.all(slots.map((of) => jobResult(of, tasks, results, options.settings, again)))
    await ended
    return scanned
  } finally {
    options.signal?.removeEventListener('abort', interrupt)
    clearInterval(timer)
    tellProgress(progress, tasks, results, options)
  }
}

/** The result of a job whose tasks are these: its one, or the shares in it joined. */
async function jobResult(
  slots: readonly number[],
  tasks: readonly PlannedTask[],
  results: readonly TaskResult[],
  settings: ScanSettings,
  again: (slot: number) => Promise<TaskResult>,
): Promise<Scanned> {
  const [first] = slots
  const { shared } = tasks[first!]!
  const told = slots.flatMap((slot) => results[slot] ?? [])
  if (told.length === 0) return NOT_REACHED
  const joined = shared === null ? null : joinShares(told, shared.ranges.length, settings)
  if (joined !== null) return joined
  const result = shared === null ? told[0]! : await again(first!)
  if (!result.ok) return result as Failed // a file read as a whole has a problem
  const { summary } = result as Extract<TaskResult, { readonly summary: unknown }> // nor has it readings
  return { ok: true, summary, observation: observationOf(result.told, settings) }
}

const NOT_REACHED: Failed = {
  ok: false,
  problem: { kind: 'interrupted', at: 0, message: 'interrupted before it was read' },
}

/** How many threads to start, and whether the main thread scans files beside them. */
function threadsFor(
  given: readonly ScanJob[],
  jobs: readonly ScanJob[],
  { workers, rangeOctets = RANGE_OCTETS }: PoolOptions,
): { threads: number; mainScans: boolean } {
  const octets = given.reduce((sum, job) => sum + (job.octets ?? 0), 0)
  const files = jobs.filter((job) => job.octets !== null)
  /** Tasks there can be at most for those who scan files. */
  const tasks = files.reduce((sum, job) => sum + Math.max(1, Math.floor(job.octets! / rangeOctets)), 0)
  if (workers === 1) return { threads: Math.min(1, tasks), mainScans: false }
  const wanted = workers ?? Math.min(availableParallelism(), Math.floor(octets / THREAD_OCTETS))
  const streams = Math.min(jobs.length - files.length, 1) // the main thread's
  return { threads: Math.max(Math.min(wanted, tasks + streams) - 1, 0), mainScans: true }
}

/** Threads there may be beside the main thread. */
function mostThreads({ workers = availableParallelism() }: PoolOptions): number {
  return workers === 1 ? 1 : Math.max(workers - 1, 0)
}

const INTERRUPTED: Failed = {
  ok: false,
  problem: { kind: 'interrupted', at: 0, message: 'interrupted while it was read; nothing of it counts' },
}

/** A scan that throws, or whose thread dies, is a result too. */
async function guarded(run: () => Promise<TaskResult>): Promise<TaskResult> {
  try {
    return await run()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `the scan of it ended (${reason}); the other captures still count. Analyze it alone with --workers 0`
    return { ok: false, problem: { kind: 'not-scanned', at: 0, message } }
  }
}

function startProgress(
  progress: Float64Array,
  tasks: readonly PlannedTask[],
  results: readonly TaskResult[],
  options: PoolOptions,
): NodeJS.Timeout | undefined {
  if (options.onProgress === undefined) return undefined
  return setInterval(() => tellProgress(progress, tasks, results, options), PROGRESS_EVERY_MS)
}

function tellProgress(
  progress: Float64Array,
  tasks: readonly PlannedTask[],
  results: readonly TaskResult[],
  { onProgress }: PoolOptions,
): void {
  const open = new Set(tasks.filter((_, slot) => results[slot] === undefined).map(({ job }) => job))
  const files = new Set(tasks.map(({ job }) => job)).size - open.size
  onProgress?.({ files, octets: progress.reduce((sum, octets) => sum + octets, 0) })
}
