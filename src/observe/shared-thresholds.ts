import { TABLE_NAMES } from './caps.ts'
import type { Thresholds } from './tally.ts'
import { NO_THRESHOLD } from './thresholds.ts'

/** What several threads that tally one capture leave out: so many tables, over shared memory. */
export type SharedMemory = Uint32Array<SharedArrayBuffer>

export function newSharedThresholds(): SharedMemory {
  return new Uint32Array(new SharedArrayBuffer(TABLE_NAMES.length * Uint32Array.BYTES_PER_ELEMENT))
}

/**
 * Tells the others what one leaves out, and hears what they do: that one table has as many rows with smaller hashes as its cap is
 * reason enough for all. Numbers in memory say how far below `NO_THRESHOLD` each one is, so that they only grow.
 */
export function exchange(shared: SharedMemory, own: Thresholds): Thresholds {
  const lowest = TABLE_NAMES.map((name, table) => [name, NO_THRESHOLD - raise(shared, table, NO_THRESHOLD - own[name])])
  return Object.fromEntries(lowest) as Thresholds // all names
}

/** Raises a number to this one, unless it is greater already. @returns the greater */
function raise(numbers: SharedMemory, at: number, to: number): number {
  let known = Atomics.load(numbers, at)
  while (known < to) {
    const before = Atomics.compareExchange(numbers, at, known, to)
    if (before === known) return to
    known = before
  }
  return known
}
