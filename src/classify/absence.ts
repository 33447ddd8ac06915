import { goesOn } from '../observe/listening.ts'
import type { Seen, Span } from '../observe/settled.ts'
import { compareTimes, NANOSECONDS, shiftTime, type Time, timeText } from '../observe/time.ts'
import { type Cloud, vantageText } from './cloud.ts'

/** A try counts only if the capture runs so long past it. */
export const TRY_NS = 3 * NANOSECONDS

/**
 * Why nothing follows from what is missing at this vantage between two moments, or null where something does: it listened
 * all the time, and its capture has no cut, damage or reported drop there.
 */
export function whyDeaf(cloud: Cloud, vantage: number, from: Time | null, to: Time | null): string | null {
  const name = vantageText(cloud, vantage)
  if (from === null || to === null) return `frames of ${name} have no time`
  let until: Time | null = null
  let before: Span | undefined
  for (const span of cloud.settled.vantages[vantage]!.spans) {
    if (until === null ? !covers(span, from) : !goesOn(cloud.settled, before, until, span)) continue
    before = span
    if (!span.whole) return `the capture at ${name} is cut, damaged or reported drops`
    until = until === null || compareTimes(span.to, until) > 0 ? span.to : until
    if (compareTimes(until, to) >= 0) return null
  }
  if (until === null) return `${name} was not listening at ${timeText(from)}`
  return `the capture at ${name} ends at ${timeText(until)}, too soon after ${timeText(from)}`
}

/** Why a try seen at its first frame there proves nothing by having no answer. */
export function whyTryDoesNotCount(cloud: Cloud, seen: Seen): string | null {
  return whyDeaf(cloud, seen.vantage, seen.time, seen.time === null ? null : shiftTime(seen.time, TRY_NS))
}

function covers(span: Span, time: Time): boolean {
  return compareTimes(span.from, time) <= 0 && compareTimes(time, span.to) <= 0
}

/** Why nothing missing in these tables proves anything, or null where they are complete. */
export function whyIncomplete(cloud: Cloud, tables: readonly string[]): string | null {
  for (const table of tables) {
    const limit = cloud.settled.limits[table]
    if (limit !== undefined && limit.leftOut > 0) {
      return `${limit.leftOut} sightings were left out of ${table}, whose cap is ${limit.cap}`
    }
  }
  return null
}

/** When a vantage listened, as notes say it. */
export function listeningText(cloud: Cloud, vantage: number): string {
  const { spans } = cloud.settled.vantages[vantage]!
  const [first] = spans
  if (first !== undefined && spans.length > 2) {
    const to = spans.reduce((last, span) => (compareTimes(span.to, last) > 0 ? span.to : last), first.to)
    return `in ${spans.length} captures from ${timeText(first.from)} to ${timeText(to)}`
  }
  return spans.map(({ from, to }) => `from ${timeText(from)} to ${timeText(to)}`).join(' and ')
}
