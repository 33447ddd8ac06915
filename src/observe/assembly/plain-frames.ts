import { KEY_PLACE, KEY_SHAPE, NOT_PLAIN } from '../plain-key.ts'
import { begin, noteFirst, noteLast } from './entries.ts'
import { add, entryOf, hashOf, isFull, reach } from './known-conversations.ts'
import {
  AT,
  END,
  FRAME_HASHES,
  FRAME_KEYS,
  IFACE,
  KEY,
  LINKS,
  MOST_LINKS,
  NANOSECOND,
  OCTETS,
  OFFSET,
  ORIGINAL_LENGTH,
  PLACES,
  SECOND,
} from './layout.ts'
import { readKey } from './plain-packet.ts'

// Frames of the batch that are plain, each in its order: counted for the conversations that their keys tell.

/** The latest time, and the furthest offset, of all that was looked at. */
let latestSecond: f64 = 0
let latestNanosecond: i32 = 0
let latestOffset: f64 = -1

/** None was looked at. */
export function clearLatest(): void {
  latestSecond = 0
  latestNanosecond = 0
  latestOffset = -1
}

/**
 * Takes a look at the frames of the batch: by what they are known.
 * @param first where in `AT` OCTETS begin
 */
export function read(frames: u32, first: u32): void {
  for (let frame: u32 = 0; frame < frames; frame++) {
    const key = FRAME_KEYS + frame * KEY
    const iface = load<u32>(IFACE + 4 * frame)
    const link = iface < MOST_LINKS ? load<u32>(LINKS + 4 * iface) : 0
    let shape = NOT_PLAIN
    if (isNext(frame) && link !== 0) {
      const at = load<u32>(AT + 4 * frame)
      const end = endWithoutFcs(frame, at, link - 1)
      shape = readKey(key, OCTETS + at - first, OCTETS + end - first)
    }
    store<u32>(key, shape, KEY_SHAPE)
    store<u32>(key, load<u32>(PLACES + 4 * min(iface, MOST_LINKS - 1)), KEY_PLACE)
    store<u32>(FRAME_HASHES + 4 * frame, hashOf(key))
  }
  reach(FRAME_HASHES, frames)
}

/**
 * Counts the plain frames from `from` on, each for its conversation.
 * @param firstIndex of the batch's first frame, among the records of the range
 * @returns the first frame that is not plain, or of a conversation that there is no room for
 */
export function see(frames: u32, from: u32, firstIndex: f64): u32 {
  for (let frame = from; frame < frames; frame++) {
    const key = FRAME_KEYS + frame * KEY
    if (load<u32>(key, KEY_SHAPE) === NOT_PLAIN) return frame
    const hash = load<u32>(FRAME_HASHES + 4 * frame)
    let entry = entryOf(key, hash)
    if (entry === 0) {
      if (isFull()) return frame
      entry = add(key, hash)
      begin(entry, load<u32>(IFACE + 4 * frame))
      noteFirst(entry, nanosecond(frame), second(frame), offset(frame), firstIndex + frame)
    }
    noteLast(entry, nanosecond(frame), second(frame), offset(frame), firstIndex + frame)
  }
  return frames
}

/** Whether a frame is neither earlier nor further in front than any before it, and has a time. */
function isNext(frame: u32): bool {
  const seconds = second(frame)
  const nanoseconds = nanosecond(frame)
  const further = offset(frame) > latestOffset
  if (further) latestOffset = offset(frame)
  if (nanoseconds < 0 || seconds < latestSecond) return false
  if (seconds === latestSecond && nanoseconds < latestNanosecond) return false
  latestSecond = seconds
  latestNanosecond = nanoseconds
  return further
}

/** Of the octets a frame had on the wire, the last `fcsOctets` are its FCS, as far as they were captured. */
function endWithoutFcs(frame: u32, at: u32, fcsOctets: u32): u32 {
  const end = load<u32>(END + 4 * frame)
  if (fcsOctets === 0) return end
  return min(end, at + max(load<u32>(ORIGINAL_LENGTH + 4 * frame), end - at) - fcsOctets)
}

function second(frame: u32): f64 {
  return load<f64>(SECOND + 8 * frame)
}

function nanosecond(frame: u32): i32 {
  return load<i32>(NANOSECOND + 4 * frame)
}

function offset(frame: u32): f64 {
  return load<f64>(OFFSET + 8 * frame)
}
