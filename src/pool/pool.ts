import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { RangeStart } from '../capture/ranges.ts'
import { observationOf } from '../observe/scan.ts'
import { joinRanges } from './join.ts'
import { type PlannedTask, planTasks, type ScanJob } from './plan.ts'
import type { Failed, Scanned, ScanSettings, ScanTask, TaskResult } from './task.ts'
import { work } from './worker.ts'

export interface Progress {
  readonly files: number
  readonly octets: number
}

export interface PoolOptions {
  /** Threads that scan (0: the main thread alone). Undefined: the cores, or the main thread alone for a small input. */
  readonly workers?: number | undefined
  readonly settings: ScanSettings
  /** Told some ten times a second. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** The module whose `scan` the threads run. */
  readonly workerFile?: string
  /** Heap each thread may grow to. Default: Node's. */
  readonly heapMebibytes?: number
  /** Octets of one file of which a thread is not given less. */
  readonly rangeOctets?: number | undefined
}

/** Below this, starting threads takes longer than they save. */
const SMALL_OCTETS = 64 * 1024 * 1024
/** A range shorter than this is read sooner than a thread is ready for it. */
const RANGE_OCTETS = 128 * 1024 * 1024
/** After an interruption, for threads to hand over what they read; then they are ended. */
const GRACE_MS = 2000
const PROGRESS_EVERY_MS = 100
const WORKER_FILE = fileURLToPath(new URL('./worker.js', import.meta.url))

/**
 * Scans every job, largest first, large ones in ranges, and gives the results in the order of the jobs. What befalls one file, or
 * its thread, is that file's result alone. An interruption ends each task with what was read until then.
 */
export async function scanAll(jobs: readonly ScanJob[], options: PoolOptions): Promise<readonly Scanned[]> {
  const { threads, mainScans } = threadsFor(jobs, options)
  const tasks = planTasks(jobs, threads + (mainScans ? 1 : 0), options.rangeOctets ?? RANGE_OCTETS)
  const progress = new Float64Array(new SharedArrayBuffer(tasks.length * Float64Array.BYTES_PER_ELEMENT))
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const interrupt = () => void Atomics.store(stop, 0, 1)
  options.signal?.addEventListener('abort', interrupt)
  if (options.signal?.aborted) interrupt()
  const queue = new Queue(tasks)
  const results = new Array<TaskResult>(tasks.length)
  const timer = startProgress(progress, tasks, results, options)
  const taskOf = (slot: number): ScanTask => {
    const { job, range } = tasks[slot]!
    return { file: jobs[job]!.file, range, settings: options.settings, progress, slot, stop }
  }
  const mainLane = async (alone: boolean) => {
    while (!options.signal?.aborted) {
      const slot = queue.nextStream() ?? (alone ? queue.nextFile() : undefined)
      if (slot === undefined) return
      results[slot] = await guarded(() => work(taskOf(slot), options.signal))
      await new Promise(setImmediate) // threads that finished meanwhile get their next file first
    }
  }
  try {
    if (threads > 0) {
      await Promise.all([
        scanOnThreads(Math.min(threads, tasks.length), options, queue, results, taskOf),
        mainLane(mainScans),
      ])
    }
    await mainLane(true) // all of it without threads; else what broken threads left
    const again = (slot: number, start: RangeStart | null) => {
      const task = taskOf(slot)
      return guarded(() => work({ ...task, range: { ...task.range!, start } }, options.signal))
    }
    const slots: number[][] = jobs.map(() => [])
    for (const [slot, { job }] of tasks.entries()) slots[job]!.push(slot)
    return await Promise.all(slots.map((of) => jobResult(of, tasks, results, options.settings, again)))
  } finally {
    options.signal?.removeEventListener('abort', interrupt)
    clearInterval(timer)
    tellProgress(progress, tasks, results, options)
  }
}

