import { compareSeen } from '../observe/compare-seen.ts'
import type { Seen } from '../observe/settled.ts'
import { timeText } from '../observe/time.ts'
import type { Evidence } from './analysis.ts'

/** A frame and what it shows. */
export interface Fact {
  readonly shows: string
  readonly message: string
  readonly seen: Seen
}

export function fact(shows: string, message: string, seen: Seen): Fact {
  return { shows, message, seen }
}

/** A verdict shows no more frames than a person opens. */
export const MOST_EVIDENCE = 24

/** Facts by earliest time, then capture, then frame; of two alike the first. */
export function evidenceOf(facts: readonly Fact[]): readonly Evidence[] {
  const distinct = new Map<string, Fact>()
  for (const one of [...facts].sort(byOccurrence)) {
    if (distinct.size === MOST_EVIDENCE) break
    const key = `${one.seen.capture}/${one.seen.frame}/${one.shows}`
    if (!distinct.has(key)) distinct.set(key, one)
  }
  return [...distinct.values()].map(({ shows, message, seen }) => ({
    shows,
    capture: captureId(seen.capture),
    vantage: vantageId(seen.vantage),
    frame: seen.frame,
    time: seen.time === null ? null : timeText(seen.time),
    message,
  }))
}

export function byOccurrence(a: Fact, b: Fact): number {
  return compareSeen(a.seen, b.seen) || (a.shows < b.shows ? -1 : a.shows > b.shows ? 1 : 0)
}

/** The rows in the order in which they were first seen. */
export function byFirst(a: { readonly first: Seen }, b: { readonly first: Seen }): number {
  return compareSeen(a.first, b.first)
}

export function captureId(index: number): string {
  return `c${index + 1}`
}

export function vantageId(index: number): string {
  return `v${index + 1}`
}
