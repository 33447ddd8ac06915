import type { Sighting } from './observation.ts'

/** No row: the key's hash is not among the smallest, so its sighting is counted and left out. */
export const LEFT_OUT = -1

/** 2³²: above every hash. */
export const NO_THRESHOLD = 0x1_0000_0000

const EMPTY = -1
/** Numbers a row keeps of its first and of its last sighting: second, nanosecond, offset, index. */
const SIGHTING = 4

/**
 * Rows under distinct keys, a key being a run of 32-bit words that says all there is to say of the row; with each its count
 * and its first and last sighting. Open addressing over typed arrays: seeing a known key allocates nothing.
 *
 * Past its cap a table keeps the rows with the smallest hashes of keys. Which those are depends on the keys alone, neither on their
 * order nor on how a capture was split, and a key once left out never comes back: so counts of kept rows are exact.
 */
export class KeyTable<Attached = never> {
  /** The key to look up: words [0, length) of the next call. Grow it with `reserve`. */
  key = new Uint32Array(64)
  /** Rows now in the table. */
  rows = 0
  /** Sightings that came, those left out included. */
  sightings = 0
  /** Every row that is not pinned has a hash below it. */
  threshold = NO_THRESHOLD
  /** What the owner ties to a row, by row. */
  readonly attached: (Attached | undefined)[] = []

  readonly cap: number
  readonly #isPinned: (key: Uint32Array) => boolean
  readonly #onEvict: (row: number) => void
  #read = new Uint32Array(64)
  #slots = new Int32Array(256).fill(EMPTY)
  #arena = new Uint32Array(1024)
  #used = 0
  #keyAt = new Float64Array(128)
  #keyLength = new Uint32Array(128)
  #hashes = new Uint32Array(128)
  #pinned = new Uint8Array(128)
  #pinnedRows = 0
  #counts = new Float64Array(128)
  #first = new Float64Array(128 * SIGHTING)
  #last = new Float64Array(128 * SIGHTING)

  /**
   * @param cap rows kept at most, pinned ones aside
   * @param isPinned whether the row of a key must stay whatever its hash
   * @param onEvict told of a row about to be left out, while it can still be read
   */
  constructor(cap: number, isPinned: (key: Uint32Array) => boolean, onEvict: (row: number) => void = () => {}) {
    this.cap = cap
    this.#isPinned = isPinned
    this.#onEvict = onEvict
  }

  /** Makes room for a key of `words`. */
  reserve(words: number): void {
    if (this.key.length >= words) return
    const grown = new Uint32Array(Math.max(words, this.key.length * 2))
    grown.set(this.key)
    this.key = grown
  }

