import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Scanned, ScanSettings, ScanTask } from './task.ts'
import { scan } from './worker.ts'

/** One file to scan. */
export interface ScanJob {
  readonly file: string
  /** Its length as stored; null: a stream, which only the main thread reads. */
  readonly octets: number | null
}

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
}

/** Below this, starting threads takes longer than they save. */
const SMALL_OCTETS = 64 * 1024 * 1024
const PROGRESS_EVERY_MS = 100
const WORKER_FILE = fileURLToPath(new URL('./worker.js', import.meta.url))

/** Scans every job, largest first, and gives the results in the order of the jobs. What befalls one file, or its thread, is that file's result alone. */
export async function scanAll(jobs: readonly ScanJob[], options: PoolOptions): Promise<readonly Scanned[]> {
  const progress = new Float64Array(new SharedArrayBuffer(jobs.length * Float64Array.BYTES_PER_ELEMENT))
  const queue = new Queue(jobs)
  const results = new Array<Scanned>(jobs.length)
  const { threads, mainScans } = threadsFor(jobs, options.workers)
  const timer = startProgress(progress, results, options)
  const taskOf = (slot: number): ScanTask => {
    return { file: jobs[slot]!.file, settings: options.settings, progress, slot }
  }
  const mainLane = async (alone: boolean) => {
    while (!options.signal?.aborted) {
      const slot = queue.nextStream() ?? (alone ? queue.nextFile() : undefined)
      if (slot === undefined) return
      results[slot] = await guarded(() => scan(taskOf(slot), options.signal))
      await new Promise(setImmediate) // threads that finished meanwhile get their next file first
    }
  }
  try {
    if (threads > 0) {
      await Promise.all([scanOnThreads(threads, options, queue, results, taskOf), mainLane(mainScans)])
    }
    await mainLane(true) // all of it without threads; else what broken threads left
  } finally {
    clearInterval(timer)
    tellProgress(progress, results, options)
  }
  return Array.from(results, (result) => result ?? NOT_REACHED)
}

const NOT_REACHED: Scanned = {
  ok: false,
  problem: { kind: 'interrupted', at: 0, message: 'interrupted before it was read' },
}

/** How many threads to start, and whether the main thread scans files beside them. */
function threadsFor(jobs: readonly ScanJob[], workers: number | undefined): { threads: number; mainScans: boolean } {
  const files = jobs.filter(({ octets }) => octets !== null)
  if (workers === undefined) {
    const octets = files.reduce((sum, job) => sum + (job.octets ?? 0), 0)
    const threads = octets < SMALL_OCTETS ? 0 : Math.min(availableParallelism(), files.length) - 1
    return { threads: Math.max(threads, 0), mainScans: true }
  }
  if (workers === 1) return { threads: Math.min(1, files.length), mainScans: false }
  return { threads: Math.max(Math.min(workers, files.length) - 1, 0), mainScans: true }
}

/** Slots of jobs, files from the largest to the smallest. */
class Queue {
  readonly #files: number[]
  readonly #streams: number[]

  constructor(jobs: readonly ScanJob[]) {
    const slots = jobs.map((_, slot) => slot)
    this.#streams = slots.filter((slot) => jobs[slot]!.octets === null)
    this.#files = slots
      .filter((slot) => jobs[slot]!.octets !== null)
      .sort((a, b) => (jobs[b]!.octets ?? 0) - (jobs[a]!.octets ?? 0))
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
  results: Scanned[],
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
  const interrupt = () => stop.abort()
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
  await pool.destroy()
}

const INTERRUPTED: Scanned = {
  ok: false,
  problem: { kind: 'interrupted', at: 0, message: 'interrupted while it was read; nothing of it counts' },
}

/** A scan that throws, or whose thread dies, is a result too. */
async function guarded(run: () => Promise<Scanned>): Promise<Scanned> {
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
  results: readonly Scanned[],
  options: PoolOptions,
): NodeJS.Timeout | undefined {
  if (options.onProgress === undefined) return undefined
  return setInterval(() => tellProgress(progress, results, options), PROGRESS_EVERY_MS)
}

function tellProgress(progress: Float64Array, results: readonly Scanned[], { onProgress }: PoolOptions): void {
  const files = results.reduce((sum, result) => sum + (result === undefined ? 0 : 1), 0)
  onProgress?.({ files, octets: progress.reduce((sum, octets) => sum + octets, 0) })
}
