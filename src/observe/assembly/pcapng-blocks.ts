import { MAX_CAPTURED_OCTETS } from '../../capture/limits.ts'
import {
  CAPTURED_LENGTH,
  ENHANCED_PACKET,
  INTERFACE_ID,
  LOWER_TIMESTAMP,
  MIN_PACKET_OCTETS,
  ORIGINAL_LENGTH,
  PACKET_DATA,
  TOTAL_LENGTH,
  TRAILER_OCTETS,
  UPPER_TIMESTAMP,
} from '../../capture/pcapng-packet.ts'
import { INTERFACE, INTERFACES, MOST_LINKS, OCTETS } from './layout.ts'
import { isBatchFull, listFrame, word } from './listed-frames.ts'

const MOST_OCTETS: u32 = MAX_CAPTURED_OCTETS
/** Whole numbers that a double holds exactly are below it. */
const EXACT: f64 = 9007199254740992

// Of an interface: where the second of its last packet began, in ticks, how many it has (0: there was no packet), and which it was;
// ticks in any second and nanoseconds of each; seconds added to every time; its number among the interfaces of all sections.
const SECOND_TICKS = 0
const TICKS_OF_SECOND = 8
const SECOND = 16
const TICKS_PER_SECOND = 24
const NANOSECONDS_PER_TICK = 32
const OFFSET = 40
const INDEX = 48

/** How many interfaces the section at hand has. */
let interfaces: u32 = 0

/** A section begins: it has no interfaces. */
export function beginSection(): void {
  interfaces = 0
}

/** The section's next interface. @returns whether there is room for it */
export function addInterface(ticksPerSecond: u32, nanosecondsPerTick: u32, offset: f64, index: u32): bool {
  if (interfaces === MOST_LINKS) return false
  const at = INTERFACES + INTERFACE * interfaces++
  store<u64>(at, 0, SECOND_TICKS)
  store<u64>(at, 0, TICKS_OF_SECOND)
  store<u64>(at, ticksPerSecond, TICKS_PER_SECOND)
  store<u32>(at, nanosecondsPerTick, NANOSECONDS_PER_TICK)
  store<f64>(at, offset, OFFSET)
  store<u32>(at, index, INDEX)
  return true
}

/**
 * Lists the enhanced packets of a pcapng that lie in OCTETS [at, end), until the batch is full or one is not whole, has options, or is
 * not as nearly all are.
 * @param base offset of OCTETS in the stream
 * @returns where the next block begins
 */
export function listBlocks(at: u32, end: u32, base: f64, little: bool): u32 {
  let next = at
  while (!isBatchFull() && next + MIN_PACKET_OCTETS <= end) {
    const block = OCTETS + next
    if (word(block, little) !== ENHANCED_PACKET) break
    const total = word(block + TOTAL_LENGTH, little)
    const captured = word(block + CAPTURED_LENGTH, little)
    const id = word(block + INTERFACE_ID, little)
    if (captured > MOST_OCTETS || total !== MIN_PACKET_OCTETS + ((captured + 3) & ~3) || id >= interfaces) break
    const blockEnd = next + total
    if (blockEnd > end || word(OCTETS + blockEnd - TRAILER_OCTETS, little) !== total) break
    const iface = INTERFACES + INTERFACE * id
    const ticks = ((<u64>word(block + UPPER_TIMESTAMP, little)) << 32) | word(block + LOWER_TIMESTAMP, little)
    if (!readTime(iface, ticks)) break
    const nanosecond = ((ticks - load<u64>(iface, SECOND_TICKS)) as u32) * load<u32>(iface, NANOSECONDS_PER_TICK)
    const original = word(block + ORIGINAL_LENGTH, little)
    const frameAt = next + PACKET_DATA
    listFrame(frameAt, captured, original, load<f64>(iface, SECOND), nanosecond, base + next, load<u32>(iface, INDEX))
    next = blockEnd
  }
  return next
}

/** Finds the second that so many ticks of an interface are of. False: no double holds it exactly. */
function readTime(iface: usize, ticks: u64): bool {
  const begun = load<u64>(iface, SECOND_TICKS)
  if (ticks >= begun && ticks - begun < load<u64>(iface, TICKS_OF_SECOND)) return true
  const perSecond = load<u64>(iface, TICKS_PER_SECOND)
  const seconds = ticks / perSecond
  const second = (seconds as f64) + load<f64>(iface, OFFSET)
  if ((seconds as f64) >= EXACT || second >= EXACT || second <= -EXACT) return false
  store<u64>(iface, seconds * perSecond, SECOND_TICKS)
  store<u64>(iface, perSecond, TICKS_OF_SECOND)
  store<f64>(iface, second, SECOND)
  return true
}
