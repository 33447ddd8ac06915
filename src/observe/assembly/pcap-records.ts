import { BATCH_FRAMES, MAX_CAPTURED_OCTETS } from '../../capture/limits.ts'
import {
  RECORD_CAPTURED_LENGTH,
  RECORD_FRACTION,
  RECORD_ORIGINAL_LENGTH,
  RECORD_SECOND,
} from '../../capture/pcap-record.ts'
import { AT, END, IFACE, NANOSECOND, OCTETS, OFFSET, ORIGINAL_LENGTH, SECOND } from './layout.ts'

const MOST_FRAMES: u32 = BATCH_FRAMES
const MOST_OCTETS: u32 = MAX_CAPTURED_OCTETS

/** How many frames the batch holds since records were listed last. */
export let listed: u32 = 0

/**
 * Notes the records of a pcap that lie in OCTETS [at, end) as frames of the batch from `frames` on, until the batch is full or one
 * is not whole or not as nearly all are.
 * @param base offset of OCTETS in the stream
 * @param header octets of a record's header
 * @param perSecond fractions
 * @returns where the next record begins
 */
export function listRecords(frames: u32, at: u32, end: u32, base: f64, little: bool, header: u32, perSecond: u32): u32 {
  const nanoseconds = 1000000000 / perSecond
  let next = at
  let frame = frames
  while (frame < MOST_FRAMES && next + header <= end) {
    const record = OCTETS + next
    const captured = word(record + RECORD_CAPTURED_LENGTH, little)
    const fraction = word(record + RECORD_FRACTION, little)
    const frameAt = next + header
    if (captured > MOST_OCTETS || frameAt + captured > end || fraction >= perSecond) break
    store<u32>(AT + 4 * frame, frameAt)
    store<u32>(END + 4 * frame, frameAt + captured)
    store<u32>(ORIGINAL_LENGTH + 4 * frame, word(record + RECORD_ORIGINAL_LENGTH, little))
    store<f64>(SECOND + 8 * frame, word(record + RECORD_SECOND, little))
    store<u32>(NANOSECOND + 4 * frame, fraction * nanoseconds)
    store<f64>(OFFSET + 8 * frame, base + next)
    store<u32>(IFACE + 4 * frame, 0)
    next = frameAt + captured
    frame++
  }
  listed = frame
  return next
}

function word(at: usize, little: bool): u32 {
  const value = load<u32>(at)
  return little ? value : bswap<u32>(value)
}
