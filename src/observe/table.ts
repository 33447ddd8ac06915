import type { KeyTable } from './key-table.ts'
import type { Followed, Table } from './observation.ts'
import { ROW_NUMBERS } from './row-numbers.ts'
import { deltaCoded } from './sightings.ts'

/** A table in typed arrays, which JSON has as arrays, in one order wherever the table comes from. */
function asTable(table: Table): Table {
  const { cap, threshold, sightings, rows, words, keyAt, keyLength, hashes, pinned, numbers, followed } = table
  const toJSON = (): Table => ({
    cap,
    threshold,
    sightings,
    rows,
    words: Array.from(words),
    keyAt: Array.from(keyAt),
    keyLength: Array.from(keyLength),
    hashes: Array.from(hashes),
    pinned: Array.from(pinned),
    numbers: Array.from(numbers),
    followed,
  })
  return Object.assign({ ...table }, { toJSON })
}

/** The rows of a key table, which must not be used any more. */
export function tableOf(keys: KeyTable): Table {
  const { rows, words, starts, hashes, numbers, lists, sightings, threshold } = keys.columns()
  const keyAt = starts.subarray(0, rows)
  const keyLength = new Uint32Array(rows)
  const pinned = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    keyLength[row] = starts[row + 1]! - starts[row]!
    pinned[row] = Number(keys.pinned(row))
  }
  const followed = [...lists].sort(([a], [b]) => a - b).map(([row, list]): Followed => [row, deltaCoded(list)])
  return asTable({
    cap: keys.cap,
    threshold,
    sightings,
    rows,
    words,
    keyAt,
    keyLength,
    hashes,
    pinned,
    numbers,
    followed,
  })
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
  return asTable({
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
