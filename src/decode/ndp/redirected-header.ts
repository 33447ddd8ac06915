import { hexText } from '../address.ts'
import { decodeQuotedPacket, type QuotedPacket } from '../icmpv6/quoted-packet.ts'
import type { Malformed } from '../malformed.ts'
import type { NdpOptionData, NdpOptionOf } from './option-reader.ts'

// RFC 4861 §4.6.3:
//  |     Type      |    Length     |          Reserved (6) ...     |
//  |  IP header + data ...
const RESERVED = 2
const IP_HEADER = 8
export const REDIRECTED_HEADER_LENGTH = IP_HEADER

/** RFC 4861 §4.6.3. */
export interface RedirectedHeaderOption extends NdpOptionOf<'redirected-header'> {
  readonly reserved: string
  /** The packet that was redirected, quoted in part. */
  readonly packet: QuotedPacket | Malformed
  /** All octets quoted, hex. */
  readonly octets: string
}

export function readRedirectedHeader(data: NdpOptionData<'redirected-header'>): RedirectedHeaderOption {
  const { kind, type, length, octets, at, end } = data
  return {
    kind,
    type,
    length,
    reserved: hexText(octets, at + RESERVED, at + IP_HEADER),
    packet: decodeQuotedPacket(octets, at + IP_HEADER, end, end),
    octets: hexText(octets, at + IP_HEADER, end),
  }
}
