import { plain, tallyCapture, tallyRange } from '../observe/scan.ts'
import type { ScanTask, TaskResult } from './task.ts'

/** Answers one task on a thread of its own: what `work` comes to, as plain data. */
export async function scan(task: ScanTask): Promise<TaskResult> {
  const result = await work(task)
  return result.ok ? { ...result, told: plain(result.told) } : result
}

/** Does one task, on whatever thread: the main thread calls this very function. */
export function work({ file, range, settings, progress, slot, stop }: ScanTask): Promise<TaskResult> {
  const interruption = new AbortController()
  const onProgress = (octetsRead: number) => {
    progress[slot] = octetsRead - (range?.from ?? 0)
    if (Atomics.load(stop, 0) !== 0) interruption.abort()
  }
  if (Atomics.load(stop, 0) !== 0) interruption.abort()
  const options = { ...settings, onProgress, signal: interruption.signal }
  return range === null ? tallyCapture(file, options) : tallyRange(file, range, options)
}
