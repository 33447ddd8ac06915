import { Groups } from './groups.ts'
import { PART_WORDS } from './key-numbers.ts'
import type { Numbers } from './observation.ts'
import { FIRST, ROW_NUMBERS } from './row-numbers.ts'
import { compareFirsts, NANOSECOND } from './seen-numbers.ts'
import type { Seen } from './settled.ts'

/** Keys of rows, and whose rows they are. */
export interface Keys {
  readonly words: Uint32Array
  /** Where each row's key begins in `words`, and how many words it has. */
  readonly keyAt: Uint32Array
  readonly keyLength: Uint32Array
  /** As `RowOwners` numbers them. */
  readonly owners: Int32Array
}

/** Sightings of rows. */
export interface Sightings {
  /** ROW_NUMBERS a row, so that frames can be compared by them. */
  readonly numbers: Float64Array
  /** Of a followed row that was seen more than once: SIGHTING_NUMBERS a sighting, in no order. */
  listOf(row: number): readonly number[] | undefined
  /** The frame whose numbers begin at `at`, of rows or a list. */
  seenAt(numbers: Numbers, at: number, vantage: number): Seen
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
  #byOwner: Groups | undefined
  #order: readonly number[] | undefined
  #isInOrder: boolean | undefined

  constructor({ words, keyAt, keyLength, owners }: Keys, see: () => Sightings) {
    this.length = owners.length
    this.words = words
    this.keyAt = keyAt
    this.owners = owners
    this.#keyLength = keyLength
    this.#see = see
  }

  /** By their owners, of which there are so many in all tables. */
  byOwner(owners: number): Groups {
    this.#byOwner ??= new Groups(owners, this.owners)
    return this.#byOwner
  }

  get sightings(): Sightings {
    this.#sightings ??= this.#see()
    return this.#sightings
  }

  /** All rows, as `sort` puts them. */
  get order(): readonly number[] {
    this.#order ??= this.sort(Array.from(this.owners.keys()))
    return this.#order
  }

  /** Puts rows in their order: by first frame, then segment, then key. */
  sort(rows: number[]): readonly number[] {
    if (rows.length < 2) return rows
    const { numbers } = this.sightings
    this.#isInOrder ??= isInOrder(numbers)
    if (this.#isInOrder) return rows.sort((a, b) => a - b)
    return rows.sort((a, b) => {
      const order = compareFirsts(numbers, a * ROW_NUMBERS + FIRST, numbers, b * ROW_NUMBERS + FIRST)
      return order || this.#compareKeys(a, b)
    })
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

/** Whether rows have times, each a later one than the row before, as those of one thread mostly have. */
function isInOrder(numbers: Float64Array): boolean {
  let second = -Infinity
  let nanosecond = 0
  for (let at = FIRST; at < numbers.length; at += ROW_NUMBERS) {
    const thisSecond = numbers[at]!
    const thisNanosecond = numbers[at + NANOSECOND]!
    if (thisNanosecond < 0 || thisSecond < second || (thisSecond === second && thisNanosecond <= nanosecond))
      return false
    second = thisSecond
    nanosecond = thisNanosecond
  }
  return true
}
