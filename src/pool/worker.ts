import { tallyCapture, tallyRange } from '../observe/scan.ts'
import type { ScanTask, TaskResult } from './task.ts'

/** Answers one task, on whatever thread: the main thread calls this very function. */
export function scan({ file, range, settings, progress, slot, stop }: ScanTask): Promise<TaskResult> {
  const interruption = new AbortController()
  const onProgress = (octetsRead: number) => {
    progress[slot] = octetsRead - (range?.from ?? 0)
    if (Atomics.load(stop, 0) !== 0) interruption.abort()
  }
  if (Atomics.load(stop, 0) !== 0) interruption.abort()
  const options = { ...settings, onProgress, signal: interruption.signal }
  return range === null ? tallyCapture(file, options) : tallyRange(file, range, options)
}
