import type { JoinedNd, Seen } from '../observe/settled.ts'
import { compareTimes, nanosecondsBetween, shiftTime, type Time } from '../observe/time.ts'
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
  const left = new Untaken(received)
  const ordered = [...sent].sort(byTime)
  const alike = ordered.map((one) => left.take(one, (other) => isUnaltered(one.row, other.row)))
  return ordered.map((one, i): Delivery => {
    const same = alike[i] ?? null
    const other = same === null ? left.take(one, ({ row }) => isOfSameSource(one.row, row)) : null
    return { sent: one, received: same ?? other, altered: other !== null }
  })
}

/** Sightings by time, each to be taken once. */
class Untaken {
  readonly #sightings: readonly Sighting[]
  readonly #taken = new Set<Sighting>()

  constructor(sightings: readonly Sighting[]) {
    this.#sightings = sightings.filter(({ seen }) => seen.time !== null).sort(byTime)
  }

  /** The first one near in time that fits and is not taken. */
  take(one: Sighting, fits: (other: Sighting) => boolean): Sighting | null {
    const { time } = one.seen
    if (time === null) return null
    const earliest = shiftTime(time, -WINDOW_NS)
    for (let i = this.#firstFrom(earliest); i < this.#sightings.length; i++) {
      const other = this.#sightings[i]!
      if (nanosecondsBetween(time, other.seen.time!) > WINDOW_NS) return null
      if (this.#taken.has(other) || !fits(other)) continue
      this.#taken.add(other)
      return other
    }
    return null
  }

  #firstFrom(time: Time): number {
    let [low, high] = [0, this.#sightings.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareTimes(this.#sightings[middle]!.seen.time!, time) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

function isOfSameSource(a: JoinedNd, b: JoinedNd): boolean {
  return a.source === b.source && a.linkSource === b.linkSource
}

function byTime(a: Sighting, b: Sighting): number {
  const [one, other] = [a.seen.time, b.seen.time]
  if (one === null || other === null) return (one === null ? 1 : 0) - (other === null ? 1 : 0)
  return compareTimes(one, other) || a.seen.frame - b.seen.frame
}
