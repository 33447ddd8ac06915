import { isCompressed } from '../capture/open.ts'
import { splitCapture } from '../capture/ranges.ts'
import { newSharedThresholds } from '../observe/shared-thresholds.ts'
import type { SharedRanges } from './task.ts'

/** One file to scan. */
export interface ScanJob {
  readonly file: string
  /** Its length as stored; null: a stream, which the main thread reads. */
  readonly octets: number | null
}

/** A job, or a share in one. */
export interface PlannedTask {
  readonly job: number
  readonly shared: SharedRanges | null
  /** Null: a stream. */
  readonly octets: number | null
}

/**
 * The jobs with the largest file a stream, if it is compressed: one thread inflates it whoever does, and the main thread can hand over
 * what it has no time to scan. Of several such files the others are scanned as a whole by whoever has time.
 */
export async function streamLargest(jobs: readonly ScanJob[]): Promise<readonly ScanJob[]> {
  const largest = jobs.reduce<ScanJob | null>(
    (most, job) => ((job.octets ?? 0) > (most?.octets ?? 0) ? job : most),
    null,
  )
  if (largest === null || !(await isCompressed(largest.file))) return jobs
  return jobs.map((job) => (job === largest ? { ...job, octets: null } : job))
}

/**
 * What `threads` threads are to do: files as a whole, but for those that would keep one thread busy long after the others are done:
 * these are shared, in ranges of about `rangeOctets`.
 */
export function planTasks(jobs: readonly ScanJob[], threads: number, rangeOctets: number): readonly PlannedTask[] {
  const all = jobs.reduce((sum, { octets }) => sum + (octets ?? 0), 0)
  const most = Math.max(rangeOctets, all / (2 * threads))
  return jobs.flatMap(({ file, octets }, job): readonly PlannedTask[] => {
    const count = octets === null ? 1 : Math.floor(octets / rangeOctets)
    const ranges = threads > 1 && count > 1 && octets! > most ? splitCapture(file, count) : null
    if (ranges === null) return [{ job, shared: null, octets }]
    const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const share = { job, shared: { ranges, next, leftOut: newSharedThresholds() }, octets: octets! / threads }
    return new Array<PlannedTask>(Math.min(threads, count)).fill(share)
  })
}
