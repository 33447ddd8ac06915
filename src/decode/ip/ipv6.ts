import { type Layers, UPPER } from '../layers.ts'
import { u16 } from '../octets.ts'
import { readExtensionHeaders } from './extension-headers.ts'

// RFC 8200 §3
//  |Version| Traffic Class |           Flow Label                  |
//  |         Payload Length        |  Next Header  |   Hop Limit   |
//  |                    Source Address (16)                        |
//  |                 Destination Address (16)                      |
const PAYLOAD_LENGTH = 4
const NEXT_HEADER = 6
const HOP_LIMIT = 7
const SOURCE = 8
const DESTINATION = 24
const HEADER = 40

export function readIpv6(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(HEADER, 'ipv6')) return
  const at = layers.at
  if (octets[at]! >> 4 !== 6) return layers.fail('ipv6: bad version')
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
