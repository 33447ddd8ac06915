import { type Malformed, tooShort } from '../malformed.ts'
import { u16, u32 } from '../octets.ts'
import { decodeNdpOptions, type NdpOption } from './options.ts'

// RFC 4861 §4.1, octets from the ICMPv6 Type field.
//  |     Type      |     Code      |          Checksum             |
//  |                            Reserved                           |
//  |   Options ...
const CODE = 1
const CHECKSUM = 2
const RESERVED = 4
export const ROUTER_SOLICITATION_OPTIONS = 8

/** RFC 4861 §4.1. */
export interface RouterSolicitation {
  readonly kind: 'router-solicitation'
  readonly code: number
  readonly checksum: number
  readonly reserved: number
  readonly options: readonly NdpOption[]
}

export function decodeRouterSolicitation(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
): RouterSolicitation | Malformed {
  if (end - at < ROUTER_SOLICITATION_OPTIONS)
    return tooShort('router-solicitation', at, ROUTER_SOLICITATION_OPTIONS, end, sentEnd)
  return {
    kind: 'router-solicitation',
    code: octets[at + CODE]!,
    checksum: u16(octets, at + CHECKSUM),
    reserved: u32(octets, at + RESERVED),
    options: decodeNdpOptions(octets, at + ROUTER_SOLICITATION_OPTIONS, end, sentEnd),
  }
}
