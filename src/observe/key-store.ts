import { grown } from './grown.ts'

/** No row has the key. */
export const NOT_FOUND = -1

/** Rows there is room for at first: of many small captures most tables stay empty. A power of two. */
export const FIRST_ROWS = 16

/** Keys of rows as plain data, so much of it as is used. */
export interface StoredKeys<Memory extends ArrayBufferLike = ArrayBufferLike> {
  readonly rows: number
  readonly words: Uint32Array<Memory>
  /** One more than there are rows. */
  readonly starts: Uint32Array<Memory>
  readonly hashes: Uint32Array<Memory>
  readonly slots: Int32Array<Memory>
  readonly twins: number
}

/** Keys of rows, runs of words one after the other, found by their hashes: open addressing over typed arrays. */
export class KeyStore {
  rows = 0
  /** Rows whose hash is another row's too are no more than these. */
  twins = 0
  words = new Uint32Array(16 * FIRST_ROWS)
  /** Where the key of each row begins in `words`; behind the last one, where the next would. */
  starts = new Uint32Array(FIRST_ROWS)
  hashes = new Uint32Array(FIRST_ROWS)
  /** A row, counted from 1, below bits of its hash that spare a look at most wrong ones; 0: empty. Twice as many as rows, or more. */
  #slots = new Int32Array(2 * FIRST_ROWS)
  /** Where the key belongs that was looked for last and not found, and whether another has its hash. */
  #slot = 0
  #isTwin = false
  /** What was loaded ahead: so that loading it is no dead code. */
  #reached = 0

  /** All keys, of the same memory. */
  stored(): StoredKeys<ArrayBuffer> {
    const { rows, words, starts, hashes, twins } = this
    return {
      rows,
      words: words.subarray(0, starts[rows]),
      starts: starts.subarray(0, rows + 1),
      hashes: hashes.subarray(0, rows),
      slots: this.#slots,
      twins,
    }
  }

  /** Copies other keys in place of its own. */
  take({ rows, words, starts, hashes, slots, twins }: StoredKeys): void {
    this.rows = rows
    this.twins = twins
    this.words = words.slice()
    this.starts = starts.slice()
    this.hashes = grown(Uint32Array, hashes, starts.length)
    this.#slots = slots.slice()
  }

  /** Loads what is going to be looked at for the first so many of these hashes, of the `numbers` of rows too: all of it at a time. */
  reach(hashes: Int32Array, count: number, numbers: Float64Array, numbersEach: number): void {
    const { words, starts } = this
    const slots = this.#slots
    const mask = slots.length - 1
    let reached = 0
    for (let each = 0; each < count; each++) reached ^= slots[hashes[each]! & mask]!
    for (let each = 0; each < count; each++) {
      const slot = slots[hashes[each]! & mask]!
      if (slot === 0 || ((slot ^ hashes[each]!) & ~mask) !== 0) continue
      const row = (slot & mask) - 1
      reached ^= words[starts[row]!]! ^ numbers[row * numbersEach]!
    }
    this.#reached ^= reached
  }

  /** The row of the key in `words` [at, at + length), or NOT_FOUND: then it may be added. */
  find(hash: number, words: Uint32Array, at: number, length: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let next = hash & mask
    this.#isTwin = false
    for (let slot = slots[next]!; slot !== 0; slot = slots[next]!) {
      const row = (slot & mask) - 1
      if (((slot ^ hash) & ~mask) === 0 && this.hashes[row] === hash >>> 0) {
        if (this.#is(row, words, at, length)) return row
        this.#isTwin = true
      }
      next = (next + 1) & mask
    }
    this.#slot = next
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
    this.#slots[this.#slot] = slotOf(hash, row, this.#slots.length - 1)
    if (this.#isTwin) this.twins++
    if (this.rows * 2 > this.#slots.length) this.#placeAll(new Int32Array(this.#slots.length * 2))
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
    slots.fill(0)
    const { hashes } = this
    const mask = slots.length - 1
    this.twins = 0
    for (let row = 0; row < this.rows; row++) {
      const hash = hashes[row]!
      let next = hash & mask
      let isTwin = false
      for (let slot = slots[next]!; slot !== 0; slot = slots[next]!) {
        isTwin ||= ((slot ^ hash) & ~mask) === 0 && hashes[(slot & mask) - 1] === hash
        next = (next + 1) & mask
      }
      slots[next] = slotOf(hash, row, mask)
      if (isTwin) this.twins++
    }
    this.#slots = slots
  }
}

function slotOf(hash: number, row: number, mask: number): number {
  return (hash & ~mask) | (row + 1)
}
