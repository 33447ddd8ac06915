import { type KeyTable, LEFT_OUT } from './key-table.ts'
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
  const { rows, words, keyAt, keyLength, hashes, pinned, numbers, followed } = table
  const rank = new Int32Array(rows).fill(LEFT_OUT)
  let kept = 0
  let length = 0
  for (let row = 0; row < rows; row++) {
    if (pinned[row] === 0 && hashes[row]! >= threshold) continue
    rank[row] = kept++
    length += keyLength[row]!
  }
  const own = {
    words: new Uint32Array(length),
    keyAt: new Uint32Array(kept),
    keyLength: new Uint32Array(kept),
    hashes: new Uint32Array(kept),
    pinned: new Uint8Array(kept),
    numbers: new Float64Array(kept * ROW_NUMBERS),
  }
  let used = 0
  for (let row = 0; row < rows; row++) {
    const to = rank[row]!
    if (to === LEFT_OUT) continue
    const from = keyAt[row]!
    own.keyAt[to] = used
    own.keyLength[to] = keyLength[row]!
    own.hashes[to] = hashes[row]!
    own.pinned[to] = pinned[row]!
    for (let word = 0; word < keyLength[row]!; word++) own.words[used++] = words[from + word]!
    for (let each = 0; each < ROW_NUMBERS; each++) {
      own.numbers[to * ROW_NUMBERS + each] = numbers[row * ROW_NUMBERS + each]!
    }
  }
  const stillFollowed = followed.flatMap(([row, deltas]): readonly Followed[] =>
    rank[row] === LEFT_OUT ? [] : [[rank[row]!, deltas]],
  )
  const { cap, sightings } = table
  return asTable({ cap, threshold, sightings, rows: kept, ...own, followed: stillFollowed })
}
