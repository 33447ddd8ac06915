import { PART_WORDS } from './key-numbers.ts'
import { FIRST, ROW_NUMBERS } from './row-numbers.ts'
import { compareFirsts } from './seen-numbers.ts'

/** Keys of rows, and whose rows they are. */
export interface Keys {
  readonly words: Uint32Array
  /** Where each row's key begins in `words`, and how many words it has. */
  readonly keyAt: Uint32Array
  readonly keyLength: Uint32Array
  /** As `RowOwners` numbers them. */
  readonly owners: Int32Array
}

/** Sightings of rows: ROW_NUMBERS a row; and of followed rows that were seen more than once four a sighting, in no order. */
export interface Sightings {
  /** As those of an Observation but for capture and frame in place of offset and index. */
  readonly numbers: Float64Array
  readonly lists: Map<number, number[]>
}

/**
 * The rows of one table of all parts, those of one key on one vantage made one. What is asked of few is made when it is asked for:
 * the frames they were seen in, and their order.
 */
export class JoinedRows {
  readonly length: number
  readonly words: Uint32Array
  readonly keyAt: Uint32Array
  readonly owners: Int32Array
  readonly #keyLength: Uint32Array
  readonly #see: () => Sightings
  #sightings: Sightings | undefined
  #order: readonly number[] | undefined

  constructor({ words, keyAt, keyLength, owners }: Keys, see: () => Sightings) {
    this.length = owners.length
    this.words = words
    this.keyAt = keyAt
    this.owners = owners
    this.#keyLength = keyLength
    this.#see = see
  }

  /** ROW_NUMBERS a row. */
  get numbers(): Float64Array {
    return this.#seen.numbers
  }

  /** Of followed rows that were seen more than once. */
  get lists(): ReadonlyMap<number, readonly number[]> {
    return this.#seen.lists
  }

  get #seen(): Sightings {
    this.#sightings ??= this.#see()
    return this.#sightings
  }

  /** All rows, by `compare`. */
  get order(): readonly number[] {
    this.#order ??= Array.from(this.owners.keys()).sort(this.compare)
    return this.#order
  }

  /** By first frame, then segment, then key. */
  readonly compare = (a: number, b: number): number => {
    const { numbers } = this
    const order = compareFirsts(numbers, a * ROW_NUMBERS + FIRST, numbers, b * ROW_NUMBERS + FIRST)
    return order || this.#compareKeys(a, b)
  }

  /** Of what keys say on every part. */
  #compareKeys(a: number, b: number): number {
    const { words } = this
    const length = this.#keyLength[a]!
    if (length !== this.#keyLength[b]) return length - this.#keyLength[b]!
    const [from, beside] = [this.keyAt[a]!, this.keyAt[b]!]
    for (let word = PART_WORDS; word < length; word++) {
      if (words[from + word] !== words[beside + word]) return words[from + word]! - words[beside + word]!
    }
    return 0
  }
}
