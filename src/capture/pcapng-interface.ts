import { load16, load32 } from './byte-order.ts'
import { dropsOf, noDrops, type ReportedDrops } from './drops.ts'
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

/** An interface as it was described, with what makes its clock. Plain data: what a walk from the middle of a capture must know. */
export interface DescribedInterface {
  readonly description: CaptureInterface
  /** As `TickClock` takes them. */
  readonly resolution: number
  readonly offset: number
}

/** An interface, its clock, and what it reported to have lost. */
export class PcapngInterface {
  /** Among the interfaces of all sections. */
  readonly index: number
  readonly described: DescribedInterface
  readonly clock: TickClock
  readonly snaplen: number
  readonly drops: ReportedDrops = noDrops()

  constructor(index: number, described: DescribedInterface) {
    this.index = index
    this.described = described
    this.clock = new TickClock(described.resolution, described.offset)
    this.snaplen = described.description.snaplen
  }

  /** The statistics block octets[at, end) (end before its trailer). False: an option overruns it. */
  addStatistics(octets: Uint8Array, at: number, end: number, little: boolean): boolean {
    const { drops } = this
    return walkOptions(octets, at + STATISTICS_OPTIONS, end, little, (code, valueAt, valueEnd) => {
      if (valueEnd - valueAt !== 8) return
      const count = Math.min(loadUnsigned64(octets, valueAt, little), Number.MAX_SAFE_INTEGER)
      if (code === ISB_IFDROP) drops.interfaceDrops = Math.max(drops.interfaceDrops, count)
      if (code === ISB_OSDROP) drops.systemDrops = Math.max(drops.systemDrops, count)
    })
  }

  /** The drops that a packet block tells. */
  addPacketDrops(count: number): void {
    const { drops } = this
    drops.packetDrops = Math.min(Math.max(drops.packetDrops, 0) + count, Number.MAX_SAFE_INTEGER)
  }

  get recorded(): RecordedInterface {
    return { ...this.described.description, drops: dropsOf(this.drops) }
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
  place: { readonly section: number; readonly interface: number },
): DescribedInterface | undefined {
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
  return { description, resolution, offset }
}

/** The drafts say bits, give 4 as the example for Ethernet, and writers follow either: no FCS has 16 octets or 8 bits. */
function fcsLength(value: number): number {
  return value < 16 ? value : value >> 3
}
