import { load16, load32 } from './byte-order.ts'
import { fcsOctetsOf } from './fcs.ts'
import type { CaptureInterface, RecordedInterface } from './frame.ts'
import { loadSigned64, loadUnsigned64, optionText, walkOptions } from './pcapng-options.ts'
import { TickClock } from './tick-clock.ts'

// draft-ietf-opsawg-pcapng, Interface Description Block, from the block's first octet.
//  |                    Block Type = 0x00000001                    |
//  |                      Block Total Length                       |
//  |           LinkType            |           Reserved            |
//  |                            SnapLen                            |
//  / Options (variable), Block Total Length
const LINK_TYPE = 8
const SNAPLEN = 12
const DESCRIPTION_OPTIONS = 16
/** Octets of an Interface Description Block without options. */
export const MIN_DESCRIPTION_OCTETS = 20

const IF_NAME = 2
const IF_TSRESOL = 9
const IF_FCSLEN = 13
const IF_TSOFFSET = 14
const MICROSECONDS = 6

// Interface Statistics Block, from the block's first octet.
//  |                   Block Type = 0x00000005                     |
//  |                      Block Total Length                       |
//  |                         Interface ID                          |
//  |                        Timestamp (Upper)                      |
//  |                        Timestamp (Lower)                      |
//  / Options (variable), Block Total Length
const STATISTICS_OPTIONS = 20
/** Octets of an Interface Statistics Block without options. */
export const MIN_STATISTICS_OCTETS = 24

const ISB_IFDROP = 5
const ISB_OSDROP = 7

/** An interface as it was described, its clock, and what it reported to have lost. */
export class PcapngInterface {
  /** Among the interfaces of all sections. */
  readonly index: number
  readonly description: CaptureInterface
  readonly clock: TickClock
  readonly snaplen: number
  /** Of the statistics blocks: lost by the interface, and by the operating system. Each counts from the start. */
  #interfaceDrops = -1
  #systemDrops = -1
  /** Of the packet blocks: each lost since the one before it. */
  #packetDrops = -1

  constructor(index: number, description: CaptureInterface, clock: TickClock) {
    this.index = index
    this.description = description
    this.clock = clock
    this.snaplen = description.snaplen
  }

  /** The statistics block octets[at, end) (end before its trailer). False: an option overruns it. */
  addStatistics(octets: Uint8Array, at: number, end: number, little: boolean): boolean {
    return walkOptions(octets, at + STATISTICS_OPTIONS, end, little, (code, valueAt, valueEnd) => {
      if (valueEnd - valueAt !== 8) return
      const count = Math.min(loadUnsigned64(octets, valueAt, little), Number.MAX_SAFE_INTEGER)
      if (code === ISB_IFDROP) this.#interfaceDrops = Math.max(this.#interfaceDrops, count)
      if (code === ISB_OSDROP) this.#systemDrops = Math.max(this.#systemDrops, count)
    })
  }

  /** The drops that a packet block tells. */
  addPacketDrops(count: number): void {
    this.#packetDrops = Math.min(Math.max(this.#packetDrops, 0) + count, Number.MAX_SAFE_INTEGER)
  }

  get recorded(): RecordedInterface {
    const told = this.#interfaceDrops >= 0 || this.#systemDrops >= 0
    const counted = Math.max(this.#interfaceDrops, 0) + Math.max(this.#systemDrops, 0)
    const drops = told ? Math.min(counted, Number.MAX_SAFE_INTEGER) : this.#packetDrops >= 0 ? this.#packetDrops : null
    return { ...this.description, drops }
  }
}

/**
 * The Interface Description Block octets[at, end) (end before its trailer), at least `MIN_DESCRIPTION_OCTETS` with it.
 * Undefined: an option overruns it, so that its clock is not known either.
 */
export function readInterface(
  octets: Uint8Array,
  at: number,
  end: number,
  little: boolean,
  place: { readonly index: number; readonly section: number; readonly interface: number },
): PcapngInterface | undefined {
  let name: string | null = null
  let resolution = MICROSECONDS
  let offset = 0
  let fcsOctets = 0
  const whole = walkOptions(octets, at + DESCRIPTION_OPTIONS, end, little, (code, valueAt, valueEnd) => {
    const length = valueEnd - valueAt
    if (code === IF_NAME) name ??= optionText(octets, valueAt, valueEnd)
    else if (code === IF_TSRESOL && length === 1) resolution = octets[valueAt]!
    else if (code === IF_TSOFFSET && length === 8) offset = loadSigned64(octets, valueAt, little)
    else if (code === IF_FCSLEN && length === 1) fcsOctets = fcsLength(octets[valueAt]!)
  })
  if (!whole) return undefined
  const linkType = load16(octets, at + LINK_TYPE, little)
  const description: CaptureInterface = {
    section: place.section,
    interface: place.interface,
    name,
    linkType,
    fcsOctets: fcsOctetsOf(linkType, fcsOctets),
    snaplen: load32(octets, at + SNAPLEN, little),
  }
  return new PcapngInterface(place.index, description, new TickClock(resolution, offset))
}

/** The drafts say bits, give 4 as the example for Ethernet, and writers follow either: no FCS has 16 octets or 8 bits. */
function fcsLength(value: number): number {
  return value < 16 ? value : value >> 3
}