/** The result of a job whose tasks are these: its one, or its ranges joined. */
async function jobResult(
  slots: readonly number[],
  tasks: readonly PlannedTask[],
  results: readonly TaskResult[],
  settings: ScanSettings,
  again: (slot: number, start: RangeStart | null) => Promise<TaskResult>,
): Promise<Scanned> {
  const [first] = slots
  const result = results[first!] ?? NOT_REACHED
  if (result.ok && 'summary' in result) {
    return { ok: true, summary: result.summary, observation: observationOf([result.told], settings) }
  }
  if (results[first!] === undefined || tasks[first!]!.range === null) return result as Failed // no range's
  const ranges = slots.map((slot) => results[slot] ?? NOT_REACHED)
  return joinRanges(ranges, settings, (index, start) => again(slots[index]!, start))
}

const NOT_REACHED: Failed = {
  ok: false,
  problem: { kind: 'interrupted', at: 0, message: 'interrupted before it was read' },
}

/** How many threads to start, and whether the main thread scans files beside them. */
function threadsFor(
  jobs: readonly ScanJob[],
  { workers, rangeOctets = RANGE_OCTETS }: PoolOptions,
): { threads: number; mainScans: boolean } {
  const files = jobs.filter(({ octets }) => octets !== null)
  const octets = files.reduce((sum, job) => sum + (job.octets ?? 0), 0)
  /** Tasks there can be at most. */
  const tasks = files.reduce((sum, job) => sum + Math.max(1, Math.floor(job.octets! / rangeOctets)), 0)
  if (workers === 1) return { threads: Math.min(1, tasks), mainScans: false }
  const wanted = workers ?? (octets < SMALL_OCTETS ? 1 : availableParallelism())
  return { threads: Math.max(Math.min(wanted, tasks) - 1, 0), mainScans: true }
}

/** Slots of tasks, files from the largest to the smallest. */
class Queue {
  readonly #files: number[]
  readonly #streams: number[]

  constructor(tasks: readonly PlannedTask[]) {
    const slots = tasks.map((_, slot) => slot)
    this.#streams = slots.filter((slot) => tasks[slot]!.octets === null)
    this.#files = slots
      .filter((slot) => tasks[slot]!.octets !== null)
      .sort((a, b) => (tasks[b]!.octets ?? 0) - (tasks[a]!.octets ?? 0))
  }

  nextFile(): number | undefined {
    return this.#files.shift()
  }

  nextStream(): number | undefined {
    return this.#streams.shift()
  }
}

/** Starts threads that empty the queue; they are gone when this returns. */
async function scanOnThreads(
  threads: number,
  options: PoolOptions,
  queue: Queue,
  results: TaskResult[],
  taskOf: (slot: number) => ScanTask,
): Promise<void> {
  const { Piscina } = await import('piscina')
  const pool = new Piscina({
    filename: options.workerFile ?? WORKER_FILE,
    name: 'scan',
    minThreads: threads,
    maxThreads: threads,
    ...(options.heapMebibytes && { resourceLimits: { maxOldGenerationSizeMb: options.heapMebibytes } }),
  })
  const stop = new AbortController()
  let grace: NodeJS.Timeout | undefined
  const interrupt = () => {
    grace = setTimeout(() => stop.abort(), GRACE_MS)
  }
  options.signal?.addEventListener('abort', interrupt)
  pool.on('error', () => {
    if (pool.threads.length === 0) stop.abort() // they die as they start, and Piscina starts no more
  })
  const lane = async () => {
    while (!stop.signal.aborted && !options.signal?.aborted) {
      const slot = queue.nextFile()
      if (slot === undefined) return
      const result = await guarded(() => pool.run(taskOf(slot), { signal: stop.signal }))
      results[slot] = options.signal?.aborted && !result.ok ? INTERRUPTED : result
    }
  }
  await Promise.all(Array.from({ length: threads }, lane))
  options.signal?.removeEventListener('abort', interrupt)
  clearTimeout(grace)
  await pool.destroy()
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
