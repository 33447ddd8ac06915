import {
  type CaptureTold,
  joined,
  type RangeClaims,
  type ScanOptions,
  type Told,
  tallyCapture,
  tallyRanges,
} from '../observe/scan.ts'
import { tallyStream } from '../observe/scan-stream.ts'
import { exchange } from '../observe/shared-thresholds.ts'
import type { StreamThreads } from './stream-threads.ts'
import type { ScanTask, SharedRanges, TaskResult } from './task.ts'

/**
 * Does one task, on whatever thread: the main thread calls this very function. `stop` is looked at between blocks; the main
 * thread's `signal` ends even the waiting for a pipe to which nobody writes.
 */
export function work(task: ScanTask, signal?: AbortSignal): Promise<TaskResult> {
  const { file, shared } = task
  const options = optionsOf(task, signal)
  return shared === null ? tallyCapture(file, options) : tallyRanges(file, claimsOf(shared), options)
}

/** As `work`, of a stream, parts of which are scanned by threads. */
export async function workStream(task: ScanTask, threads: StreamThreads, signal?: AbortSignal): Promise<TaskResult> {
  const ends = signal === undefined ? threads.failed : AbortSignal.any([signal, threads.failed])
  let told: readonly Told[] = []
  let result: CaptureTold
  try {
    result = await tallyStream(task.file, threads, optionsOf(task, ends))
  } finally {
    told = await threads.end()
  }
  if (!result.ok) return result
  const all = joined([result.told, ...told], task.settings)
  if (all === null) throw new Error('no memory for what threads know of conversations')
  return { ...result, told: all }
}

function optionsOf({ settings, progress, slot, stop }: ScanTask, signal: AbortSignal | undefined): ScanOptions {
  const interruption = new AbortController()
  const onProgress = (octetsRead: number) => {
    progress[slot] = octetsRead
    if (Atomics.load(stop, 0) !== 0) interruption.abort()
  }
  if (Atomics.load(stop, 0) !== 0) interruption.abort()
  const ends = signal === undefined ? interruption.signal : AbortSignal.any([signal, interruption.signal])
  return { ...settings, onProgress, signal: ends }
}

function claimsOf({ ranges, next, leftOut }: SharedRanges): RangeClaims {
  return {
    ranges,
    claim: () => {
      const place = Atomics.add(next, 0, 1)
      return place < ranges.length ? place : undefined
    },
    end: () => void Atomics.store(next, 0, ranges.length),
    leaveOut: (thresholds) => exchange(leftOut, thresholds),
  }
}
