import { addSighting, SIGHTING_NUMBERS, type SightingList } from './sightings.ts'

/** No row: the key's hash is not among the smallest, so its sighting is counted and left out. */
export const LEFT_OUT = -1

/** 2³²: above every hash. */
export const NO_THRESHOLD = 0x1_0000_0000

const EMPTY = -1
/** A table may grow to so many caps before it is thinned, since that costs a sort. */
const WORKING_CAPS = 2

/** Numbers kept of a row: count, then second, nanosecond, offset and index of its last sighting, then of its first. */
export const ROW_NUMBERS = 9
const LAST = 1
const FIRST = 5

/** When a frame was seen, and where it stands. */
export interface Moment {
  readonly second: number
  readonly nanosecond: number
  readonly offset: number
  readonly index: number
}

/** A table as it crosses threads: plain typed arrays, cut to what is used. */
export interface KeyColumns {
  readonly rows: number
  readonly sightings: number
  readonly threshold: number
  readonly words: Uint32Array<ArrayBuffer>
  readonly keyAt: Uint32Array<ArrayBuffer>
  readonly keyLength: Uint32Array<ArrayBuffer>
  readonly hashes: Uint32Array<ArrayBuffer>
  readonly numbers: Float64Array<ArrayBuffer>
  readonly lists: ReadonlyMap<number, SightingList>
}

/**
 * Rows under distinct keys, a key being a run of 32-bit words that says all there is to say of the row; with each its count
 * and its first and last sighting. Open addressing over typed arrays: seeing a known key allocates nothing.
 *
 * Past its cap a table keeps the rows with the smallest hashes of keys. Which those are depends on the keys alone, neither on their
 * order nor on how a capture was split, and a key once left out never comes back: so counts of kept rows are exact.
 */
export class KeyTable {
  /** The key to look up: words [0, length) of the next call. Grow it with `reserve`. */
  key = new Uint32Array(64)
  /** Rows now in the table. */
  rows = 0
  /** Sightings that came, those left out included. */
  sightings = 0
  /** Every row that is not pinned has a hash below it. */
  threshold = NO_THRESHOLD
  /** Called before rows move: who remembers them by number must forget them then, and what is yet to be told of them be told. */
  beforeMoves: () => void = () => {}
  /** ROW_NUMBERS a row. */
  numbers = new Float64Array(128 * ROW_NUMBERS)
  /** Every sighting of a followed row that was seen more than once. */
  readonly lists = new Map<number, SightingList>()

  readonly cap: number
  readonly #room: number
  readonly #pins: boolean
  readonly #isPinned: (key: Uint32Array) => boolean
  readonly #onEvict: (row: number) => void
  #read = new Uint32Array(64)
  #slots = new Int32Array(256).fill(EMPTY)
  /** Words of all keys, one after the other. */
  #words = new Uint32Array(1024)
  #used = 0
  #keyAt = new Uint32Array(128)
  #keyLength = new Uint32Array(128)
  #hashes = new Uint32Array(128)
  #pinned = new Uint8Array(128)
  #pinnedRows = 0

  /**
   * @param cap rows kept at most, pinned ones aside
   * @param isPinned whether the row of a key must stay whatever its hash; undefined: none must
   * @param onEvict told of a row about to be left out, while it can still be read
   * @param room rows there may be before the cap is applied
   */
  constructor(
    cap: number,
    isPinned: ((key: Uint32Array) => boolean) | undefined,
    onEvict: (row: number) => void = () => {},
    room = WORKING_CAPS * cap,
  ) {
    this.cap = cap
    this.#room = room
    this.#pins = isPinned !== undefined
    this.#isPinned = isPinned ?? (() => false)
    this.#onEvict = onEvict
  }

  /** Makes room for a key of `words`. */
  reserve(words: number): void {
    if (this.key.length >= words) return
    const grown = new Uint32Array(Math.max(words, this.key.length * 2))
    grown.set(this.key)
    this.key = grown
  }

