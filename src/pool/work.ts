import { type RangeClaims, tallyCapture, tallyRanges } from '../observe/scan.ts'
import type { ScanTask, SharedRanges, TaskResult } from './task.ts'

/**
 * Does one task, on whatever thread: the main thread calls this very function. `stop` is looked at between blocks; the main
 * thread's `signal` ends even the waiting for a pipe to which nobody writes.
 */
export function work(
  { file, shared, settings, progress, slot, stop }: ScanTask,
  signal: AbortSignal | undefined = undefined,
): Promise<TaskResult> {
  const interruption = new AbortController()
  const onProgress = (octetsRead: number) => {
    progress[slot] = octetsRead
    if (Atomics.load(stop, 0) !== 0) interruption.abort()
  }
  if (Atomics.load(stop, 0) !== 0) interruption.abort()
  const ends = signal === undefined ? interruption.signal : AbortSignal.any([signal, interruption.signal])
  const options = { ...settings, onProgress, signal: ends }
  return shared === null ? tallyCapture(file, options) : tallyRanges(file, claimsOf(shared), options)
}

function claimsOf({ ranges, next }: SharedRanges): RangeClaims {
  return {
    ranges,
    claim: () => {
      const place = Atomics.add(next, 0, 1)
      return place < ranges.length ? place : undefined
    },
    end: () => void Atomics.store(next, 0, ranges.length),
  }
}
