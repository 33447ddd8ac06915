import { plain, type RangeClaims, tallyCapture, tallyRanges } from '../observe/scan.ts'
import type { ScanTask, SharedRanges, TaskResult } from './task.ts'

/** Answers one task on a thread of its own: what `work` comes to, as plain data. */
export async function scan(task: ScanTask): Promise<TaskResult> {
  const result = await work(task)
  return result.ok ? { ...result, told: plain(result.told) } : result
}

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
