/** Numbers kept of a row: count, then second, nanosecond, offset and index of its last sighting, then of its first. */
export const ROW_NUMBERS = 9
export const LAST = 1
export const FIRST = 5
