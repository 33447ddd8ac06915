import { fileURLToPath } from 'node:url'
import type { Told } from '../observe/scan.ts'
import type { BlocksTask, ScanTask, TaskResult } from './task.ts'

export interface ThreadOptions {
  /** The module whose `scan` and `scanBlocks` the threads run. */
  readonly workerFile?: string
  /** Heap each thread may grow to. Default: Node's. */
  readonly heapMebibytes?: number
  readonly signal?: AbortSignal | undefined
}

/** Threads that have been started. */
export interface Threads {
  /** Has one of them do a task. Rejects if the scan throws or the thread dies. */
  run(task: ScanTask): Promise<TaskResult>
  /** As `run`, of what comes through a port. */
  runBlocks(task: BlocksTask): Promise<Told>
  /** None of them lives any more, or is to. */
  readonly lost: boolean
  /** Ends them; they are gone when this returns. */
  end(): Promise<void>
}

/** After an interruption, for threads to hand over what they read; then they are ended. */
const GRACE_MS = 2000
const WORKER_FILE = fileURLToPath(new URL('./scan-thread.js', import.meta.url))

/** Starts `count` threads. They make themselves ready while the caller goes on. */
export async function startThreads(
  count: number,
  { workerFile = WORKER_FILE, heapMebibytes, signal }: ThreadOptions,
): Promise<Threads> {
  const { Piscina } = await import('piscina')
  const pool = new Piscina({
    filename: workerFile,
    name: 'scan',
    minThreads: count,
    maxThreads: count,
    recordTiming: false,
    ...(heapMebibytes && { resourceLimits: { maxOldGenerationSizeMb: heapMebibytes } }),
  })
  const stop = new AbortController()
  let grace: NodeJS.Timeout | undefined
  const interrupt = () => {
    grace = setTimeout(() => stop.abort(), GRACE_MS)
  }
  signal?.addEventListener('abort', interrupt)
  pool.on('error', () => {
    if (pool.threads.length === 0) stop.abort() // they die as they start, and Piscina starts no more
  })
  return {
    run: (task) => pool.run(task, { signal: stop.signal }),
    runBlocks: (task) => {
      return pool.run(task, { name: 'scanBlocks', transferList: [task.blocks], signal: stop.signal })
    },
    get lost() {
      return stop.signal.aborted
    },
    end: async () => {
      signal?.removeEventListener('abort', interrupt)
      clearTimeout(grace)
      await pool.destroy()
    },
  }
}
