import { type ScanResult, scanCapture } from '../observe/scan.ts'
import type { ScanTask } from './task.ts'

/** Answers one task, on whatever thread: the main thread calls this very function, with its signal. */
export function scan({ file, settings, progress, slot }: ScanTask, signal?: AbortSignal): Promise<ScanResult> {
  const onProgress = (octetsRead: number) => {
    progress[slot] = octetsRead
  }
  return scanCapture(file, signal === undefined ? { ...settings, onProgress } : { ...settings, onProgress, signal })
}
