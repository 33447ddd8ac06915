import { ipv6Text } from '../address.ts'
import { type Layers, UPPER } from '../layers.ts'
import { u16, u32 } from '../octets.ts'
import { readExtensionHeaders } from './extension-headers.ts'

// RFC 8200 §3
//  |Version| Traffic Class |           Flow Label                  |
//  |         Payload Length        |  Next Header  |   Hop Limit   |
//  |                    Source Address (16)                        |
//  |                 Destination Address (16)                      |
export const PAYLOAD_LENGTH = 4
export const NEXT_HEADER = 6
const HOP_LIMIT = 7
const SOURCE = 8
const DESTINATION = 24
export const HEADER = 40

export function readIpv6(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(HEADER, 'ipv6')) return
  const at = layers.at
  if (octets[at]! >> 4 !== 6) return layers.fail('ipv6: bad version')
  layers.header('ipv6', at)
  layers.version = 6
  layers.sourceAt = at + SOURCE
  layers.destinationAt = at + DESTINATION
  layers.hopLimit = octets[at + HOP_LIMIT]!
  layers.protocol = octets[at + NEXT_HEADER]!
  layers.isFragment = false
  // Payload Length 0 stands for a jumbogram (RFC 2675), or a segment that offload has not cut yet.
  const payloadLength = u16(octets, at + PAYLOAD_LENGTH)
  if (payloadLength !== 0) {
    layers.sentEnd = Math.min(layers.sentEnd, at + HEADER + payloadLength)
    layers.end = Math.min(layers.end, layers.sentEnd)
  }
  layers.at = layers.extensionAt = layers.extensionEnd = at + HEADER
  layers.next = UPPER
  readExtensionHeaders(layers, octets)
}

/** An IPv6 header as it was sent. */
export interface Ipv6Header {
  readonly kind: 'ipv6'
  readonly trafficClass: number
  readonly flowLabel: number
  readonly payloadLength: number
  readonly nextHeader: number
  readonly hopLimit: number
  readonly source: string
  readonly destination: string
}

export function decodeIpv6Header(octets: Uint8Array, at: number): Ipv6Header {
  const word = u32(octets, at)
  return {
    kind: 'ipv6',
    trafficClass: (word >>> 20) & 0xff,
    flowLabel: word & 0xfffff,
    payloadLength: u16(octets, at + PAYLOAD_LENGTH),
    nextHeader: octets[at + NEXT_HEADER]!,
    hopLimit: octets[at + HOP_LIMIT]!,
    source: ipv6Text(octets, at + SOURCE),
    destination: ipv6Text(octets, at + DESTINATION),
  }
}
