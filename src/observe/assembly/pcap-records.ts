import { MAX_CAPTURED_OCTETS } from '../../capture/limits.ts'
import {
  RECORD_CAPTURED_LENGTH,
  RECORD_FRACTION,
  RECORD_ORIGINAL_LENGTH,
  RECORD_SECOND,
} from '../../capture/pcap-record.ts'
import { OCTETS } from './layout.ts'
import { isBatchFull, listFrame, word } from './listed-frames.ts'

const MOST_OCTETS: u32 = MAX_CAPTURED_OCTETS

/**
 * Lists the records of a pcap that lie in OCTETS [at, end), until the batch is full or one is not whole or not as nearly all are.
 * @param base offset of OCTETS in the stream
 * @param header octets of a record's header
 * @param perSecond fractions
 * @returns where the next record begins
 */
export function listRecords(at: u32, end: u32, base: f64, little: bool, header: u32, perSecond: u32): u32 {
  const nanoseconds = 1000000000 / perSecond
  let next = at
  while (!isBatchFull() && next + header <= end) {
    const record = OCTETS + next
    const captured = word(record + RECORD_CAPTURED_LENGTH, little)
    const fraction = word(record + RECORD_FRACTION, little)
    const frameAt = next + header
    if (captured > MOST_OCTETS || frameAt + captured > end || fraction >= perSecond) break
    const original = word(record + RECORD_ORIGINAL_LENGTH, little)
    listFrame(frameAt, captured, original, word(record + RECORD_SECOND, little), fraction * nanoseconds, base + next, 0)
    next = frameAt + captured
  }
  return next
}
