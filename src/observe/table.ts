import type { KeyTable } from './key-table.ts'
import type { Followed, Table } from './observation.ts'
import { ROW_NUMBERS } from './row-sightings.ts'
import { deltaCoded } from './sightings.ts'

/** A table of an Observation: typed arrays that JSON has as arrays. */
class Rows implements Table {
  readonly cap: number
  readonly threshold: number
  readonly sightings: number
  readonly rows: number
  readonly words: Uint32Array
  readonly keyAt: Uint32Array
  readonly keyLength: Uint32Array
  readonly hashes: Uint32Array
  readonly pinned: Uint8Array
  readonly numbers: Float64Array
  readonly followed: readonly Followed[]

  constructor(table: Rows | Omit<Rows, 'toJSON'>) {
    this.cap = table.cap
    this.threshold = table.threshold
    this.sightings = table.sightings
    this.rows = table.rows
    this.words = table.words
    this.keyAt = table.keyAt
    this.keyLength = table.keyLength
    this.hashes = table.hashes
    this.pinned = table.pinned
    this.numbers = table.numbers
    this.followed = table.followed
  }

  toJSON(): Table {
    const { words, keyAt, keyLength, hashes, pinned, numbers } = this
    return {
      ...this,
      words: [...words],
      keyAt: [...keyAt],
      keyLength: [...keyLength],
      hashes: [...hashes],
      pinned: [...pinned],
      numbers: [...numbers],
    }
  }
}

/** The rows of a key table, which must not be used any more. */
export function tableOf(keys: KeyTable): Table {
  const { lists, ...columns } = keys.columns()
  const followed = [...lists].sort(([a], [b]) => a - b).map(([row, list]): Followed => [row, deltaCoded(list)])
  const pinned = new Uint8Array(columns.rows)
  for (let row = 0; row < columns.rows; row++) pinned[row] = Number(keys.pinned(row))
  return new Rows({ ...columns, cap: keys.cap, pinned, followed })
}

/** A table without the rows whose hashes are not below `threshold`, but for pinned ones. */
export function below(table: Table, threshold: number): Table {
  const kept: number[] = []
  for (let row = 0; row < table.rows; row++) {
    if (table.pinned[row] === 1 || table.hashes[row]! < threshold) kept.push(row)
  }
  const keyLength = Uint32Array.from(kept, (row) => table.keyLength[row]!)
  const words = new Uint32Array(keyLength.reduce((sum, length) => sum + length, 0))
  const keyAt = new Uint32Array(kept.length)
  const numbers = new Float64Array(kept.length * ROW_NUMBERS)
  const now = new Map<number, number>()
  let used = 0
  for (const [to, row] of kept.entries()) {
    now.set(row, to)
    keyAt[to] = used
    for (let word = 0; word < keyLength[to]!; word++) words[used++] = table.words[table.keyAt[row]! + word]!
    for (let each = 0; each < ROW_NUMBERS; each++) {
      numbers[to * ROW_NUMBERS + each] = table.numbers[row * ROW_NUMBERS + each]!
    }
  }
  return new Rows({
    cap: table.cap,
    threshold,
    sightings: table.sightings,
    rows: kept.length,
    words,
    keyAt,
    keyLength,
    hashes: Uint32Array.from(kept, (row) => table.hashes[row]!),
    pinned: Uint8Array.from(kept, (row) => table.pinned[row]!),
    numbers,
    followed: table.followed.flatMap(([row, deltas]): readonly Followed[] => {
      const to = now.get(row)
      return to === undefined ? [] : [[to, deltas]]
    }),
  })
}
