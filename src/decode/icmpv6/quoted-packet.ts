import { IPV6_LENGTH, ipv6Text } from '../address.ts'
import { type Malformed, malformed, tooShort } from '../malformed.ts'
import { u16 } from '../octets.ts'

// RFC 8200 §3, of the packet quoted in an ICMPv6 error (RFC 4443 §3) or a Redirect (RFC 4861 §4.6.3).
//  |Version| Traffic Class |           Flow Label                  |
//  |         Payload Length        |  Next Header  |   Hop Limit   |
//  |                      Source Address (16)                      |
//  |                    Destination Address (16)                   |
const VERSION = 0
const PAYLOAD_LENGTH = 4
const NEXT_HEADER = 6
const HOP_LIMIT = 7
export const QUOTED_SOURCE = 8
export const QUOTED_DESTINATION = QUOTED_SOURCE + IPV6_LENGTH
const HEADER_LENGTH = QUOTED_DESTINATION + IPV6_LENGTH
const IPV6_VERSION = 6

/** The header of a packet that another one quotes. It is no message of its own. */
export interface QuotedPacket {
  readonly kind: 'quoted-packet'
  readonly payloadLength: number
  readonly nextHeader: number
  readonly hopLimit: number
  readonly source: string
  readonly destination: string
}

/** The IPv6 packet quoted in [at, sentEnd), captured as [at, end). */
export function decodeQuotedPacket(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
): QuotedPacket | Malformed {
  if (end - at < HEADER_LENGTH) return tooShort('quoted-packet', at, HEADER_LENGTH, end, sentEnd)
  if (octets[at + VERSION]! >> 4 !== IPV6_VERSION) {
    return malformed('quoted-packet', 'bad-value', at, HEADER_LENGTH, end - at)
  }
  return {
    kind: 'quoted-packet',
    payloadLength: u16(octets, at + PAYLOAD_LENGTH),
    nextHeader: octets[at + NEXT_HEADER]!,
    hopLimit: octets[at + HOP_LIMIT]!,
    source: ipv6Text(octets, at + QUOTED_SOURCE),
    destination: ipv6Text(octets, at + QUOTED_DESTINATION),
  }
}

/** Whether the addresses of the quoted packet at `at` were captured: a reader for the hot path. */
export function hasQuotedAddresses(octets: Uint8Array, at: number, end: number): boolean {
  return end - at >= HEADER_LENGTH && octets[at + VERSION]! >> 4 === IPV6_VERSION
}
