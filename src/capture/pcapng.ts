import { load16, load32 } from './byte-order.ts'
import type { ReportedDrops } from './drops.ts'
import type { CaptureProblem, CaptureProblemKind, FrameSink, RecordedInterface } from './frame.ts'
import { FrameBatch } from './frame-batch.ts'
import { BATCH_FRAMES, MAX_CAPTURED_OCTETS } from './limits.ts'
import {
  type DescribedInterface,
  MIN_DESCRIPTION_OCTETS,
  MIN_STATISTICS_OCTETS,
  PcapngInterface,
  readInterface,
} from './pcapng-interface.ts'
import { findUnsigned64, padded } from './pcapng-options.ts'
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
} from './pcapng-packet.ts'
import { addProblem, type RecordWalk } from './record-walk.ts'

// draft-ietf-opsawg-pcapng, general block structure; in the byte order of the section.
//  |                          Block Type                           |
//  |                      Block Total Length                       |
//  /                          Block Body, padded to 32 bits        /
//  |                      Block Total Length                       |
const MIN_BLOCK_OCTETS = 12

const SECTION_HEADER = 0x0a0d0d0a // the same in both byte orders
const INTERFACE_DESCRIPTION = 1
const OBSOLETE_PACKET = 2
const SIMPLE_PACKET = 3
const INTERFACE_STATISTICS = 5
/** Wireshark numbers these as records though no packet is in them: systemd journal, sysdig events, custom blocks. */
const NUMBERED: ReadonlySet<number> = new Set([9, 0x204, 0x216, 0x221, 0xbad, 0x40000bad])

// Section Header Block.
//  |                      Byte-Order Magic                         |
//  |          Major Version        |         Minor Version         |
//  |                         Section Length (64 bits)              |
const BYTE_ORDER_MAGIC = 8
const MAJOR_VERSION = 12
const MIN_SECTION_OCTETS = 28
const BYTE_ORDER = 0x1a2b3c4d

/** Of an obsolete packet block. */
const DROPS_COUNT = 10
const EPB_DROPCOUNT = 4
/** Drops Count of a recorder that does not know. */
const UNKNOWN_DROPS = 0xffff

// Simple Packet Block.
//  |                    Original Packet Length                     |
//  /                          Packet Data                          /
const SIMPLE_ORIGINAL_LENGTH = 8
const SIMPLE_PACKET_DATA = 12
const MIN_SIMPLE_PACKET_OCTETS = 16

/** Blocks whose content is read have to lie in memory as a whole; options and all, none comes near this. */
const MAX_READ_BLOCK_OCTETS = 16 * 1024 * 1024
/** Interfaces of all sections together: far above any real capture, and what a flood of descriptions may cost. */
const MAX_INTERFACES = 65_536

export function isPcapng(octets: Uint8Array, at: number, end: number): boolean {
  if (end - at < TOTAL_LENGTH || load32(octets, at, true) !== SECTION_HEADER) return false
  return end - at < MAJOR_VERSION || byteOrder(octets, at) !== undefined
}

/** The byte order of the Section Header Block at octets[at], 12 octets of which are there; undefined where it has none. */
function byteOrder(octets: Uint8Array, at: number): 'little' | 'big' | undefined {
  if (load32(octets, at + BYTE_ORDER_MAGIC, true) === BYTE_ORDER) return 'little'
  return load32(octets, at + BYTE_ORDER_MAGIC, false) === BYTE_ORDER ? 'big' : undefined
}

/** How packets of the section at hand are to be read. */
export interface PcapngSection {
  readonly little: boolean
  /** By interface id: the same list as long as it is the same section, to which more may be added. */
  readonly interfaces: readonly PcapngInterface[]
}

/** What the blocks before an offset have established. `interfaces` are those of all sections, `first` the section's first. Plain data. */
export interface PcapngState {
  readonly section: number
  readonly little: boolean
  readonly first: number
  readonly interfaces: readonly DescribedInterface[]
}