  /** Notes one sighting of the key. @returns its row, or LEFT_OUT */
  see(length: number, second: number, nanosecond: number, offset: number, index: number): number {
    this.sightings++
    const row = this.#rowOf(length)
    if (row === LEFT_OUT) return LEFT_OUT
    if (this.#counts[row]! === 0) this.#start(row, second, nanosecond, offset, index)
    else {
      this.#noteFirst(row, second, nanosecond, offset, index)
      this.#noteLast(row, second, nanosecond, offset, index)
    }
    this.#counts[row]! += 1
    return row
  }

  /** Adds all sightings of a row of another table to the key. */
  absorb(length: number, other: KeyTable<never> | KeyTable<unknown>, from: number): void {
    const count = other.#counts[from]!
    this.sightings += count
    const row = this.#rowOf(length)
    if (row === LEFT_OUT) return
    const at = from * SIGHTING
    const first = other.#first
    const last = other.#last
    if (this.#counts[row]! === 0) this.#start(row, first[at]!, first[at + 1]!, first[at + 2]!, first[at + 3]!)
    else this.#noteFirst(row, first[at]!, first[at + 1]!, first[at + 2]!, first[at + 3]!)
    this.#noteLast(row, last[at]!, last[at + 1]!, last[at + 2]!, last[at + 3]!)
    this.#counts[row]! += count
  }

  /** Applies the cap exactly; called when everything came. */
  finish(): void {
    if (this.rows - this.#pinnedRows > this.cap) this.#prune()
  }

  /** The key of a row, in a buffer that the next call uses again. */
  keyOf(row: number): Uint32Array {
    const length = this.#keyLength[row]!
    if (this.#read.length < length) this.#read = new Uint32Array(2 * length)
    const at = this.#keyAt[row]!
    for (let word = 0; word < length; word++) this.#read[word] = this.#arena[at + word]!
    return this.#read
  }

  hash(row: number): number {
    return this.#hashes[row]!
  }

  pinned(row: number): boolean {
    return this.#pinned[row] === 1
  }

  count(row: number): number {
    return this.#counts[row]!
  }

  first(row: number): Sighting {
    return sightingAt(this.#first, row * SIGHTING)
  }

  last(row: number): Sighting {
    return sightingAt(this.#last, row * SIGHTING)
  }

  #rowOf(length: number): number {
    const hash = hashWords(this.key, length)
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (let row = this.#slots[slot]!; row !== EMPTY; row = this.#slots[slot]!) {
      if (this.#hashes[row] === hash && this.#keyIs(row, length)) return row
      slot = (slot + 1) & mask
    }
    const pinned = this.#isPinned(this.key)
    if (hash >= this.threshold && !pinned) return LEFT_OUT
    return this.#insert(hash, pinned, length, slot)
  }

  #keyIs(row: number, length: number): boolean {
    if (this.#keyLength[row] !== length) return false
    const at = this.#keyAt[row]!
    for (let word = 0; word < length; word++) if (this.#arena[at + word] !== this.key[word]) return false
    return true
  }

  #insert(hash: number, pinned: boolean, length: number, slot: number): number {
    if (!pinned && this.rows - this.#pinnedRows >= 2 * this.cap) {
      this.#prune()
      return this.#rowOf(length)
    }
    if (this.rows === this.#hashes.length) this.#growRows()
    if (this.#used + length > this.#arena.length) this.#growArena(length)
    const row = this.rows++
    this.#arena.set(this.key.subarray(0, length), this.#used)
    this.#keyAt[row] = this.#used
    this.#keyLength[row] = length
    this.#used += length
    this.#hashes[row] = hash
    this.#pinned[row] = pinned ? 1 : 0
    if (pinned) this.#pinnedRows++
    this.#counts[row] = 0
    this.attached[row] = undefined
    this.#slots[slot] = row
    if (this.rows * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2)
    return row
  }

  #start(row: number, second: number, nanosecond: number, offset: number, index: number): void {
    put(this.#first, row * SIGHTING, second, nanosecond, offset, index)
    put(this.#last, row * SIGHTING, second, nanosecond, offset, index)
  }

  /** A record without a time is neither first nor last while there is one with a time. */
  #noteFirst(row: number, second: number, nanosecond: number, offset: number, index: number): void {
    const at = row * SIGHTING
    const first = this.#first
    const timed = nanosecond >= 0
    if (timed !== first[at + 1]! >= 0) {
      if (timed) put(first, at, second, nanosecond, offset, index)
      return
    }
    const order = second - first[at]! || nanosecond - first[at + 1]! || offset - first[at + 2]!
    if (order < 0) put(first, at, second, nanosecond, offset, index)
  }

  #noteLast(row: number, second: number, nanosecond: number, offset: number, index: number): void {
    const at = row * SIGHTING
    const last = this.#last
    const timed = nanosecond >= 0
    if (timed !== last[at + 1]! >= 0) {
      if (timed) put(last, at, second, nanosecond, offset, index)
      return
    }
    const order = second - last[at]! || nanosecond - last[at + 1]! || offset - last[at + 2]!
    if (order > 0) put(last, at, second, nanosecond, offset, index)
  }

  /** Leaves out all rows but pinned ones and those with hashes below the (cap + 1)th smallest. */
  #prune(): void {
    const hashes = new Uint32Array(this.rows - this.#pinnedRows)
    let free = 0
    for (let row = 0; row < this.rows; row++) if (!this.#pinned[row]) hashes[free++] = this.#hashes[row]!
    const distinct = hashes.sort().filter((hash, at) => hash !== hashes[at - 1])
    this.threshold = Math.min(this.threshold, distinct[this.cap] ?? this.threshold)
    let kept = 0
    let used = 0
    for (let row = 0; row < this.rows; row++) {
      if (!this.#pinned[row] && this.#hashes[row]! >= this.threshold) {
        this.#onEvict(row)
        continue
      }
      const at = this.#keyAt[row]!
      const length = this.#keyLength[row]!
      this.#arena.copyWithin(used, at, at + length)
      this.#keyAt[kept] = used
      this.#keyLength[kept] = length
      this.#hashes[kept] = this.#hashes[row]!
      this.#pinned[kept] = this.#pinned[row]!
      this.#counts[kept] = this.#counts[row]!
      this.#first.copyWithin(kept * SIGHTING, row * SIGHTING, (row + 1) * SIGHTING)
      this.#last.copyWithin(kept * SIGHTING, row * SIGHTING, (row + 1) * SIGHTING)
      this.attached[kept] = this.attached[row]
      used += length
      kept++
    }
    this.rows = kept
    this.#used = used
    this.attached.length = kept
    this.#rehash(this.#slots.length)
  }

  #growRows(): void {
    const size = this.#hashes.length * 2
    this.#keyAt = grown(Float64Array, this.#keyAt, size)
    this.#keyLength = grown(Uint32Array, this.#keyLength, size)
    this.#hashes = grown(Uint32Array, this.#hashes, size)
    this.#pinned = grown(Uint8Array, this.#pinned, size)
    this.#counts = grown(Float64Array, this.#counts, size)
    this.#first = grown(Float64Array, this.#first, size * SIGHTING)
    this.#last = grown(Float64Array, this.#last, size * SIGHTING)
  }

  #growArena(length: number): void {
    this.#arena = grown(Uint32Array, this.#arena, Math.max(this.#arena.length * 2, this.#used + length))
  }

  #rehash(size: number): void {
    const slots = new Int32Array(size).fill(EMPTY)
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

function sightingAt(numbers: Float64Array, at: number): Sighting {
  const nanosecond = numbers[at + 1]!
  return {
    time: nanosecond < 0 ? null : [numbers[at]!, nanosecond],
    offset: numbers[at + 2]!,
    index: numbers[at + 3]!,
  }
}

interface Growable {
  set(from: this): void
}

function grown<Of extends Growable>(kind: new (size: number) => Of, old: Of, size: number): Of {
  const larger = new kind(size)
  larger.set(old)
  return larger
}

/** MurmurHash3, 32 bits, over words: fast, well spread, the same everywhere. It keeps nobody from crafting collisions. */
export function hashWords(words: Uint32Array, length: number): number {
  let hash = 0
  for (let at = 0; at < length; at++) {
    let word = Math.imul(words[at]!, 0xcc9e2d51)
    word = Math.imul((word << 15) | (word >>> 17), 0x1b873593)
    hash ^= word
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  hash ^= length * 4
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
