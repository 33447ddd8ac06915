import type { JoinedNd, Seen } from '../observe/settled.ts'
import { compareTimes, nanosecondsBetween, type Time } from '../observe/time.ts'
import { isUnaltered } from './alteration.ts'

/** One advertisement, once. */
export interface Sighting {
  readonly row: JoinedNd
  readonly seen: Seen
}

/** What became of an advertisement that a port was to receive. */
export interface Delivery {
  readonly sent: Sighting
  readonly received: Sighting | null
  readonly altered: boolean
}

/** On one node, with one clock, a frame passes two interfaces within this time. */
export const WINDOW_NS = 200_000_000

/**
 * Pairs what passed one interface with what another of the same node saw, each sighting once, in the order of time: first
 * those alike, then those of the same source that differ.
 */
export function followDeliveries(sent: readonly Sighting[], received: readonly Sighting[]): readonly Delivery[] {
  const left = [...received].sort(byTime)
  const take = (one: Sighting, fits: (other: Sighting) => boolean): Sighting | null => {
    const at = left.findIndex((other) => isNear(one, other) && fits(other))
    return at < 0 ? null : (left.splice(at, 1)[0] ?? null)
  }
  const ordered = [...sent].sort(byTime)
  const alike = new Map(ordered.map((one) => [one, take(one, (other) => isUnaltered(one.row, other.row))]))
  return ordered.map((one): Delivery => {
    const same = alike.get(one) ?? null
    const other = same === null ? take(one, ({ row }) => isOfSameSource(one.row, row)) : null
    return { sent: one, received: same ?? other, altered: other !== null }
  })
}

function isOfSameSource(a: JoinedNd, b: JoinedNd): boolean {
  return a.source === b.source && a.linkSource === b.linkSource
}

function isNear(a: Sighting, b: Sighting): boolean {
  if (a.seen.time === null || b.seen.time === null) return false
  return Math.abs(nanosecondsBetween(a.seen.time, b.seen.time)) <= WINDOW_NS
}

function byTime(a: Sighting, b: Sighting): number {
  const [one, other] = [a.seen.time, b.seen.time]
  if (one === null || other === null) return (one === null ? 1 : 0) - (other === null ? 1 : 0)
  return compareTimes(one, other) || a.seen.frame - b.seen.frame
}

export function timeOf({ seen }: Sighting): Time | null {
  return seen.time
}
