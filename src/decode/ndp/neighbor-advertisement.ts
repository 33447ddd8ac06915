import { ipv6Text } from '../address.ts'
import { type Malformed, tooShort } from '../malformed.ts'
import { u16, u32 } from '../octets.ts'
import { TARGET_ADDRESS } from './neighbor-solicitation.ts'
import { decodeNdpOptions, type NdpOption } from './options.ts'

// RFC 4861 §4.4, octets from the ICMPv6 Type field.
//  |     Type      |     Code      |          Checksum             |
//  |R|S|O|                     Reserved                            |
//  |                     Target Address (16)                       |
//  |   Options ...
const CODE = 1
const CHECKSUM = 2
const FLAGS = 4
export const NEIGHBOR_ADVERTISEMENT_OPTIONS = 24
const ROUTER_FLAG = 0x8000_0000
const SOLICITED_FLAG = 0x4000_0000
const OVERRIDE_FLAG = 0x2000_0000

/** RFC 4861 §4.4. */
export interface NeighborAdvertisement {
  readonly kind: 'neighbor-advertisement'
  readonly code: number
  readonly checksum: number
  /** R. */
  readonly router: boolean
  /** S. */
  readonly solicited: boolean
  /** O. */
  readonly override: boolean
  /** The lower 29 bits. */
  readonly reserved: number
  readonly targetAddress: string
  readonly options: readonly NdpOption[]
}

export function decodeNeighborAdvertisement(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
): NeighborAdvertisement | Malformed {
  if (end - at < NEIGHBOR_ADVERTISEMENT_OPTIONS)
    return tooShort('neighbor-advertisement', at, NEIGHBOR_ADVERTISEMENT_OPTIONS, end, sentEnd)
  const flags = u32(octets, at + FLAGS)
  return {
    kind: 'neighbor-advertisement',
    code: octets[at + CODE]!,
    checksum: u16(octets, at + CHECKSUM),
    router: (flags & ROUTER_FLAG) !== 0,
    solicited: (flags & SOLICITED_FLAG) !== 0,
    override: (flags & OVERRIDE_FLAG) !== 0,
    reserved: flags & (OVERRIDE_FLAG - 1),
    targetAddress: ipv6Text(octets, at + TARGET_ADDRESS),
    options: decodeNdpOptions(octets, at + NEIGHBOR_ADVERTISEMENT_OPTIONS, end, sentEnd),
  }
}

/** Whether S is set, where eight octets of the message were captured: a reader for the hot path. */
export function isSolicited(octets: Uint8Array, at: number): boolean {
  return (octets[at + FLAGS]! & 0x40) !== 0
}
