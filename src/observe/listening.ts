import type { Span } from './settled.ts'
import { compareTimes, NANOSECONDS, nanosecondsBetween, type Time } from './time.ts'

/** Rotated files of one interface follow one another: the next one's first frame may be so late. */
export const ROTATION_NS = NANOSECONDS

/** A time without a break in which a vantage listened. */
export interface Stretch {
  readonly from: Time
  readonly to: Time
}

/** Spans by time, those that follow one another, or overlap, as one. */
export function stretchesOf(spans: readonly Span[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const { from, to } of [...spans].sort((a, b) => compareTimes(a.from, b.from))) {
    const last = stretches.at(-1)
    if (last === undefined || nanosecondsBetween(last.to, from) > ROTATION_NS) stretches.push({ from, to })
    else stretches[stretches.length - 1] = { from: last.from, to: compareTimes(to, last.to) > 0 ? to : last.to }
  }
  return stretches
}
