import type { TableName } from './caps.ts'
import { finished, mixed } from './key-hash.ts'
import { isFollowed } from './nd-messages.ts'
import type { Numbers } from './observation.ts'
import { FIRST, LAST, ROW_NUMBERS } from './row-sightings.ts'
import { CAPTURE, compareFirsts, compareLasts, FRAME, NANOSECOND } from './seen-numbers.ts'
import type { Segments } from './segments.ts'
import { fromDeltas, SIGHTING_NUMBERS } from './sightings.ts'
import type { SituatedPart } from './situated-part.ts'

/** Words of a key that place it in its part; behind them it says the same on every part. */
const PART_WORDS = 2
const EMPTY = -1

/**
 * The rows of one table of all parts, those of one key on one vantage made one. Nothing of their keys is copied: `keys` and
 * `keyAt` say where each one's words lie.
 */
export interface JoinedRows {
  readonly length: number
  /** Rows by first frame, then key. */
  readonly order: Int32Array
  readonly keys: readonly Numbers[]
  readonly keyAt: Uint32Array
  readonly vantages: Int32Array
  /** As `Segments` numbers them. */
  readonly segments: Int32Array
  /** ROW_NUMBERS a row, as those of an Observation but for capture and frame in place of offset and index. */
  readonly numbers: Float64Array
  /** The sightings of followed rows that were seen more than once, four numbers each, in no order. */
  readonly sightings: ReadonlyMap<number, readonly number[]>
}

export function joinRows(parts: readonly SituatedPart[], name: TableName, segments: Segments): JoinedRows {
  const joining = new Joining(parts.reduce((rows, { part }) => rows + part[name].rows, 0))
  for (const part of parts) joining.add(part, name, segments)
  return joining.joined()
}

class Joining {
  #length = 0
  readonly #keys: Numbers[] = []
  readonly #keyAt: Uint32Array
  readonly #keyLength: Uint32Array
  readonly #vantages: Int32Array
  readonly #segments: Int32Array
  readonly #numbers: Float64Array
  readonly #sightings = new Map<number, number[]>()
  /** Rows of vantages that several parts saw, by hash; made when there is one. */
  #slots = new Int32Array(0)
  readonly #rows: number

  /** @param rows there are at most */
  constructor(rows: number) {
    this.#rows = rows
    this.#keyAt = new Uint32Array(rows)
    this.#keyLength = new Uint32Array(rows)
    this.#vantages = new Int32Array(rows)
    this.#segments = new Int32Array(rows)
    this.#numbers = new Float64Array(rows * ROW_NUMBERS)
  }

