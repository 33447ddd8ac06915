import { rotationOf } from '../capture/vantage-name.ts'
import type { Settled, Span } from './settled.ts'
import { compareTimes, NANOSECONDS, nanosecondsBetween, type Time } from './time.ts'

/** Captures of one interface follow one another without a gap: the next one's first frame may be so late. */
const CHANGE_NS = NANOSECONDS

type Captures = Pick<Settled, 'captures'>

/** Whether the recorder went on after `until`, though no frame says so: within a second, or in the next file of a series. */
export function goesOn({ captures }: Captures, before: Span | undefined, until: Time, next: Span): boolean {
  if (nanosecondsBetween(until, next.from) <= CHANGE_NS) return true
  if (before === undefined) return false
  const [one, other] = [before, next].map(({ capture }) => rotationOf(captures[capture]!.path))
  return one!.series === other!.series && other!.number === one!.number + 1
}

/** A time without a break in which a vantage listened. */
export interface Stretch {
  readonly from: Time
  readonly to: Time
}

/** Spans by time, those that follow one another, or overlap, as one. */
export function stretchesOf(settled: Captures, spans: readonly Span[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  let before: Span | undefined
  for (const span of [...spans].sort((a, b) => compareTimes(a.from, b.from))) {
    const last = stretches.at(-1)
    if (last === undefined || !goesOn(settled, before, last.to, span)) stretches.push({ from: span.from, to: span.to })
    else
      stretches[stretches.length - 1] = { from: last.from, to: compareTimes(span.to, last.to) > 0 ? span.to : last.to }
    before = span
  }
  return stretches
}
