import type { JoinedNd, Seen } from '../observe/settled.ts'
import type { Contents } from './content.ts'
import type { Epoch } from './moment.ts'

/** One advertisement, once. */
export interface Sighting {
  readonly row: JoinedNd
  readonly seen: Seen
}

/**
 * A router's advertisements at one vantage, by time: columns of numbers, for there may be many. Those without a time are
 * left out. Of one message, whose sightings come in order, the times are all that is kept.
 */
export class Track {
  readonly vantage: number
  /** By the clock of the vantage's node, ascending. */
  readonly times: Float64Array
  /** From here on sightings are left out: a message came more often than its row keeps sightings. */
  readonly knownUntil: number
  readonly #rows: readonly JoinedNd[]
  /** What each row says, as `Contents` numbers it. */
  readonly #contents: readonly number[]
  /** Of each sighting its row, and its place there; null where there is one row, in order. */
  readonly #places: { readonly row: Int32Array; readonly seen: Int32Array } | null

  constructor(vantage: number, rows: readonly JoinedNd[], contents: Contents, epoch: Epoch) {
    const count = rows.reduce((sum, { seen }) => sum + seen.length, 0)
    const times = new Float64Array(count)
    const [row, seen] = [new Int32Array(count), new Int32Array(count)]
    let timed = 0
    let knownUntil = Number.POSITIVE_INFINITY
    for (const [index, each] of rows.entries()) {
      for (const [at, { time }] of each.seen.entries()) {
        if (time === null) continue
        times[timed] = epoch.ns(time)
        row[timed] = index
        seen[timed++] = at
      }
      const last = each.seen.at(-1)?.time
      if (each.count > each.seen.length && last != null) knownUntil = Math.min(knownUntil, epoch.ns(last))
    }
    this.vantage = vantage
    this.knownUntil = knownUntil
    this.#rows = rows
    this.#contents = rows.map((each) => contents.numberOf(each))
    if (rows.length === 1 && timed === count && isAscending(times)) {
      this.times = times
      this.#places = null
    } else {
      const order = orderOf(times.subarray(0, timed))
      this.times = Float64Array.from(order, (i) => times[i]!)
      this.#places = { row: Int32Array.from(order, (i) => row[i]!), seen: Int32Array.from(order, (i) => seen[i]!) }
    }
  }

  get length(): number {
    return this.times.length
  }

  /** What a sighting says, as `Contents` numbers it. */
  content(index: number): number {
    return this.#contents[this.#places?.row[index] ?? 0]!
  }

  /** Indexes of the sightings of each content, ascending. */
  byContent(): ReadonlyMap<number, ArrayLike<number>> {
    if (this.#contents.length === 1) return new Map([[this.#contents[0]!, this.times.map((_, index) => index)]])
    const alike = new Map<number, number[]>()
    for (let index = 0; index < this.length; index++) {
      const known = alike.get(this.content(index))
      if (known === undefined) alike.set(this.content(index), [index])
      else known.push(index)
    }
    return alike
  }

  row(index: number): JoinedNd {
    return this.#rows[this.#places?.row[index] ?? 0]!
  }

  sighting(index: number): Sighting {
    const row = this.row(index)
    return { row, seen: row.seen[this.#places?.seen[index] ?? index]! }
  }
}

function isAscending(times: Float64Array): boolean {
  for (let i = 1; i < times.length; i++) if (times[i - 1]! > times[i]!) return false
  return true
}

/** Indexes of `times`, the earliest first. */
function orderOf(times: Float64Array): Uint32Array {
  const order = Uint32Array.from(times, (_, i) => i)
  return isAscending(times) ? order : order.sort((a, b) => times[a]! - times[b]! || a - b)
}
