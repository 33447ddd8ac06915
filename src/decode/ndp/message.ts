import * as type from '../icmpv6/message-type.ts'
import type { Malformed } from '../malformed.ts'
import { NDP_KINDS, type NdpKind } from './kind.ts'
import {
  decodeNeighborAdvertisement,
  NEIGHBOR_ADVERTISEMENT_OPTIONS,
  type NeighborAdvertisement,
} from './neighbor-advertisement.ts'
import {
  decodeNeighborSolicitation,
  NEIGHBOR_SOLICITATION_OPTIONS,
  type NeighborSolicitation,
} from './neighbor-solicitation.ts'
import { decodeRedirect, REDIRECT_OPTIONS, type Redirect } from './redirect.ts'
import {
  decodeRouterAdvertisement,
  ROUTER_ADVERTISEMENT_OPTIONS,
  type RouterAdvertisement,
} from './router-advertisement.ts'
import {
  decodeRouterSolicitation,
  ROUTER_SOLICITATION_OPTIONS,
  type RouterSolicitation,
} from './router-solicitation.ts'

/** RFC 4861 §4. */
export type NdpMessage =
  | RouterSolicitation
  | RouterAdvertisement
  | NeighborSolicitation
  | NeighborAdvertisement
  | Redirect

/** The Neighbor Discovery message whose ICMPv6 Type is at `at`; undefined for other types and where no octet is. */
export function decodeNdp(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
): NdpMessage | Malformed | undefined {
  if (at >= end) return undefined
  switch (octets[at]) {
    case type.ROUTER_SOLICITATION:
      return decodeRouterSolicitation(octets, at, end, sentEnd)
    case type.ROUTER_ADVERTISEMENT:
      return decodeRouterAdvertisement(octets, at, end, sentEnd)
    case type.NEIGHBOR_SOLICITATION:
      return decodeNeighborSolicitation(octets, at, end, sentEnd)
    case type.NEIGHBOR_ADVERTISEMENT:
      return decodeNeighborAdvertisement(octets, at, end, sentEnd)
    case type.REDIRECT:
      return decodeRedirect(octets, at, end, sentEnd)
    default:
      return undefined
  }
}

/** Whether an ICMPv6 type is one of Neighbor Discovery's. */
export function isNdpType(icmpv6Type: number): boolean {
  return icmpv6Type >= type.ROUTER_SOLICITATION && icmpv6Type <= type.REDIRECT
}

/** The kind of a message of this type; only for types of which `isNdpType` is true. */
export function ndpKind(icmpv6Type: number): NdpKind {
  return NDP_KINDS[icmpv6Type - type.ROUTER_SOLICITATION]!
}

/** Octets before the options of each message, in the order of their types. */
const HEADER_LENGTHS: readonly number[] = [
  ROUTER_SOLICITATION_OPTIONS,
  ROUTER_ADVERTISEMENT_OPTIONS,
  NEIGHBOR_SOLICITATION_OPTIONS,
  NEIGHBOR_ADVERTISEMENT_OPTIONS,
  REDIRECT_OPTIONS,
]

/** Where the options of a message of this type begin, counted from its Type octet. */
export function ndpOptionsOffset(icmpv6Type: number): number {
  return HEADER_LENGTHS[icmpv6Type - type.ROUTER_SOLICITATION]!
}
