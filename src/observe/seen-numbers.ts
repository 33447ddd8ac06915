import type { Numbers } from './observation.ts'
import type { Seen } from './settled.ts'

// A frame that was seen, as SIGHTING_NUMBERS numbers: second, nanosecond (-1: no time), index of its capture, its number there.
export const NANOSECOND = 1
export const CAPTURE = 2
export const FRAME = 3

/** The frame whose numbers begin at `at`. */
export function seenAt(numbers: Numbers, at: number, vantage: number): Seen {
  const nanosecond = numbers[at + NANOSECOND]!
  return {
    capture: numbers[at + CAPTURE]!,
    vantage,
    frame: numbers[at + FRAME]!,
    time: nanosecond < 0 ? null : [numbers[at]!, nanosecond],
  }
}

/** As `compareSeen`, of frames whose numbers begin at `a` of one list and `b` of another: those without a time last. */
export function compareFirsts(one: Numbers, a: number, other: Numbers, b: number): number {
  const untimed = Number(one[a + NANOSECOND]! < 0) - Number(other[b + NANOSECOND]! < 0)
  return untimed || compareSightings(one, a, other, b)
}

/** As `compareFirsts`, but those without a time first, so that the greatest has one if any has. */
export function compareLasts(one: Numbers, a: number, other: Numbers, b: number): number {
  const timed = Number(one[a + NANOSECOND]! >= 0) - Number(other[b + NANOSECOND]! >= 0)
  return timed || compareSightings(one, a, other, b)
}

function compareSightings(one: Numbers, a: number, other: Numbers, b: number): number {
  return (
    one[a]! - other[b]! ||
    one[a + NANOSECOND]! - other[b + NANOSECOND]! ||
    one[a + CAPTURE]! - other[b + CAPTURE]! ||
    one[a + FRAME]! - other[b + FRAME]!
  )
}
