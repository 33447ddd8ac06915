import type { TableName } from './caps.ts'
import type { Keys, Sightings } from './joined-rows.ts'
import { finished, mixedWords } from './key-hash.ts'
import { PART_WORDS } from './key-numbers.ts'
import { KeyStore, NOT_FOUND } from './key-store.ts'
import { isFollowed } from './nd-messages.ts'
import type { NumberedSightings } from './numbered-sightings.ts'
import { FIRST, LAST, ROW_NUMBERS } from './row-numbers.ts'
import { compareFirsts, compareLasts } from './seen-numbers.ts'
import { SIGHTING_NUMBERS } from './sightings.ts'

/** Makes rows of one key on one vantage one. */
export class SameRows {
  readonly #keys: Keys
  readonly #sightings: NumberedSightings
  readonly #name: TableName
  /** Whose they are, and what their keys say on every part. */
  readonly #known = new KeyStore()
  readonly #rows: number[] = []
  #key = new Uint32Array(64)

  constructor(keys: Keys, sightings: NumberedSightings, name: TableName) {
    this.#keys = keys
    this.#sightings = sightings
    this.#name = name
  }

  /** @param mayHaveTwins whether other rows may be the same as rows of an owner */
  joined(mayHaveTwins: (owner: number) => boolean): { readonly keys: Keys; readonly sightings: Sightings } {
    const { words, keyAt, keyLength, owners } = this.#keys
    const kept: number[] = []
    for (let row = 0; row < owners.length; row++) {
      const same = mayHaveTwins(owners[row]!) ? this.#same(row) : row
      if (same === row) kept.push(row)
      else this.#join(same, row)
    }
    const pick = (column: Uint32Array) => Uint32Array.from(kept, (row) => column[row]!)
    const { numbers, lists, seenAt } = this.#sightings
    return {
      keys: {
        words,
        keyAt: pick(keyAt),
        keyLength: pick(keyLength),
        owners: Int32Array.from(kept, (row) => owners[row]!),
      },
      sightings: {
        numbers: Float64Array.from({ length: kept.length * ROW_NUMBERS }, (_, at) => {
          return numbers[kept[Math.floor(at / ROW_NUMBERS)]! * ROW_NUMBERS + (at % ROW_NUMBERS)]!
        }),
        listOf: (row) => lists.get(kept[row]!),
        seenAt,
      },
    }
  }

  /** The row before this one that has its key, or itself: then it will be found. */
  #same(row: number): number {
    const { words, keyAt, keyLength, owners } = this.#keys
    const [from, end] = [keyAt[row]! + PART_WORDS, keyAt[row]! + keyLength[row]!]
    const length = 1 + end - from
    if (this.#key.length < length) this.#key = new Uint32Array(2 * length)
    this.#key[0] = owners[row]!
    this.#key.set(words.subarray(from, end), 1)
    const hash = finished(mixedWords(0, this.#key, 0, length))
    const known = this.#known.find(hash, this.#key, 0, length)
    if (known !== NOT_FOUND) return this.#rows[known]!
    this.#known.add(hash, this.#key, 0, length)
    this.#rows.push(row)
    return row
  }

  /** Adds the sightings of one row to another's. */
  #join(row: number, added: number): void {
    const { numbers, lists } = this.#sightings
    if (this.#name === 'neighborDiscovery' && isFollowed(this.#keys.words, this.#keys.keyAt[row]!)) {
      lists.set(row, [...this.#listOf(row), ...this.#listOf(added)])
      lists.delete(added)
    }
    const to = row * ROW_NUMBERS
    const from = added * ROW_NUMBERS
    numbers[to]! += numbers[from]!
    if (compareFirsts(numbers, from + FIRST, numbers, to + FIRST) < 0) this.#copy(from + FIRST, to + FIRST)
    if (compareLasts(numbers, from + LAST, numbers, to + LAST) > 0) this.#copy(from + LAST, to + LAST)
  }

  /** Of a followed row: seen once only, its first sighting is all there is. */
  #listOf(row: number): readonly number[] {
    const { numbers, lists } = this.#sightings
    const first = row * ROW_NUMBERS + FIRST
    return lists.get(row) ?? [...numbers.subarray(first, first + SIGHTING_NUMBERS)]
  }

  #copy(from: number, to: number): void {
    this.#sightings.numbers.copyWithin(to, from, from + SIGHTING_NUMBERS)
  }
}
