import { problemOf } from '../capture/open.ts'
import { type RangeStart, stitch } from '../capture/ranges.ts'
import { observationOf, type RangeTold } from '../observe/scan.ts'
import type { Scanned, ScanSettings, TaskResult } from './task.ts'

/**
 * Makes one result of those of a file's ranges: proves each by the one before it, and has those read again that began in the
 * wrong place, or came to nothing.
 */
export async function joinRanges(
  results: readonly TaskResult[],
  settings: ScanSettings,
  again: (index: number, start: RangeStart | null) => Promise<TaskResult>,
): Promise<Scanned> {
  const scans = results.map((result) => (isRange(result) ? result : null))
  for (;;) {
    const stitched = stitch(scans.map((each) => each?.reading ?? null))
    if (stitched.kind === 'whole') {
      if (!stitched.reading.ok) return stitched.reading
      const told = scans.slice(0, stitched.used).map((each) => each!.told)
      return { ok: true, summary: stitched.reading.summary, observation: observationOf(told, settings) }
    }
    const { index, start } = stitched
    const result = await again(index, start)
    if (!isRange(result)) return { ok: false, problem: (result.ok ? null : result.problem) ?? CHANGED }
    scans[index] = result
  }
}

const CHANGED = problemOf({
  kind: 'unreadable',
  message: 'no longer the file it was when reading began; record it to its end before it is read',
})

type GoodRange = Extract<RangeTold, { readonly ok: true }>

function isRange(result: TaskResult): result is GoodRange {
  return result.ok && 'reading' in result
}
