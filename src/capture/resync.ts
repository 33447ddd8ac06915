import { load32 } from './byte-order.ts'
import { MAX_CAPTURED_OCTETS } from './limits.ts'
import type { PcapHeader } from './pcap.ts'
import { RECORD_CAPTURED_LENGTH, RECORD_FRACTION, RECORD_ORIGINAL_LENGTH } from './pcap-record.ts'

/**
 * Guesses where a record begins in the midst of a capture: where a chain of headers follows, each plausible. A guess may be
 * wrong (frames can hold captures): whoever uses one proves it by what comes before it (`stitch.ts`).
 */

/** Headers that must follow one another, unless the octets end before: more than a capture within one jumbo frame has. */
const CHAIN = 64

/** Seconds between two neighbouring records: recorders run for long, and merged files step back. */
const MOST_SECONDS_APART = 30 * 24 * 3600
/** Seconds from the first record: where each length stands twice, the headers read four octets late chain up just as well, at odd times. */
const MOST_SECONDS_FROM_FIRST = 366 * 24 * 3600
/** Longest packet: an IPv6 jumbogram captured in part is no concern of a guess. */
const MOST_ORIGINAL_OCTETS = 1024 * 1024

/**
 * Index of the first likely record border of a pcap in octets[at, end); -1: none.
 * @param first second of the pcap's first record
 * @param last the file ends at `end`
 */
export function guessRecord(
  octets: Uint8Array,
  at: number,
  end: number,
  header: PcapHeader,
  first: number,
  last: boolean,
): number {
  for (let start = at; start + header.recordHeaderOctets <= end; start++) {
    if (Math.abs(load32(octets, start, header.little) - first) > MOST_SECONDS_FROM_FIRST) continue
    if (isRecordChain(octets, start, end, header, last)) return start
  }
  return -1
}

function isRecordChain(octets: Uint8Array, at: number, end: number, header: PcapHeader, last: boolean): boolean {
  const { little, fractionsPerSecond, recordHeaderOctets } = header
  let next = at
  let second = load32(octets, at, little)
  for (let links = 0; links < CHAIN; links++) {
    if (next + recordHeaderOctets > end) return next === end ? last || links > 0 : links > 1
    const captured = load32(octets, next + RECORD_CAPTURED_LENGTH, little)
    const original = load32(octets, next + RECORD_ORIGINAL_LENGTH, little)
    if (captured === 0 || captured > MAX_CAPTURED_OCTETS) return false // where octets are zero, empty records would follow from every one
    if (original < captured || original > MOST_ORIGINAL_OCTETS) return false
    if (load32(octets, next + RECORD_FRACTION, little) >= fractionsPerSecond) return false
    const then = load32(octets, next, little)
    if (Math.abs(then - second) > MOST_SECONDS_APART) return false
    second = then
    next += recordHeaderOctets + captured
  }
  return true
}

const TOTAL_LENGTH = 4
const TRAILER_OCTETS = 4
const MIN_BLOCK_OCTETS = 12
const MOST_BLOCK_OCTETS = 16 * 1024 * 1024
/** Standard block types are small numbers, but for the section header's and those of custom blocks. */
const LARGEST_STANDARD_TYPE = 0xff
const SPECIAL_TYPES: ReadonlySet<number> = new Set([0x0a0d0d0a, 0xbad, 0x40000bad])

/** Index of the first likely block border of a pcapng in octets[at, end), where octets[at] is at a multiple of 4 of the file; -1: none. */
export function guessBlock(octets: Uint8Array, at: number, end: number, little: boolean): number {
  for (let start = at; start + MIN_BLOCK_OCTETS <= end; start += 4) {
    if (isBlockChain(octets, start, end, little)) return start
  }
  return -1
}

function isBlockChain(octets: Uint8Array, at: number, end: number, little: boolean): boolean {
  let next = at
  for (let links = 0; links < CHAIN; links++) {
    if (next + MIN_BLOCK_OCTETS > end) return links > 0
    const type = load32(octets, next, little)
    if (type > LARGEST_STANDARD_TYPE ? !SPECIAL_TYPES.has(type) : type === 0) return false
    const total = load32(octets, next + TOTAL_LENGTH, little)
    if (total < MIN_BLOCK_OCTETS || total > MOST_BLOCK_OCTETS || total % 4 !== 0) return false
    if (next + total > end) return links > 0
    if (load32(octets, next + total - TRAILER_OCTETS, little) !== total) return false
    next += total
  }
  return true
}
