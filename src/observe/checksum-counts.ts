import { CHECKSUM_NAMES, type ChecksumName } from '../decode/checksum.ts'

/** Messages by the state of their checksums (`decode/checksum.ts`); those left for hardware to complete are bad. */
export type ChecksumTotals = Readonly<Record<ChecksumName, number>>

/** A number for each state, at its index in `CHECKSUM_NAMES`. */
export function newChecksumCounts(): Float64Array {
  return new Float64Array(CHECKSUM_NAMES.length)
}

export function checksumTotals(counts: Float64Array): ChecksumTotals {
  const [good = 0, bad = 0, unverified = 0, absent = 0] = counts
  return { good, bad, unverified, absent }
}

export function addTotals(all: readonly ChecksumTotals[]): ChecksumTotals {
  const sum = (name: ChecksumName) => all.reduce((total, each) => total + each[name], 0)
  return { good: sum('good'), bad: sum('bad'), unverified: sum('unverified'), absent: sum('absent') }
}
