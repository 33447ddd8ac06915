import { type RangeReading, stitch } from '../capture/ranges.ts'
import { interruptedAt } from '../capture/read-capture.ts'
import { joinedObservation, type RangesTold } from '../observe/scan.ts'
import type { Failed, Scanned, ScanSettings, TaskResult } from './task.ts'

/**
 * Makes one result of the shares in a file of `count` ranges, each range proven by the one before it. Null: something was counted
 * that is none of the capture's (a border guessed wrong, frames past damage), so that the file has to be read again as a whole.
 */
export function joinShares(results: readonly TaskResult[], count: number, settings: ScanSettings): Scanned | null {
  const shares = results.filter(isShare)
  const readings: (RangeReading | null)[] = []
  for (const share of shares) for (const [place, reading] of share.readings) readings[place] = reading
  const failed = results.find(isFailure)
  if (failed !== undefined && (readings.length === 0 || readings.includes(undefined!))) return failed
  const final = readings.at(-1)
  if (final === undefined || final === null) return null
  if (final.last === null && readings.length < count) readings[readings.length - 1] = cutOff(final)
  const stitched = stitch(readings)
  if (stitched.kind === 'again' || stitched.used < readings.length || !stitched.reading.ok) return null
  const told = shares.filter((share) => share.readings.size > 0).map((share) => share.told)
  const observation = joinedObservation(told, settings)
  return observation && { ok: true, summary: stitched.reading.summary, observation }
}

type Share = Extract<RangesTold, { readonly ok: true }>

function isShare(result: TaskResult): result is Share {
  return result.ok && 'readings' in result
}

function isFailure(result: TaskResult): result is Failed {
  return !result.ok && result.problem !== null
}

/** The last range read before an interruption. */
function cutOff(reading: RangeReading): RangeReading {
  return { ...reading, octets: reading.end.at, last: interruptedAt(reading.end.at) }
}
