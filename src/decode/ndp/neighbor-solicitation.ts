import { ipv6Text } from '../address.ts'
import { type Malformed, tooShort } from '../malformed.ts'
import { u16, u32 } from '../octets.ts'
import { decodeNdpOptions, type NdpOption } from './options.ts'

// RFC 4861 §4.3, octets from the ICMPv6 Type field.
//  |     Type      |     Code      |          Checksum             |
//  |                           Reserved                            |
//  |                     Target Address (16)                       |
//  |   Options ...
const CODE = 1
const CHECKSUM = 2
const RESERVED = 4
/** The same in an NA and a Redirect. */
export const TARGET_ADDRESS = 8
export const NEIGHBOR_SOLICITATION_OPTIONS = 24

/** RFC 4861 §4.3. */
export interface NeighborSolicitation {
  readonly kind: 'neighbor-solicitation'
  readonly code: number
  readonly checksum: number
  readonly reserved: number
  readonly targetAddress: string
  readonly options: readonly NdpOption[]
}

export function decodeNeighborSolicitation(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
): NeighborSolicitation | Malformed {
  if (end - at < NEIGHBOR_SOLICITATION_OPTIONS)
    return tooShort('neighbor-solicitation', at, NEIGHBOR_SOLICITATION_OPTIONS, end, sentEnd)
  return {
    kind: 'neighbor-solicitation',
    code: octets[at + CODE]!,
    checksum: u16(octets, at + CHECKSUM),
    reserved: u32(octets, at + RESERVED),
    targetAddress: ipv6Text(octets, at + TARGET_ADDRESS),
    options: decodeNdpOptions(octets, at + NEIGHBOR_SOLICITATION_OPTIONS, end, sentEnd),
  }
}
