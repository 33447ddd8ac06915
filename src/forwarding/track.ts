import type { JoinedNd, Seen } from '../observe/settled.ts'
import type { Contents } from './content.ts'
import type { Epoch } from './moment.ts'

/** One advertisement, once. */
export interface Sighting {
  readonly row: JoinedNd
  readonly seen: Seen
}

/** A router's advertisements at one vantage, by time: columns of numbers, for there may be many. Those without a time are left out. */
export class Track {
  readonly vantage: number
  /** By the clock of the vantage's node, ascending. */
  readonly times: Float64Array
  /** What each says, as `Contents` numbers it. */
  readonly contents: Int32Array
  /** From here on sightings are left out: a message came more often than its row keeps sightings. */
  readonly knownUntil: number
  readonly #byContent = new Map<number, number[]>()
  readonly #rows: readonly JoinedNd[]
  readonly #row: Int32Array
  readonly #seen: Int32Array

  constructor(vantage: number, rows: readonly JoinedNd[], contents: Contents, epoch: Epoch) {
    const count = rows.reduce((sum, { seen }) => sum + seen.length, 0)
    const times = new Float64Array(count)
    const [row, seen] = [new Int32Array(count), new Int32Array(count)]
    let timed = 0
    let knownUntil = Number.POSITIVE_INFINITY
    rows.forEach((each, index) => {
      each.seen.forEach(({ time }, at) => {
        if (time === null) return
        times[timed] = epoch.ns(time)
        row[timed] = index
        seen[timed++] = at
      })
      const last = each.seen.at(-1)?.time
      if (each.count > each.seen.length && last != null) knownUntil = Math.min(knownUntil, epoch.ns(last))
    })
    const order = orderOf(times.subarray(0, timed))
    const numbers = rows.map((each) => contents.numberOf(each))
    this.vantage = vantage
    this.knownUntil = knownUntil
    this.times = Float64Array.from(order, (i) => times[i]!)
    this.#row = Int32Array.from(order, (i) => row[i]!)
    this.#seen = Int32Array.from(order, (i) => seen[i]!)
    this.contents = this.#row.map((index) => numbers[index]!)
    this.#rows = rows
    this.contents.forEach((content, index) => {
      const alike = this.#byContent.get(content)
      if (alike === undefined) this.#byContent.set(content, [index])
      else alike.push(index)
    })
  }

  get length(): number {
    return this.times.length
  }

  /** Indexes of the sightings of one content, ascending. */
  ofContent(content: number): readonly number[] {
    return this.#byContent.get(content) ?? []
  }

  row(index: number): JoinedNd {
    return this.#rows[this.#row[index]!]!
  }

  sighting(index: number): Sighting {
    const row = this.row(index)
    return { row, seen: row.seen[this.#seen[index]!]! }
  }
}

/** Indexes of `times`, the earliest first; those of one message come in order already. */
function orderOf(times: Float64Array): Uint32Array {
  const order = new Uint32Array(times.length)
  let ordered = true
  for (let i = 0; i < times.length; i++) {
    order[i] = i
    ordered &&= i === 0 || times[i - 1]! <= times[i]!
  }
  return ordered ? order : order.sort((a, b) => times[a]! - times[b]! || a - b)
}
