import { ipv6Text } from '../address.ts'
import { type Malformed, tooShort } from '../malformed.ts'
import { u16, u32 } from '../octets.ts'
import { TARGET_ADDRESS } from './neighbor-solicitation.ts'
import { decodeNdpOptions, type NdpOption } from './options.ts'

// RFC 4861 §4.5, octets from the ICMPv6 Type field.
//  |     Type      |     Code      |          Checksum             |
//  |                           Reserved                            |
//  |                     Target Address (16)                       |
//  |                   Destination Address (16)                    |
//  |   Options ...
const CODE = 1
const CHECKSUM = 2
const RESERVED = 4
const DESTINATION_ADDRESS = 24
export const REDIRECT_OPTIONS = 40

/** RFC 4861 §4.5. */
export interface Redirect {
  readonly kind: 'redirect'
  readonly code: number
  readonly checksum: number
  readonly reserved: number
  readonly targetAddress: string
  readonly destinationAddress: string
  readonly options: readonly NdpOption[]
}

export function decodeRedirect(octets: Uint8Array, at: number, end: number, sentEnd: number): Redirect | Malformed {
  if (end - at < REDIRECT_OPTIONS) return tooShort('redirect', at, REDIRECT_OPTIONS, end, sentEnd)
  return {
    kind: 'redirect',
    code: octets[at + CODE]!,
    checksum: u16(octets, at + CHECKSUM),
    reserved: u32(octets, at + RESERVED),
    targetAddress: ipv6Text(octets, at + TARGET_ADDRESS),
    destinationAddress: ipv6Text(octets, at + DESTINATION_ADDRESS),
    options: decodeNdpOptions(octets, at + REDIRECT_OPTIONS, end, sentEnd),
  }
}
