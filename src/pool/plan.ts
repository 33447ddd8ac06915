import { type CaptureRange, splitCapture } from '../capture/ranges.ts'

/** One file to scan. */
export interface ScanJob {
  readonly file: string
  /** Its length as stored; null: a stream, which only the main thread reads. */
  readonly octets: number | null
}

/** A job, or a range of one. */
export interface PlannedTask {
  readonly job: number
  readonly range: CaptureRange | null
  /** Null: a stream. */
  readonly octets: number | null
}

/**
 * What `threads` threads are to do: files as a whole, but for those that would keep one thread busy long after the others are done.
 *
 * @param rangeOctets of which a thread is not given less
 */
export function planTasks(jobs: readonly ScanJob[], threads: number, rangeOctets: number): readonly PlannedTask[] {
  const all = jobs.reduce((sum, { octets }) => sum + (octets ?? 0), 0)
  const most = Math.max(rangeOctets, all / (2 * threads))
  return jobs.flatMap(({ file, octets }, job): readonly PlannedTask[] => {
    const wanted = octets === null ? 1 : Math.min(threads, Math.floor(octets / rangeOctets), Math.ceil(octets / most))
    const ranges = wanted > 1 ? splitCapture(file, wanted) : null
    if (ranges === null) return [{ job, range: null, octets }]
    return ranges.map((range) => ({ job, range, octets: octets! / wanted }))
  })
}