  /** Whether the key with this hash is left out, whatever else it says: asked before it is written. If so its sighting is counted. */
  leavesOut(hash: number): boolean {
    if (this.#pins || hash >>> 0 < this.threshold) return false
    this.sightings++
    return true
  }

  /**
   * Notes one sighting of the key.
   * @param hash of the key, see `key-hash.ts`
   * @param follow whether every sighting of this row is kept, not only the first and the last
   * @returns its row, or LEFT_OUT
   */
  see(hash: number, length: number, seen: Moment, follow = false): number {
    this.sightings++
    const row = this.#rowOf(hash >>> 0, length)
    if (row === LEFT_OUT) return LEFT_OUT
    const { second, nanosecond, offset, index } = seen
    const at = row * ROW_NUMBERS
    const numbers = this.numbers
    if (numbers[at] === 0) {
      put(numbers, at + FIRST, second, nanosecond, offset, index)
      put(numbers, at + LAST, second, nanosecond, offset, index)
    } else {
      if (follow) addSighting(this.#listOf(row), second, nanosecond, offset, index)
      this.#noteFirst(at, second, nanosecond, offset, index)
      this.#noteLast(at, second, nanosecond, offset, index)
    }
    numbers[at]! += 1
    return row
  }

  /** Notes `count` more sightings of a row, of which this is the last. */
  seeMore(row: number, count: number, second: number, nanosecond: number, offset: number, index: number): void {
    this.sightings += count
    this.numbers[row * ROW_NUMBERS]! += count
    this.#noteLast(row * ROW_NUMBERS, second, nanosecond, offset, index)
  }

  /** All sightings of a row that is followed. */
  sightingsOf(row: number): SightingList {
    const first = row * ROW_NUMBERS + FIRST
    return this.lists.get(row) ?? [...this.numbers.subarray(first, first + SIGHTING_NUMBERS)]
  }

  /** Adds to the key all sightings whose numbers stand at `from` of another table's. @returns its row, or LEFT_OUT */
  absorb(hash: number, length: number, numbers: Float64Array, from: number): number {
    return this.#absorb(hash >>> 0, length, numbers, from)
  }

  /** Adds all rows of a table that saw other frames. `followed`: whether every sighting of a row is kept. */
  absorbAll(other: KeyColumns, followed: (key: Uint32Array) => boolean = () => false): void {
    if (other.threshold < this.threshold) this.#thin(other.threshold)
    let seen = 0
    for (let row = 0; row < other.rows; row++) {
      const length = other.keyLength[row]!
      const from = row * ROW_NUMBERS
      this.reserve(length)
      const at = other.keyAt[row]!
      for (let word = 0; word < length; word++) this.key[word] = other.words[at + word]!
      seen += other.numbers[from]!
      if (followed(this.key)) this.#follow(length, other, row)
      this.#absorb(other.hashes[row]!, length, other.numbers, from)
    }
    this.sightings += other.sightings - seen
  }

  /** Applies the cap exactly; called when everything came. */
  finish(): void {
    if (this.rows - this.#pinnedRows > this.cap) this.#prune()
  }

  /** The table as it crosses threads. It must not be used any more. */
  columns(): KeyColumns {
    const { rows } = this
    return {
      rows,
      sightings: this.sightings,
      threshold: this.threshold,
      words: this.#words.slice(0, this.#used),
      keyAt: this.#keyAt.slice(0, rows),
      keyLength: this.#keyLength.slice(0, rows),
      hashes: this.#hashes.slice(0, rows),
      numbers: this.numbers.slice(0, rows * ROW_NUMBERS),
      lists: this.lists,
    }
  }

  /** The key of a row, in a buffer that the next call uses again. */
  keyOf(row: number): Uint32Array {
    const length = this.#keyLength[row]!
    if (this.#read.length < length) this.#read = new Uint32Array(2 * length)
    const at = this.#keyAt[row]!
    for (let word = 0; word < length; word++) this.#read[word] = this.#words[at + word]!
    return this.#read
  }

  hash(row: number): number {
    return this.#hashes[row]!
  }

  pinned(row: number): boolean {
    return this.#pinned[row] === 1
  }

  count(row: number): number {
    return this.numbers[row * ROW_NUMBERS]!
  }

  #absorb(hash: number, length: number, numbers: Float64Array, from: number): number {
    const count = numbers[from]!
    this.sightings += count
    const row = this.#rowOf(hash, length)
    if (row === LEFT_OUT) return LEFT_OUT
    const at = row * ROW_NUMBERS
    const first = from + FIRST
    const last = from + LAST
    if (this.numbers[at] === 0) {
      put(this.numbers, at + FIRST, numbers[first]!, numbers[first + 1]!, numbers[first + 2]!, numbers[first + 3]!)
      put(this.numbers, at + LAST, numbers[last]!, numbers[last + 1]!, numbers[last + 2]!, numbers[last + 3]!)
    } else {
      this.#noteFirst(at, numbers[first]!, numbers[first + 1]!, numbers[first + 2]!, numbers[first + 3]!)
      this.#noteLast(at, numbers[last]!, numbers[last + 1]!, numbers[last + 2]!, numbers[last + 3]!)
    }
    this.numbers[at]! += count
    return row
  }

  /** Adds what a followed row of another table was seen at to the key's list, before its numbers are. */
  #follow(length: number, other: KeyColumns, from: number): void {
    const row = this.#rowOf(other.hashes[from]!, length)
    if (row === LEFT_OUT) return
    const added = other.lists.get(from)
    if (this.count(row) === 0) {
      if (added !== undefined) this.lists.set(row, added)
      return
    }
    const first = from * ROW_NUMBERS + FIRST
    const list = this.#listOf(row)
    const numbers = added ?? other.numbers.subarray(first, first + SIGHTING_NUMBERS)
    for (let at = 0; at < numbers.length; at += SIGHTING_NUMBERS) {
      addSighting(list, numbers[at]!, numbers[at + 1]!, numbers[at + 2]!, numbers[at + 3]!)
    }
  }

  /** The list of a followed row that was seen: as long as it was seen once only, its first sighting is all there is. */
  #listOf(row: number): SightingList {
    const list = this.lists.get(row) ?? this.sightingsOf(row)
    this.lists.set(row, list)
    return list
  }

  #rowOf(hash: number, length: number): number {
    if (hash >= this.threshold && !this.#isPinned(this.key)) return LEFT_OUT
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (let row = this.#slots[slot]!; row !== EMPTY; row = this.#slots[slot]!) {
      if (this.#hashes[row] === hash && this.#keyIs(row, length)) return row
      slot = (slot + 1) & mask
    }
    return this.#insert(hash, this.#isPinned(this.key), length, slot)
  }

  #keyIs(row: number, length: number): boolean {
    if (this.#keyLength[row] !== length) return false
    const at = this.#keyAt[row]!
    for (let word = 0; word < length; word++) if (this.#words[at + word] !== this.key[word]) return false
    return true
  }

  #insert(hash: number, pinned: boolean, length: number, slot: number): number {
    if (!pinned && this.rows - this.#pinnedRows >= this.#room) {
      this.#prune()
      return this.#rowOf(hash, length)
    }
    if (this.rows === this.#hashes.length) this.#growRows()
    if (this.#used + length > this.#words.length) this.#growWords(length)
    const row = this.rows++
    for (let word = 0; word < length; word++) this.#words[this.#used + word] = this.key[word]!
    this.#keyAt[row] = this.#used
    this.#keyLength[row] = length
    this.#used += length
    this.#hashes[row] = hash
    this.#pinned[row] = pinned ? 1 : 0
    if (pinned) this.#pinnedRows++
    this.numbers[row * ROW_NUMBERS] = 0
    this.#slots[slot] = row
    if (this.rows * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2)
    return row
  }

  /** A record without a time is neither first nor last while there is one with a time. */
  #noteFirst(row: number, second: number, nanosecond: number, offset: number, index: number): void {
    const numbers = this.numbers
    const at = row + FIRST
    const timed = nanosecond >= 0
    if (timed !== numbers[at + 1]! >= 0) {
      if (timed) put(numbers, at, second, nanosecond, offset, index)
      return
    }
    const order = second - numbers[at]! || nanosecond - numbers[at + 1]! || offset - numbers[at + 2]!
    if (order < 0) put(numbers, at, second, nanosecond, offset, index)
  }

  #noteLast(row: number, second: number, nanosecond: number, offset: number, index: number): void {
    const numbers = this.numbers
    const at = row + LAST
    const timed = nanosecond >= 0
    if (timed !== numbers[at + 1]! >= 0) {
      if (timed) put(numbers, at, second, nanosecond, offset, index)
      return
    }
    const order = second - numbers[at]! || nanosecond - numbers[at + 1]! || offset - numbers[at + 2]!
    if (order > 0) put(numbers, at, second, nanosecond, offset, index)
  }

  /** Leaves out all rows but pinned ones and those with hashes below the (cap + 1)th smallest. */
  #prune(): void {
    const hashes = new Uint32Array(this.rows - this.#pinnedRows)
    let free = 0
    for (let row = 0; row < this.rows; row++) if (!this.#pinned[row]) hashes[free++] = this.#hashes[row]!
    const distinct = hashes.sort().filter((hash, at) => hash !== hashes[at - 1])
    this.#thin(distinct[this.cap] ?? this.threshold)
  }

  /** Leaves out all rows but pinned ones and those with hashes below `threshold`. */
  #thin(threshold: number): void {
    this.threshold = Math.min(this.threshold, threshold)
    this.beforeMoves()
    let kept = 0
    let used = 0
    for (let row = 0; row < this.rows; row++) {
      if (!this.#pinned[row] && this.#hashes[row]! >= this.threshold) {
        this.#onEvict(row)
        this.lists.delete(row)
        continue
      }
      if (kept < row) this.#move(row, kept, used)
      used += this.#keyLength[kept]!
      kept++
    }
    this.rows = kept
    this.#used = used
    this.#rehash(this.#slots.length)
  }

  #move(row: number, to: number, wordsTo: number): void {
    const at = this.#keyAt[row]!
    const length = this.#keyLength[row]!
    this.#words.copyWithin(wordsTo, at, at + length)
    this.#keyAt[to] = wordsTo
    this.#keyLength[to] = length
    this.#hashes[to] = this.#hashes[row]!
    this.#pinned[to] = this.#pinned[row]!
    this.numbers.copyWithin(to * ROW_NUMBERS, row * ROW_NUMBERS, (row + 1) * ROW_NUMBERS)
    const list = this.lists.get(row)
    if (list === undefined) return
    this.lists.delete(row)
    this.lists.set(to, list)
  }

  #growRows(): void {
    const size = this.#hashes.length * 2
    this.#keyAt = grown(Uint32Array, this.#keyAt, size)
    this.#keyLength = grown(Uint32Array, this.#keyLength, size)
    this.#hashes = grown(Uint32Array, this.#hashes, size)
    this.#pinned = grown(Uint8Array, this.#pinned, size)
    this.numbers = grown(Float64Array, this.numbers, size * ROW_NUMBERS)
  }

  #growWords(length: number): void {
    this.#words = grown(Uint32Array, this.#words, Math.max(this.#words.length * 2, this.#used + length))
  }

  #rehash(size: number): void {
    const slots = size === this.#slots.length ? this.#slots.fill(EMPTY) : new Int32Array(size).fill(EMPTY)
    const mask = size - 1
    for (let row = 0; row < this.rows; row++) {
      let slot = this.#hashes[row]! & mask
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask
      slots[slot] = row
    }
    this.#slots = slots
  }
}

function put(into: Float64Array, at: number, second: number, nanosecond: number, offset: number, index: number): void {
  into[at] = second
  into[at + 1] = nanosecond
  into[at + 2] = offset
  into[at + 3] = index
}

interface Growable {
  set(from: this): void
}

function grown<Of extends Growable>(kind: new (size: number) => Of, old: Of, size: number): Of {
  const larger = new kind(size)
  larger.set(old)
  return larger
}
