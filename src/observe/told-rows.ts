import { ROW_NUMBERS } from './row-numbers.ts'

// A table of rows in the memory of the compiled module (`assembly/row-tables.ts`), as `key-store.ts` and `row-sightings.ts` have
// them: what there is of it, then its lists, each beginning at one of these octets of the table.

/** As many rows as there can be: one for each conversation that can be known. */
export const MOST_ROWS = 1 << 18
/** Of a conversation between IPv6 addresses. */
const LONGEST_KEY = 17

export const ROWS = 0
export const WORDS = 4
export const TWINS = 8
export const SLOT_MASK = 12
export const SIGHTINGS = 16
export const HASHES = 64
/** One more than there are rows. */
export const STARTS = HASHES + 4 * MOST_ROWS
export const SLOTS = STARTS + 4 * MOST_ROWS + 64
export const NUMBERS = SLOTS + 4 * 4 * MOST_ROWS
export const KEY_WORDS = NUMBERS + 8 * ROW_NUMBERS * MOST_ROWS
export const TABLE_OCTETS = KEY_WORDS + 4 * LONGEST_KEY * MOST_ROWS
