import { type Malformed, tooShort } from '../malformed.ts'
import { u16, u32 } from '../octets.ts'
import { decodeNdpOptions, type NdpOption } from './options.ts'

// RFC 4861 §4.2, octets from the ICMPv6 Type field; H from RFC 6275 §7.1, Prf from RFC 4191 §2.2, P from RFC 4389.
//  |     Type      |     Code      |          Checksum             |
//  | Cur Hop Limit |M|O|H|Prf|P|Rsv|       Router Lifetime         |
//  |                         Reachable Time                        |
//  |                          Retrans Timer                        |
//  |   Options ...
const CODE = 1
const CHECKSUM = 2
const CUR_HOP_LIMIT = 4
const FLAGS = 5
const ROUTER_LIFETIME = 6
const REACHABLE_TIME = 8
const RETRANS_TIMER = 12
export const ROUTER_ADVERTISEMENT_OPTIONS = 16

/** RFC 4861 §4.2. */
export interface RouterAdvertisement {
  readonly kind: 'router-advertisement'
  readonly code: number
  readonly checksum: number
  readonly curHopLimit: number
  /** M. */
  readonly managed: boolean
  /** O. */
  readonly otherConfig: boolean
  /** H (RFC 6275 §7.1). */
  readonly homeAgent: boolean
  /** Prf as on the wire (RFC 4191 §2.2): 0 medium, 1 high, 3 low; 2 is reserved, and kept. */
  readonly preference: number
  /** P (RFC 4389). */
  readonly proxy: boolean
  /** The two bits after it. */
  readonly reserved: number
  readonly routerLifetimeS: number
  readonly reachableTimeMs: number
  readonly retransTimerMs: number
  readonly options: readonly NdpOption[]
}

export function decodeRouterAdvertisement(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
): RouterAdvertisement | Malformed {
  if (end - at < ROUTER_ADVERTISEMENT_OPTIONS) {
    return tooShort('router-advertisement', at, ROUTER_ADVERTISEMENT_OPTIONS, end, sentEnd)
  }
  const flags = octets[at + FLAGS]!
  return {
    kind: 'router-advertisement',
    code: octets[at + CODE]!,
    checksum: u16(octets, at + CHECKSUM),
    curHopLimit: octets[at + CUR_HOP_LIMIT]!,
    managed: (flags & 0x80) !== 0,
    otherConfig: (flags & 0x40) !== 0,
    homeAgent: (flags & 0x20) !== 0,
    preference: (flags & 0x18) >> 3,
    proxy: (flags & 0x04) !== 0,
    reserved: flags & 0x03,
    routerLifetimeS: u16(octets, at + ROUTER_LIFETIME),
    reachableTimeMs: u32(octets, at + REACHABLE_TIME),
    retransTimerMs: u32(octets, at + RETRANS_TIMER),
    options: decodeNdpOptions(octets, at + ROUTER_ADVERTISEMENT_OPTIONS, end, sentEnd),
  }
}
