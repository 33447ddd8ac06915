import { type Layers, UPPER } from '../layers.ts'
import { u16 } from '../octets.ts'

// RFC 791 §3.1
//  |Version|  IHL  |Type of Service|          Total Length         |
//  |         Identification        |Flags|      Fragment Offset    |
//  |  Time to Live |    Protocol   |         Header Checksum       |
//  |                       Source Address                          |
//  |                    Destination Address                        |
const TOTAL_LENGTH = 2
const FRAGMENT = 6
const TTL = 8
const PROTOCOL = 9
const SOURCE = 12
const DESTINATION = 16
const HEADER = 20
/** More Fragments and the offset. */
const FRAGMENTED = 0x3fff

export function readIpv4(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(HEADER, 'ipv4')) return
  const at = layers.at
  const headerLength = (octets[at]! & 0x0f) * 4
  if (octets[at]! >> 4 !== 4 || headerLength < HEADER) return layers.fail('ipv4: bad header')
  // Total Length 0 stands for a segment that offload has not cut yet.
  const totalLength = u16(octets, at + TOTAL_LENGTH) || layers.sentEnd - at
  if (totalLength < headerLength) return layers.fail('ipv4: bad total length')
  if (!layers.has(headerLength, 'ipv4')) return
  layers.version = 4
  layers.sourceAt = at + SOURCE
  layers.destinationAt = at + DESTINATION
  layers.hopLimit = octets[at + TTL]!
  layers.protocol = octets[at + PROTOCOL]!
  layers.isFragment = (u16(octets, at + FRAGMENT) & FRAGMENTED) !== 0
  layers.extensionAt = layers.extensionEnd = at + headerLength
  layers.sentEnd = Math.min(layers.sentEnd, at + totalLength)
  layers.end = Math.min(layers.end, layers.sentEnd)
  layers.at = at + headerLength
  layers.next = UPPER
}
