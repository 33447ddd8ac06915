import { IPV6_LENGTH, ipv6Text } from '../address.ts'
import { u32 } from '../octets.ts'
import type { NdpOptionData, NdpOptionOf } from './option-reader.ts'
import { trailing, type WithTrailing } from './trailing.ts'

// RFC 4861 §4.6.2; R from RFC 6275 §7.2, P from RFC 9762.
//  |     Type      |    Length     | Prefix Length |L|A|R|P| Rsvd1 |
//  |                         Valid Lifetime                        |
//  |                       Preferred Lifetime                      |
//  |                           Reserved2                           |
//  |                          Prefix (16) ...
const PREFIX_LENGTH = 2
const FLAGS = 3
const VALID_LIFETIME = 4
const PREFERRED_LIFETIME = 8
const RESERVED2 = 12
const PREFIX = 16
export const PREFIX_INFORMATION_LENGTH = PREFIX + IPV6_LENGTH

/** RFC 4861 §4.6.2. Infinity is 4294967295. */
export interface PrefixInformationOption extends NdpOptionOf<'prefix-information'>, WithTrailing {
  readonly prefixLength: number
  /** L. */
  readonly onLink: boolean
  /** A. */
  readonly autonomous: boolean
  /** R: the prefix is the router's whole address (RFC 6275 §7.2). */
  readonly routerAddress: boolean
  /** P: prefix delegation is preferred (RFC 9762). */
  readonly dhcpv6PdPreferred: boolean
  /** The lower four bits of the flags. */
  readonly reserved1: number
  readonly validLifetimeS: number
  readonly preferredLifetimeS: number
  readonly reserved2: number
  /** All sixteen octets: bits after the prefix length are shown as sent. */
  readonly prefix: string
}

export function readPrefixInformation(data: NdpOptionData<'prefix-information'>): PrefixInformationOption {
  const { kind, type, length, octets, at } = data
  const flags = octets[at + FLAGS]!
  return {
    kind,
    type,
    length,
    prefixLength: octets[at + PREFIX_LENGTH]!,
    onLink: (flags & 0x80) !== 0,
    autonomous: (flags & 0x40) !== 0,
    routerAddress: (flags & 0x20) !== 0,
    dhcpv6PdPreferred: (flags & 0x10) !== 0,
    reserved1: flags & 0x0f,
    validLifetimeS: u32(octets, at + VALID_LIFETIME),
    preferredLifetimeS: u32(octets, at + PREFERRED_LIFETIME),
    reserved2: u32(octets, at + RESERVED2),
    prefix: ipv6Text(octets, at + PREFIX),
    ...trailing(data, PREFIX_INFORMATION_LENGTH),
  }
}
