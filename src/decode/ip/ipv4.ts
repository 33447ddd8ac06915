import { hexText, ipv4Text } from '../address.ts'
import { type Layers, UPPER } from '../layers.ts'
import { u16 } from '../octets.ts'

// RFC 791 §3.1
//  |Version|  IHL  |Type of Service|          Total Length         |
//  |         Identification        |Flags|      Fragment Offset    |
//  |  Time to Live |    Protocol   |         Header Checksum       |
//  |                       Source Address                          |
//  |                    Destination Address                        |
const TYPE_OF_SERVICE = 1
export const TOTAL_LENGTH = 2
export const IDENTIFICATION = 4
export const FRAGMENT = 6
const TTL = 8
const PROTOCOL = 9
export const HEADER_CHECKSUM = 10
const SOURCE = 12
const DESTINATION = 16
const HEADER = 20
export const MORE_FRAGMENTS = 0x2000
/** In units of 8 octets. */
export const FRAGMENT_OFFSET = 0x1fff
const FRAGMENTED = MORE_FRAGMENTS | FRAGMENT_OFFSET

export function readIpv4(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(HEADER, 'ipv4')) return
  const at = layers.at
  const headerLength = (octets[at]! & 0x0f) * 4
  if (octets[at]! >> 4 !== 4 || headerLength < HEADER) return layers.fail('ipv4: bad header')
  // Total Length 0 stands for a segment that offload has not cut yet.
  const totalLength = u16(octets, at + TOTAL_LENGTH) || layers.sentEnd - at
  if (totalLength < headerLength) return layers.fail('ipv4: bad total length')
  if (!layers.has(headerLength, 'ipv4')) return
  layers.header('ipv4', at)
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

/** An IPv4 header as it was sent. */
export interface Ipv4Header {
  readonly kind: 'ipv4'
  /** Octets, options included. */
  readonly headerLength: number
  readonly typeOfService: number
  readonly totalLength: number
  readonly identification: number
  /** The bit before DF. */
  readonly reserved: boolean
  readonly dontFragment: boolean
  readonly moreFragments: boolean
  /** Octets; on the wire in units of 8. */
  readonly fragmentOffset: number
  readonly timeToLive: number
  readonly protocol: number
  readonly headerChecksum: number
  readonly source: string
  readonly destination: string
  /** Hex. */
  readonly options: string
}

export function decodeIpv4Header(octets: Uint8Array, at: number): Ipv4Header {
  const headerLength = (octets[at]! & 0x0f) * 4
  const fragment = u16(octets, at + FRAGMENT)
  return {
    kind: 'ipv4',
    headerLength,
    typeOfService: octets[at + TYPE_OF_SERVICE]!,
    totalLength: u16(octets, at + TOTAL_LENGTH),
    identification: u16(octets, at + IDENTIFICATION),
    reserved: (fragment & 0x8000) !== 0,
    dontFragment: (fragment & 0x4000) !== 0,
    moreFragments: (fragment & MORE_FRAGMENTS) !== 0,
    fragmentOffset: (fragment & FRAGMENT_OFFSET) * 8,
    timeToLive: octets[at + TTL]!,
    protocol: octets[at + PROTOCOL]!,
    headerChecksum: u16(octets, at + HEADER_CHECKSUM),
    source: ipv4Text(octets, at + SOURCE),
    destination: ipv4Text(octets, at + DESTINATION),
    options: hexText(octets, at + HEADER, at + headerLength),
  }
}
