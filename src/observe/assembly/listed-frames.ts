import { BATCH_FRAMES } from '../../capture/limits.ts'
import { AT, END, IFACE, NANOSECOND, OFFSET, ORIGINAL_LENGTH, SECOND } from './layout.ts'

// Records of a capture, listed as the frames of the batch.

const MOST_FRAMES: u32 = BATCH_FRAMES

/** How many frames the batch holds. */
export let listed: u32 = 0

/** The batch holds so many frames. */
export function beginList(frames: u32): void {
  listed = frames
}

export function isBatchFull(): bool {
  return listed >= MOST_FRAMES
}

/** Lists a frame whose octets begin at `at` of OCTETS. */
export function listFrame(
  at: u32,
  captured: u32,
  original: u32,
  second: f64,
  nanosecond: u32,
  offset: f64,
  iface: u32,
): void {
  const frame = listed++
  store<u32>(AT + 4 * frame, at)
  store<u32>(END + 4 * frame, at + captured)
  store<u32>(ORIGINAL_LENGTH + 4 * frame, original)
  store<f64>(SECOND + 8 * frame, second)
  store<u32>(NANOSECOND + 4 * frame, nanosecond)
  store<f64>(OFFSET + 8 * frame, offset)
  store<u32>(IFACE + 4 * frame, iface)
}

/** A word of a record, in the byte order of the machine that wrote it. */
export function word(at: usize, little: bool): u32 {
  const value = load<u32>(at)
  return little ? value : bswap<u32>(value)
}