  add(part: SituatedPart, name: TableName, segments: Segments): void {
    const { rows, words, keyAt, keyLength, numbers, followed } = part.part[name]
    const lists = new Map(followed)
    for (let row = 0; row < rows; row++) {
      const at = keyAt[row]!
      const vantage = part.vantage(words[at]!, words[at + 1]!)
      this.#keys[this.#length] = words
      this.#keyAt[this.#length] = at
      this.#keyLength[this.#length] = keyLength[row]!
      this.#vantages[this.#length] = vantage
      this.#segments[this.#length] = segments.numberOf(words[at + 2]!, words[at + 3]!)
      const to = this.#length * ROW_NUMBERS
      const from = row * ROW_NUMBERS
      this.#numbers[to] = numbers[from]!
      numberFrame(part, numbers, from + LAST, this.#numbers, to + LAST)
      numberFrame(part, numbers, from + FIRST, this.#numbers, to + FIRST)
      const list = lists.get(row)
      if (list !== undefined) this.#sightings.set(this.#length, numberFrames(part, fromDeltas(list)))
      const same = part.isShared(vantage) ? this.#same() : EMPTY
      if (same === EMPTY) this.#length++
      else this.#join(same, name)
    }
  }

  joined(): JoinedRows {
    return {
      length: this.#length,
      order: this.#order(),
      keys: this.#keys,
      keyAt: this.#keyAt,
      vantages: this.#vantages,
      segments: this.#segments,
      numbers: this.#numbers,
      sightings: this.#sightings,
    }
  }

  /** Mostly rows came in their order, and nothing is to be sorted. */
  #order(): Int32Array {
    const order = new Int32Array(this.#length)
    let isInOrder = true
    for (let row = 0; row < order.length; row++) {
      order[row] = row
      if (row > 0 && this.#compare(row - 1, row) > 0) isInOrder = false
    }
    return isInOrder ? order : order.sort((a, b) => this.#compare(a, b))
  }

  /** The row before the last one that has its key, or EMPTY: then the last one will be found. */
  #same(): number {
    if (this.#slots.length === 0) this.#slots = new Int32Array(2 << (32 - Math.clz32(this.#rows))).fill(EMPTY)
    const mask = this.#slots.length - 1
    const row = this.#length
    let slot = this.#hash(row) & mask
    for (let other = this.#slots[slot]!; other !== EMPTY; other = this.#slots[slot]!) {
      if (this.#vantages[other] === this.#vantages[row] && this.#compareKeys(other, row) === 0) return other
      slot = (slot + 1) & mask
    }
    this.#slots[slot] = row
    return EMPTY
  }

  #hash(row: number): number {
    const words = this.#keys[row]!
    const end = this.#keyAt[row]! + this.#keyLength[row]!
    let hash = this.#vantages[row]!
    for (let at = this.#keyAt[row]! + PART_WORDS; at < end; at++) hash = mixed(hash, words[at]!)
    return finished(hash)
  }

  /** Adds the row behind the last one to `row`. */
  #join(row: number, name: TableName): void {
    const added = this.#length
    if (name === 'neighborDiscovery' && isFollowed(this.#keys[row]!, this.#keyAt[row]!)) {
      const all = this.#listOf(row)
      for (const number of this.#listOf(added)) all.push(number)
      this.#sightings.set(row, all)
      this.#sightings.delete(added)
    }
    const numbers = this.#numbers
    const to = row * ROW_NUMBERS
    const from = added * ROW_NUMBERS
    numbers[to]! += numbers[from]!
    if (compareFirsts(numbers, from + FIRST, numbers, to + FIRST) < 0) this.#copy(from + FIRST, to + FIRST)
    if (compareLasts(numbers, from + LAST, numbers, to + LAST) > 0) this.#copy(from + LAST, to + LAST)
  }

  /** Of a followed row: seen once only, its first sighting is all there is. */
  #listOf(row: number): number[] {
    const first = row * ROW_NUMBERS + FIRST
    return this.#sightings.get(row) ?? [...this.#numbers.subarray(first, first + SIGHTING_NUMBERS)]
  }

  #copy(from: number, to: number): void {
    this.#numbers.copyWithin(to, from, from + SIGHTING_NUMBERS)
  }

  /** By first frame, then segment, then key. */
  #compare(a: number, b: number): number {
    const numbers = this.#numbers
    const order = compareFirsts(numbers, a * ROW_NUMBERS + FIRST, numbers, b * ROW_NUMBERS + FIRST)
    return order || this.#compareKeys(a, b)
  }

  /** Of what keys say on every part: on one vantage, 0 means one row. */
  #compareKeys(a: number, b: number): number {
    const length = this.#keyLength[a]!
    if (length !== this.#keyLength[b]) return length - this.#keyLength[b]!
    const one = this.#keys[a]!
    const other = this.#keys[b]!
    const from = this.#keyAt[a]!
    const beside = this.#keyAt[b]! - from
    for (let at = from + PART_WORDS; at < from + length; at++) {
      if (one[at] !== other[at + beside]) return one[at]! - other[at + beside]!
    }
    return 0
  }
}

/** Writes a part's sighting at `from` to `to`, its capture and its frame's number in place of offset and index. */
function numberFrame(
  part: SituatedPart,
  sightings: Numbers,
  from: number,
  into: Float64Array | number[],
  to: number,
): void {
  const frame = part.frameNumber(sightings[from + 2]!, sightings[from + 3]!)
  into[to] = sightings[from]!
  into[to + NANOSECOND] = sightings[from + NANOSECOND]!
  into[to + CAPTURE] = part.capture
  into[to + FRAME] = frame
}

function numberFrames(part: SituatedPart, sightings: number[]): number[] {
  for (let at = 0; at < sightings.length; at += SIGHTING_NUMBERS) numberFrame(part, sightings, at, sightings, at)
  return sightings
}