const NOTHING: PcapngState = { section: -1, little: true, first: 0, interfaces: [] }

/** Goes over the blocks of a pcapng, from any block border on whose `state` is known. */
export class PcapngWalk implements RecordWalk {
  needed = MIN_BLOCK_OCTETS
  recordAt: number
  recordOctets = MIN_BLOCK_OCTETS
  frames = 0
  stopped = false
  readonly problems: CaptureProblem[] = []
  #section: number
  #little: boolean
  readonly #all: PcapngInterface[]
  /** The current section's, by interface id. */
  #interfaces: PcapngInterface[]
  /** Length of a skipped block whose trailer is still to be checked, as written; 0: none. */
  #skipped = 0
  /** What was gone over and is not given yet. */
  #batch = new FrameBatch()

  /** `from`: offset of the first block in the stream. */
  constructor(from = 0, state: PcapngState = NOTHING) {
    this.recordAt = from
    this.#section = state.section
    this.#little = state.little
    this.#all = state.interfaces.map((described, index) => new PcapngInterface(index, described))
    this.#interfaces = this.#all.slice(state.first)
  }

  get interfaces(): readonly RecordedInterface[] {
    return this.#all.map((each) => each.recorded)
  }

  get state(): PcapngState {
    const first = this.#all.length - this.#interfaces.length
    return {
      section: this.#section,
      little: this.#little,
      first,
      interfaces: this.#all.map(({ described }) => described),
    }
  }

  /** What each interface reported to have lost, in the range walked. */
  get drops(): readonly ReportedDrops[] {
    return this.#all.map(({ drops }) => drops)
  }

  walk(octets: Uint8Array, at: number, end: number, base: number, sink: FrameSink): number {
    this.#batch = sink.room?.batch ?? this.#batch
    this.#batch.lieIn(octets)
    const next = this.#walk(octets, at, end, base, sink)
    this.#batch.giveTo(sink)
    return next
  }

  #walk(octets: Uint8Array, at: number, end: number, base: number, sink: FrameSink): number {
    let next = at
    this.needed = MIN_BLOCK_OCTETS
    if (this.#skipped !== 0) {
      next = this.#endSkip(octets, next, end)
      if (this.stopped || this.#skipped !== 0) return next
    }
    while (!this.stopped && next + MIN_BLOCK_OCTETS <= end) {
      next = this.#packets(next, end, base, sink)
      this.recordAt = base + next
      if (next + MIN_BLOCK_OCTETS > end) break
      const blockEnd = this.#block(octets, next, end, base, sink)
      if (blockEnd === next) return next
      next = blockEnd
      if (this.#skipped !== 0) return next
      this.recordAt = base + next
      this.recordOctets = MIN_BLOCK_OCTETS
    }
    return next
  }

  /**
   * The run of enhanced packets from octets[at] on that have no options and nothing odd about them: nearly all there is, so
   * this is kept tight. Returns where it ends, which tells nothing yet about what stands there.
   */
  #packets(at: number, end: number, base: number, sink: FrameSink): number {
    const little = this.#little
    const interfaces = this.#interfaces
    const batch = this.#batch
    const { view } = batch
    const room = sink.room?.octets === batch.octets ? sink.room : undefined
    const section = { little, interfaces }
    let next = at
    let frames = 0
    while (next + MIN_PACKET_OCTETS <= end && view.getUint32(next, little) === ENHANCED_PACKET) {
      if (room !== undefined) {
        const held = batch.frames
        const passed = room.passRecords(next, end, base, section)
        if (passed > next) {
          frames += room.passed + batch.frames - held
          next = passed
          if (batch.frames === BATCH_FRAMES) batch.giveTo(sink)
          continue
        }
      }
      const total = view.getUint32(next + TOTAL_LENGTH, little)
      const captured = view.getUint32(next + CAPTURED_LENGTH, little)
      const id = view.getUint32(next + INTERFACE_ID, little)
      const blockEnd = next + total
      if (blockEnd > end || captured > MAX_CAPTURED_OCTETS || total !== MIN_PACKET_OCTETS + padded(captured)) break
      if (id >= interfaces.length || view.getUint32(blockEnd - TRAILER_OCTETS, little) !== total) break
      const { clock, index } = interfaces[id]!
      clock.set(view.getUint32(next + UPPER_TIMESTAMP, little), view.getUint32(next + LOWER_TIMESTAMP, little))
      const frameAt = next + PACKET_DATA
      const original = view.getUint32(next + ORIGINAL_LENGTH, little)
      batch.add(sink, frameAt, frameAt + captured, original, clock.second, clock.nanosecond, base + next, index)
      frames++
      next = blockEnd
    }
    this.frames += frames
    return next
  }

