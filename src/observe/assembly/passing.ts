import { BATCH_FRAMES } from '../../capture/limits.ts'
import { PASSED } from './layout.ts'
import { beginList, listed } from './listed-frames.ts'
import { listRecords } from './pcap-records.ts'
import { listBlocks } from './pcapng-blocks.ts'
import { read, see } from './plain-frames.ts'
import { noteMessages } from './plain-messages.ts'

// Frames are passed: of what is plain all that there is to tell is kept, and nobody else need read it.

/**
 * Counts plain frames and notes plain messages from `from` on.
 * @param first where in `AT` OCTETS begin
 * @param firstIndex of the batch's first frame, among the records of the range
 * @returns the first frame that is neither, or for which there is no room
 */
export function pass(frames: u32, from: u32, first: u32, firstIndex: f64): u32 {
  let frame = from
  while (frame < frames) {
    const next = noteMessages(frames, see(frames, frame, firstIndex), first, firstIndex)
    if (next === frame) break
    frame = next
  }
  return frame
}

/** Of frames that nobody looked at. */
const NOT_READ: i32 = -1
const FULL: u32 = BATCH_FRAMES

/** How many frames of whole batches were passed, and the first of the listed frames that was not (NOT_READ: nobody looked). */
let passed: u32 = 0
let reached: i32 = NOT_READ

/**
 * Goes over the records of a pcap in OCTETS [at, end), while the batch holds so many frames. Whole batches are passed (`pass`), up to
 * one with a frame that cannot be, or that is not full: its frames are listed.
 * @param base offset of OCTETS in the stream
 * @param header octets of a record's header
 * @param perSecond fractions
 * @param firstIndex of the first frame, among the records of the range; below 0: all are listed
 * @returns where the next record begins. PASSED says how many frames were passed in whole batches, how many the batch holds, and which
 * of these is the first that was not passed (NOT_READ: nobody looked)
 */
export function passRecords(
  frames: u32,
  at: u32,
  end: u32,
  base: f64,
  little: bool,
  header: u32,
  perSecond: u32,
  firstIndex: f64,
): u32 {
  let next = at
  beginPassing(frames)
  do next = listRecords(next, end, base, little, header, perSecond)
  while (passWhole(frames, firstIndex))
  tellPassed()
  return next
}

/** As `passRecords`, of the enhanced packets of a pcapng. */
export function passBlocks(frames: u32, at: u32, end: u32, base: f64, little: bool, firstIndex: f64): u32 {
  let next = at
  beginPassing(frames)
  do next = listBlocks(next, end, base, little)
  while (passWhole(frames, firstIndex))
  tellPassed()
  return next
}

function beginPassing(frames: u32): void {
  passed = 0
  reached = NOT_READ
  beginList(frames)
}

/** Passes the listed frames. @returns whether they are a whole batch of which all were passed: then it is empty */
function passWhole(frames: u32, firstIndex: f64): bool {
  if (frames > 0 || firstIndex < 0 || listed < FULL) return false
  read(FULL, 0)
  reached = pass(FULL, 0, 0, firstIndex + passed)
  if (reached < (FULL as i32)) return false
  passed += FULL
  reached = NOT_READ
  beginList(0)
  return true
}

function tellPassed(): void {
  store<i32>(PASSED, passed)
  store<i32>(PASSED, listed, 4)
  store<i32>(PASSED, reached, 8)
}
