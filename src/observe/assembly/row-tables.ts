import { ROW_NUMBERS } from '../row-numbers.ts'
import { HASHES, KEY_WORDS, NUMBERS, ROWS, SIGHTINGS, SLOT_MASK, SLOTS, STARTS, TWINS, WORDS } from '../told-rows.ts'
import { addAll, countOf, putAll } from './entries.ts'

// Rows of one of the tables under distinct keys, told of entries of conversations: see `../key-store.ts` and
// `../row-sightings.ts`, which take a table over as it is.

/** No row is in the table, and no more than so many will be. There are twice as many slots, or more. */
export function clearRows(table: usize, most: u32): void {
  const slots: u32 = 4 << (31 - clz<u32>(most | 64))
  memory.fill(table, 0, HASHES)
  store<u32>(table, 0, STARTS)
  store<u32>(table, slots - 1, SLOT_MASK)
  memory.fill(table + SLOTS, 0, 4 * slots)
}

/** Adds all sightings of an entry to the row of a key, a run of so many words. */
export function addTo(table: usize, hash: u32, key: usize, words: u32, entry: usize): void {
  store<f64>(table, load<f64>(table, SIGHTINGS) + countOf(entry), SIGHTINGS)
  const mask = load<u32>(table, SLOT_MASK)
  let next = hash & mask
  let isTwin = false
  for (let slot = slotAt(table, next); slot !== 0; slot = slotAt(table, next)) {
    const row = (slot & mask) - 1
    if (hashAt(table, row) === hash) {
      if (isKeyOf(table, row, key, words)) return addAll(entry, numbersOf(table, row))
      isTwin = true
    }
    next = (next + 1) & mask
  }
  const row = addKey(table, hash, key, words)
  putAll(entry, numbersOf(table, row))
  setSlot(table, next, hash, row, mask)
  if (isTwin) countTwin(table)
}

function addKey(table: usize, hash: u32, key: usize, words: u32): u32 {
  const row = load<u32>(table, ROWS)
  const start = load<u32>(table, WORDS)
  const into = table + 4 * start
  for (let word: u32 = 0; word < words; word++) store<u32>(into + 4 * word, load<u32>(key + 4 * word), KEY_WORDS)
  store<u32>(table + 4 * row, hash, HASHES)
  store<u32>(table + 4 * (row + 1), start + words, STARTS)
  store<u32>(table, row + 1, ROWS)
  store<u32>(table, start + words, WORDS)
  return row
}

function isKeyOf(table: usize, row: u32, key: usize, words: u32): bool {
  const start = load<u32>(table + 4 * row, STARTS)
  if (load<u32>(table + 4 * (row + 1), STARTS) - start !== words) return false
  const own = table + 4 * start
  for (let word: u32 = 0; word < words; word++) {
    if (load<u32>(own + 4 * word, KEY_WORDS) !== load<u32>(key + 4 * word)) return false
  }
  return true
}

function numbersOf(table: usize, row: u32): usize {
  return table + 8 * ROW_NUMBERS * row + NUMBERS
}

function hashAt(table: usize, row: u32): u32 {
  return load<u32>(table + 4 * row, HASHES)
}

function slotAt(table: usize, slot: u32): u32 {
  return load<u32>(table + 4 * slot, SLOTS)
}

/** A row, counted from 1, below bits of its hash. */
function setSlot(table: usize, slot: u32, hash: u32, row: u32, mask: u32): void {
  store<u32>(table + 4 * slot, (hash & ~mask) | (row + 1), SLOTS)
}

function countTwin(table: usize): void {
  store<u32>(table, load<u32>(table, TWINS) + 1, TWINS)
}
