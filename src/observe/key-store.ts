import { grown } from './grown.ts'

/** No row has the key. */
export const NOT_FOUND = -1

/** Keys of rows, runs of words one after the other, found by their hashes: open addressing over typed arrays. */
export class KeyStore {
  rows = 0
  /** Rows whose hash is another row's too are no more than these. */
  twins = 0
  words = new Uint32Array(1024)
  /** Where the key of each row begins in `words`; behind the last one, where the next would. */
  starts = new Uint32Array(128)
  hashes = new Uint32Array(128)
  /** A hash and its row by turns: what is looked at together lies together. */
  #slots = new Int32Array(512).fill(NOT_FOUND)
  /** Where the key belongs that was looked for last and not found, and whether another has its hash. */
  #slot = 0
  #isTwin = false
  /** What was loaded ahead: so that loading it is no dead code. */
  #reached = 0

  /** Loads what `find` is going to look at for the first so many of these hashes: all of it at a time. */
  reach(hashes: Int32Array, count: number): void {
    const { words, starts } = this
    const slots = this.#slots
    const mask = slots.length - 2
    let reached = 0
    for (let each = 0; each < count; each++) reached ^= slots[(hashes[each]! << 1) & mask]!
    for (let each = 0; each < count; each++) {
      const slot = (hashes[each]! << 1) & mask
      if (slots[slot] === hashes[each]) reached ^= words[starts[slots[slot + 1]!]!]!
    }
    this.#reached ^= reached
  }

  /** The row of the key in `words` [at, at + length), or NOT_FOUND: then it may be added. */
  find(hash: number, words: Uint32Array, at: number, length: number): number {
    const slots = this.#slots
    const mask = slots.length - 2
    let slot = (hash << 1) & mask
    this.#isTwin = false
    for (let row = slots[slot + 1]!; row !== NOT_FOUND; row = slots[slot + 1]!) {
      if (slots[slot] === hash) {
        if (this.#is(row, words, at, length)) return row
        this.#isTwin = true
      }
      slot = (slot + 2) & mask
    }
    this.#slot = slot
    return NOT_FOUND
  }

  /** Adds the key that `find` did not find. @returns its row */
  add(hash: number, words: Uint32Array, at: number, length: number): number {
    if (this.rows + 1 === this.starts.length) this.#growRows()
    const row = this.rows++
    const start = this.starts[row]!
    if (start + length > this.words.length) this.#growWords(start + length)
    const into = this.words
    for (let word = 0; word < length; word++) into[start + word] = words[at + word]!
    this.starts[row + 1] = start + length
    this.hashes[row] = hash
    this.#slots[this.#slot] = hash
    this.#slots[this.#slot + 1] = row
    if (this.#isTwin) this.twins++
    if (this.rows * 4 > this.#slots.length) this.#placeAll(new Int32Array(this.#slots.length * 2))
    return row
  }

  /** Lets the row behind those kept so far take the place of row `to`. Ends with `keep`. */
  move(row: number, to: number): void {
    const { words, starts } = this
    const from = starts[row]!
    const start = starts[to]!
    const length = starts[row + 1]! - from
    for (let word = 0; word < length; word++) words[start + word] = words[from + word]!
    starts[to + 1] = start + length
    this.hashes[to] = this.hashes[row]!
  }

  /** Keeps the first rows, after others have moved in front. */
  keep(rows: number): void {
    this.rows = rows
    this.#placeAll(this.#slots)
  }

  length(row: number): number {
    return this.starts[row + 1]! - this.starts[row]!
  }

  #is(row: number, words: Uint32Array, at: number, length: number): boolean {
    const own = this.words
    const start = this.starts[row]!
    if (this.starts[row + 1]! - start !== length) return false
    for (let word = 0; word < length; word++) if (own[start + word] !== words[at + word]) return false
    return true
  }

  #growRows(): void {
    const size = this.starts.length * 2
    this.starts = grown(Uint32Array, this.starts, size)
    this.hashes = grown(Uint32Array, this.hashes, size)
  }

  #growWords(least: number): void {
    this.words = grown(Uint32Array, this.words, Math.max(this.words.length * 2, least))
  }

  #placeAll(slots: Int32Array<ArrayBuffer>): void {
    slots.fill(NOT_FOUND)
    const mask = slots.length - 2
    this.twins = 0
    for (let row = 0; row < this.rows; row++) {
      const hash = this.hashes[row]! | 0
      let slot = (hash << 1) & mask
      let isTwin = false
      while (slots[slot + 1] !== NOT_FOUND) {
        isTwin ||= slots[slot] === hash
        slot = (slot + 2) & mask
      }
      slots[slot] = hash
      slots[slot + 1] = row
      if (isTwin) this.twins++
    }
    this.#slots = slots
  }
}