  /** The block at octets[at]. Returns where the next begins; `at` itself where more octets are needed or the walk stopped. */
  #block(octets: Uint8Array, at: number, end: number, base: number, sink: FrameSink): number {
    const type = load32(octets, at, this.#little)
    if (type === SECTION_HEADER || this.#section < 0) {
      if (type !== SECTION_HEADER) return this.#stop(at, 'damaged', 'is no section header, with which a pcapng begins')
      if (!this.#readByteOrder(octets, at)) return at
    }
    const little = this.#little
    const written = load32(octets, at + TOTAL_LENGTH, little)
    if (written < MIN_BLOCK_OCTETS) {
      return this.#stop(at, 'damaged', `claims a length of ${written}, less than any block has (${MIN_BLOCK_OCTETS})`)
    }
    const total = padded(written) // some writers leave the padding out of the length
    const blockEnd = at + total
    if (!isRead(type)) return this.#skip(octets, at, blockEnd, end, base, type, written, sink)
    if (total > MAX_READ_BLOCK_OCTETS) {
      return this.#stop(at, 'damaged', `claims ${written} octets, more than any packet or description needs`)
    }
    if (blockEnd > end) {
      this.needed = total
      this.recordOctets = total
      return at
    }
    const bodyEnd = blockEnd - TRAILER_OCTETS
    const trailer = load32(octets, bodyEnd, little)
    if (trailer !== written) return this.#stopAtTrailer(at, written, trailer)
    if (type === ENHANCED_PACKET || type === OBSOLETE_PACKET)
      return this.#packet(octets, at, blockEnd, base, type, sink)
    if (type === SIMPLE_PACKET) return this.#simplePacket(octets, at, blockEnd, base, sink)
    if (type === INTERFACE_DESCRIPTION) return this.#describe(octets, at, blockEnd, sink)
    if (type === INTERFACE_STATISTICS) return this.#statistics(octets, at, blockEnd)
    return this.#beginSection(octets, at, blockEnd)
  }

  #packet(octets: Uint8Array, at: number, blockEnd: number, base: number, type: number, sink: FrameSink): number {
    const little = this.#little
    const room = blockEnd - at - MIN_PACKET_OCTETS
    if (room < 0) return this.#stopTooShort(at, blockEnd, MIN_PACKET_OCTETS)
    const captured = load32(octets, at + CAPTURED_LENGTH, little)
    if (captured > MAX_CAPTURED_OCTETS) return this.#stopTooLong(at, captured)
    if (captured > room) return this.#stopOverrun(at, captured, room)
    const enhanced = type === ENHANCED_PACKET
    const id = enhanced ? load32(octets, at + INTERFACE_ID, little) : load16(octets, at + INTERFACE_ID, little)
    const iface = this.#interfaces[id]
    if (iface === undefined) return this.#stopUnknownInterface(at, id)
    const optionsAt = at + PACKET_DATA + padded(captured)
    const optionsEnd = blockEnd - TRAILER_OCTETS
    if (!enhanced || optionsAt < optionsEnd) addDrops(iface, octets, at, optionsAt, optionsEnd, little, enhanced)
    const clock = iface.clock
    clock.set(load32(octets, at + UPPER_TIMESTAMP, little), load32(octets, at + LOWER_TIMESTAMP, little))
    const frameAt = at + PACKET_DATA
    const originalLength = load32(octets, at + ORIGINAL_LENGTH, little)
    const frameEnd = frameAt + captured
    this.#batch.add(sink, frameAt, frameEnd, originalLength, clock.second, clock.nanosecond, base + at, iface.index)
    this.frames++
    return blockEnd
  }

