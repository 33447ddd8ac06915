import { load16, load32 } from './byte-order.ts'
import { fcsOctetsOf } from './fcs.ts'
import type { CaptureInterface, CaptureProblem, FrameSink, RecordedInterface } from './frame.ts'
import { FrameBatch } from './frame-batch.ts'
import { BATCH_FRAMES, MAX_CAPTURED_OCTETS } from './limits.ts'
import {
  RECORD_CAPTURED_LENGTH,
  RECORD_FRACTION,
  RECORD_HEADER_OCTETS,
  RECORD_ORIGINAL_LENGTH,
  RECORD_SECOND,
} from './pcap-record.ts'
import type { RecordWalk } from './record-walk.ts'

// draft-ietf-opsawg-pcap, file header; in the byte order of the recording host.
//  |                          Magic Number                         |
//  |          Major Version        |         Minor Version         |
//  |                           Reserved1                           |
//  |                           Reserved2                           |
//  |                            SnapLen                            |
//  | FCS |f|                   LinkType                            |
const MAJOR_VERSION = 4
const MINOR_VERSION = 6
const SNAPLEN = 16
const LINK_TYPE = 20
export const PCAP_HEADER_OCTETS = 24

const MICROSECONDS = 0xa1b2c3d4
const NANOSECONDS = 0xa1b23c4d
/** Alexey Kuznetzov's patched libpcap: each record header ends with interface index, protocol and packet type. */
const MODIFIED = 0xa1b2cd34

// The upper bits of the link type: whether the FCS length is known, and the length in units of 16 bits.
const LINK_TYPE_BITS = 0x03ffffff
const FCS_LENGTH_PRESENT = 0x04000000
const FCS_LENGTH_SHIFT = 28

const MODIFIED_RECORD_HEADER_OCTETS = 24

/** What the file header says about every record. */
export interface PcapHeader {
  readonly little: boolean
  /** Original before captured length: as tcpdump wrote them before version 2.3, and some writers of 2.3. */
  readonly lengthsSwapped: 'no' | 'perhaps' | 'yes'
  readonly fractionsPerSecond: number
  readonly recordHeaderOctets: number
  readonly interface: CaptureInterface
}

export function isPcap(octets: Uint8Array, at: number, end: number): boolean {
  return end - at >= 4 && (isMagic(load32(octets, at, true)) || isMagic(load32(octets, at, false)))
}

/** The header at octets[at]; the caller has seen `isPcap` and that `PCAP_HEADER_OCTETS` are there. */
export function readPcapHeader(octets: Uint8Array, at: number): PcapHeader {
  const little = isMagic(load32(octets, at, true))
  const magic = load32(octets, at, little)
  const linkType = load32(octets, at + LINK_TYPE, little)
  return {
    little,
    lengthsSwapped: swappedBy(load16(octets, at + MAJOR_VERSION, little), load16(octets, at + MINOR_VERSION, little)),
    fractionsPerSecond: magic === NANOSECONDS ? 1e9 : 1e6,
    recordHeaderOctets: magic === MODIFIED ? MODIFIED_RECORD_HEADER_OCTETS : RECORD_HEADER_OCTETS,
    interface: {
      section: 0,
      interface: 0,
      name: null,
      linkType: linkType & LINK_TYPE_BITS,
      fcsOctets:
        linkType & FCS_LENGTH_PRESENT ? fcsOctetsOf(linkType & LINK_TYPE_BITS, (linkType >>> FCS_LENGTH_SHIFT) * 2) : 0,
      snaplen: load32(octets, at + SNAPLEN, little),
    },
  }
}

/** As libpcap and Wireshark decide it; other versions than 2.4 are taken as if they were 2.4. */
function swappedBy(major: number, minor: number): PcapHeader['lengthsSwapped'] {
  if (major !== 2 || minor > 3) return 'no'
  return minor === 3 ? 'perhaps' : 'yes'
}

function isMagic(magic: number): boolean {
  return magic === MICROSECONDS || magic === NANOSECONDS || magic === MODIFIED
}

/** Goes over the records of a pcap, from any record border on. */
export class PcapWalk implements RecordWalk {
  needed: number
  recordAt: number
  recordOctets: number
  frames = 0
  stopped = false
  readonly problems: CaptureProblem[] = []
  readonly interfaces: readonly RecordedInterface[]
  readonly #header: PcapHeader
  readonly #batch = new FrameBatch()

  /** `from`: offset of the first record in the stream. Whoever starts a walk tells the sink the header's interface. */
  constructor(header: PcapHeader, from: number = PCAP_HEADER_OCTETS) {
    this.#header = header
    this.interfaces = [{ ...header.interface, drops: null }]
    this.recordAt = from
    this.needed = header.recordHeaderOctets
    this.recordOctets = header.recordHeaderOctets
  }

  get state(): PcapHeader {
    return this.#header
  }

  walk(octets: Uint8Array, at: number, end: number, base: number, sink: FrameSink): number {
    const batch = sink.room?.batch ?? this.#batch
    batch.lieIn(octets)
    const { view } = batch
    const { little, lengthsSwapped, fractionsPerSecond, recordHeaderOctets } = this.#header
    const nanosecondsPerFraction = 1e9 / fractionsPerSecond
    const perhapsSwapped = lengthsSwapped !== 'no'
    const swapped = lengthsSwapped === 'yes'
    let next = at
    let needed = recordHeaderOctets
    let frames = 0
    const room = sink.room?.octets === octets && !perhapsSwapped ? sink.room : undefined
    while (next + recordHeaderOctets <= end) {
      if (room !== undefined) {
        const held = batch.frames
        const passed = room.passRecords(next, end, base, this.#header)
        if (passed > next) {
          frames += room.passed + batch.frames - held
          next = passed
          if (batch.frames === BATCH_FRAMES) batch.giveTo(sink)
          continue
        }
      }
      let captured = view.getUint32(next + RECORD_CAPTURED_LENGTH, little)
      let originalLength = view.getUint32(next + RECORD_ORIGINAL_LENGTH, little)
      if (perhapsSwapped && (swapped || captured > originalLength)) {
        const first = captured
        captured = originalLength
        originalLength = first
      }
      const frameAt = next + recordHeaderOctets
      const frameEnd = frameAt + captured
      if (captured > MAX_CAPTURED_OCTETS || frameEnd > end) {
        needed = recordHeaderOctets + captured
        break
      }
      let second = view.getUint32(next + RECORD_SECOND, little)
      let fraction = view.getUint32(next + RECORD_FRACTION, little)
      if (fraction >= fractionsPerSecond) {
        second += Math.floor(fraction / fractionsPerSecond)
        fraction %= fractionsPerSecond
      }
      const nanosecond = fraction * nanosecondsPerFraction
      batch.add(sink, frameAt, frameEnd, originalLength, second, nanosecond, base + next, 0)
      frames++
      next = frameEnd
    }
    batch.giveTo(sink)
    this.frames += frames
    this.#stand(base + next, needed)
    return next
  }

  #stand(recordAt: number, needed: number): void {
    this.recordAt = recordAt
    this.needed = needed
    this.recordOctets = needed
    if (needed - this.#header.recordHeaderOctets <= MAX_CAPTURED_OCTETS || this.stopped) return
    this.stopped = true
    this.problems.push({
      kind: 'damaged',
      at: recordAt,
      message: `the record at offset ${recordAt} claims ${needed - this.#header.recordHeaderOctets} captured octets, more than any capture holds (${MAX_CAPTURED_OCTETS}); what comes before it counts`,
    })
  }
}
