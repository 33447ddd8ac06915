import type { KeyColumns } from './key-table.ts'
import { ROW_NUMBERS } from './row-numbers.ts'
import { NO_THRESHOLD } from './thresholds.ts'
import { HASHES, KEY_WORDS, NUMBERS, ROWS, SIGHTINGS, SLOT_MASK, SLOTS, STARTS, TWINS, WORDS } from './told-rows.ts'

const NO_LISTS: KeyColumns['lists'] = new Map()

/** The rows of a table that begins at `at` in the memory of the compiled module, where they lie. */
export function toldRows(buffer: SharedArrayBuffer, at: number): KeyColumns {
  const table = new DataView(buffer, at)
  const rows = table.getUint32(ROWS, true)
  const integers = (from: number, count: number) => new Uint32Array(buffer, at + from, count)
  return {
    rows,
    sightings: table.getFloat64(SIGHTINGS, true),
    threshold: NO_THRESHOLD,
    words: integers(KEY_WORDS, table.getUint32(WORDS, true)),
    starts: integers(STARTS, rows + 1),
    hashes: integers(HASHES, rows),
    slots: new Int32Array(buffer, at + SLOTS, table.getUint32(SLOT_MASK, true) + 1),
    twins: table.getUint32(TWINS, true),
    numbers: new Float64Array(buffer, at + NUMBERS, rows * ROW_NUMBERS),
    lists: NO_LISTS,
  }
}