  /** No captured length, no interface and no time are in it: the first two follow from interface 0. */
  #simplePacket(octets: Uint8Array, at: number, blockEnd: number, base: number, sink: FrameSink): number {
    const room = blockEnd - at - MIN_SIMPLE_PACKET_OCTETS
    if (room < 0) return this.#stopTooShort(at, blockEnd, MIN_SIMPLE_PACKET_OCTETS)
    const iface = this.#interfaces[0]
    if (iface === undefined) return this.#stopUnknownInterface(at, 0)
    const originalLength = load32(octets, at + SIMPLE_ORIGINAL_LENGTH, this.#little)
    const captured = Math.min(originalLength, iface.snaplen === 0 ? originalLength : iface.snaplen, room)
    if (captured > MAX_CAPTURED_OCTETS) return this.#stopTooLong(at, captured)
    const frameAt = at + SIMPLE_PACKET_DATA
    this.#batch.add(sink, frameAt, frameAt + captured, originalLength, 0, -1, base + at, iface.index)
    this.frames++
    return blockEnd
  }

  #describe(octets: Uint8Array, at: number, blockEnd: number, sink: FrameSink): number {
    if (blockEnd - at < MIN_DESCRIPTION_OCTETS) return this.#stopTooShort(at, blockEnd, MIN_DESCRIPTION_OCTETS)
    const index = this.#all.length
    if (index === MAX_INTERFACES)
      return this.#stop(at, 'damaged', `describes one interface more than ${MAX_INTERFACES}`)
    const place = { section: this.#section, interface: this.#interfaces.length }
    const described = readInterface(octets, at, blockEnd - TRAILER_OCTETS, this.#little, place)
    if (described === undefined) {
      return this.#stop(at, 'damaged', 'describes an interface with an option that overruns it')
    }
    const iface = new PcapngInterface(index, described)
    this.#all.push(iface)
    this.#interfaces.push(iface)
    this.#batch.giveTo(sink)
    sink.interface(index, described.description)
    return blockEnd
  }

  /** What cannot be read here costs no frame: the walk goes on. */
  #statistics(octets: Uint8Array, at: number, blockEnd: number): number {
    if (blockEnd - at < MIN_STATISTICS_OCTETS) return this.#stopTooShort(at, blockEnd, MIN_STATISTICS_OCTETS)
    const iface = this.#interfaces[load32(octets, at + INTERFACE_ID, this.#little)]
    if (iface === undefined) this.#note('holds statistics of an interface that was not described')
    else if (!iface.addStatistics(octets, at, blockEnd - TRAILER_OCTETS, this.#little)) {
      this.#note('holds interface statistics with an option that overruns it')
    }
    return blockEnd
  }

  /** Takes over the byte order of the section header at octets[at], by which its length is read. False: stopped. */
  #readByteOrder(octets: Uint8Array, at: number): boolean {
    const order = byteOrder(octets, at)
    if (order === undefined) this.#stop(at, 'damaged', 'is a section header without a byte order')
    else this.#little = order === 'little'
    return order !== undefined
  }

  #beginSection(octets: Uint8Array, at: number, blockEnd: number): number {
    if (blockEnd - at < MIN_SECTION_OCTETS) return this.#stopTooShort(at, blockEnd, MIN_SECTION_OCTETS)
    const major = load16(octets, at + MAJOR_VERSION, this.#little)
    if (major !== 1) {
      return this.#stop(
        at,
        'unsupported',
        `begins a section of version ${major}, and 1 is read: convert it with editcap`,
      )
    }
    this.#section++
    this.#interfaces = []
    return blockEnd
  }

  /** A block of no interest: only its trailer has to be looked at, which may lie far ahead. */
  #skip(
    octets: Uint8Array,
    at: number,
    blockEnd: number,
    end: number,
    base: number,
    type: number,
    written: number,
    sink: FrameSink,
  ): number {
    if (blockEnd <= end) {
      const trailer = load32(octets, blockEnd - TRAILER_OCTETS, this.#little)
      if (trailer !== written) return this.#stopAtTrailer(at, written, trailer)
    } else {
      this.#skipped = written
      this.recordOctets = blockEnd - at
      this.needed = TRAILER_OCTETS
    }
    if (NUMBERED.has(type)) {
      this.#batch.giveTo(sink)
      sink.record?.(base + at)
    }
    return blockEnd <= end ? blockEnd : blockEnd - TRAILER_OCTETS
  }

  /** At the trailer of a skipped block. Returns where the next block begins; `at` where the trailer is not there yet. */
  #endSkip(octets: Uint8Array, at: number, end: number): number {
    this.needed = TRAILER_OCTETS
    if (at + TRAILER_OCTETS > end) return at
    const trailer = load32(octets, at, this.#little)
    if (trailer !== this.#skipped) return this.#stopAtTrailer(at, this.#skipped, trailer)
    this.recordAt += this.recordOctets
    this.recordOctets = MIN_BLOCK_OCTETS
    this.#skipped = 0
    this.needed = MIN_BLOCK_OCTETS
    return at + TRAILER_OCTETS
  }

  #stopTooShort(at: number, blockEnd: number, minimum: number): number {
    return this.#stop(at, 'damaged', `has ${blockEnd - at} octets, less than its kind needs (${minimum})`)
  }

  #stopTooLong(at: number, captured: number): number {
    return this.#stop(
      at,
      'damaged',
      `claims ${captured} captured octets, more than any capture holds (${MAX_CAPTURED_OCTETS})`,
    )
  }

  #stopOverrun(at: number, captured: number, room: number): number {
    return this.#stop(at, 'damaged', `claims ${captured} captured octets in the room of ${room}`)
  }

  #stopUnknownInterface(at: number, id: number): number {
    return this.#stop(
      at,
      'damaged',
      `names interface ${id}, and ${this.#interfaces.length} were described in its section`,
    )
  }

  #stopAtTrailer(at: number, written: number, trailer: number): number {
    return this.#stop(at, 'damaged', `gives its length as ${written} at its head and as ${trailer} at its tail`)
  }

  #stop(at: number, kind: CaptureProblemKind, what: string): number {
    this.stopped = true
    const message = `the block at offset ${this.recordAt} ${what}; what comes before it counts`
    this.problems.push({ kind, at: this.recordAt, message })
    return at
  }

  #note(what: string): void {
    const message = `the block at offset ${this.recordAt} ${what}; frames are not touched by it`
    addProblem(this.problems, { kind: 'damaged', at: this.recordAt, message })
  }
}

/** What the packet block octets[at, …) says was lost before it: in its options, or in a field where it is an obsolete one. */
function addDrops(
  iface: PcapngInterface,
  octets: Uint8Array,
  at: number,
  optionsAt: number,
  optionsEnd: number,
  little: boolean,
  enhanced: boolean,
): void {
  const drops = enhanced
    ? findUnsigned64(octets, optionsAt, optionsEnd, little, EPB_DROPCOUNT)
    : load16(octets, at + DROPS_COUNT, little)
  if (drops >= 0 && (enhanced || drops !== UNKNOWN_DROPS)) iface.addPacketDrops(drops)
}

/** Blocks whose content is read. */
function isRead(type: number): boolean {
  return (
    type === ENHANCED_PACKET ||
    type === OBSOLETE_PACKET ||
    type === SIMPLE_PACKET ||
    type === INTERFACE_DESCRIPTION ||
    type === INTERFACE_STATISTICS ||
    type === SECTION_HEADER
  )
}
