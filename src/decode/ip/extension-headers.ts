import { hexText } from '../address.ts'
import type { Layers } from '../layers.ts'
import { u16, u32 } from '../octets.ts'
import {
  PROTOCOL_AUTHENTICATION,
  PROTOCOL_DESTINATION_OPTIONS,
  PROTOCOL_FRAGMENT,
  PROTOCOL_HIP,
  PROTOCOL_HOP_BY_HOP,
  PROTOCOL_MOBILITY,
  PROTOCOL_ROUTING,
  PROTOCOL_SHIM6,
} from './protocol.ts'

const HEADER_LIMIT = 32
const SHORTEST = 8
/** Fragment Offset and the M flag of a Fragment header (RFC 8200 §4.5); all zero in an atomic fragment (RFC 6946). */
const FRAGMENTED = 0xfff9

// Fragment header, RFC 8200 §4.5
//  |  Next Header  |   Reserved    |      Fragment Offset    |Res|M|
//  |                         Identification                        |
const FRAGMENT_RESERVED = 1
export const FRAGMENT_OFFSET = 2
export const FRAGMENT_IDENTIFICATION = 4

// Routing header, RFC 8200 §4.4: | Next Header | Hdr Ext Len | Routing Type | Segments Left | type-specific data ...
const ROUTING_TYPE = 2
const SEGMENTS_LEFT = 3
const ROUTING_DATA = 4
/** Where the contents of all others begin. */
const CONTENT = 2

/** RFC 8200 §4: walks the chain up to the upper layer; `protocol` becomes its number. */
export function readExtensionHeaders(layers: Layers, octets: Uint8Array): void {
  for (let headers = 0; isExtensionHeader(layers.protocol); headers++) {
    if (headers === HEADER_LIMIT) return layers.fail('ipv6: too many extension headers')
    if (!layers.has(SHORTEST, 'ipv6 extension header')) return
    const kind = layers.protocol
    const at = layers.at
    if (!layers.has(extensionLength(kind, octets[at + 1]!), 'ipv6 extension header')) return
    layers.header('ipv6-extension', at)
    layers.protocol = octets[at]!
    layers.at += extensionLength(kind, octets[at + 1]!)
    layers.extensionEnd = layers.at
    if (kind === PROTOCOL_FRAGMENT && (u16(octets, at + FRAGMENT_OFFSET) & FRAGMENTED) !== 0) {
      layers.isFragment = true
      return
    }
  }
}

/** Octets: a Fragment header is 8, an Authentication Header counts 4-octet units less 2 (RFC 4302 §2.2), others 8-octet units less 1. */
function extensionLength(kind: number, length: number): number {
  if (kind === PROTOCOL_FRAGMENT) return SHORTEST
  return kind === PROTOCOL_AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8
}

function isExtensionHeader(protocol: number): boolean {
  return (
    protocol === PROTOCOL_HOP_BY_HOP ||
    protocol === PROTOCOL_ROUTING ||
    protocol === PROTOCOL_FRAGMENT ||
    protocol === PROTOCOL_AUTHENTICATION ||
    protocol === PROTOCOL_DESTINATION_OPTIONS ||
    protocol === PROTOCOL_MOBILITY ||
    protocol === PROTOCOL_HIP ||
    protocol === PROTOCOL_SHIM6
  )
}

/** RFC 8200 §4.5. */
export interface FragmentHeader {
  readonly kind: 'fragment'
  readonly nextHeader: number
  /** The octet after Next Header. */
  readonly reserved: number
  /** Octets; on the wire in units of 8. */
  readonly fragmentOffset: number
  /** The two bits before M. */
  readonly reserved2: number
  readonly moreFragments: boolean
  readonly identification: number
}

export function decodeFragmentHeader(octets: Uint8Array, at: number): FragmentHeader {
  const offset = u16(octets, at + FRAGMENT_OFFSET)
  return {
    kind: 'fragment',
    nextHeader: octets[at]!,
    reserved: octets[at + FRAGMENT_RESERVED]!,
    fragmentOffset: offset & 0xfff8,
    reserved2: (offset >> 1) & 0x03,
    moreFragments: (offset & 0x01) !== 0,
    identification: u32(octets, at + FRAGMENT_IDENTIFICATION),
  }
}

/** RFC 8200 §4.4. */
export interface RoutingHeader {
  readonly kind: 'routing'
  readonly nextHeader: number
  readonly length: number
  readonly routingType: number
  readonly segmentsLeft: number
  /** Hex. */
  readonly octets: string
}

const OTHER_KINDS = {
  [PROTOCOL_HOP_BY_HOP]: 'hop-by-hop-options',
  [PROTOCOL_DESTINATION_OPTIONS]: 'destination-options',
  [PROTOCOL_AUTHENTICATION]: 'authentication',
  [PROTOCOL_MOBILITY]: 'mobility',
  [PROTOCOL_HIP]: 'hip',
  [PROTOCOL_SHIM6]: 'shim6',
} as const

/** Any other extension header: its contents in hex. */
export interface OtherExtensionHeader {
  readonly kind: (typeof OTHER_KINDS)[keyof typeof OTHER_KINDS]
  readonly nextHeader: number
  /** Hdr Ext Len (of an Authentication Header, Payload Len) as on the wire. */
  readonly length: number
  /** Hex. */
  readonly octets: string
}

export type ExtensionHeader = FragmentHeader | RoutingHeader | OtherExtensionHeader

/** The extension header of number `protocol` (one of those walked here) at `at`. */
export function decodeExtensionHeader(octets: Uint8Array, at: number, protocol: number): ExtensionHeader {
  if (protocol === PROTOCOL_FRAGMENT) return decodeFragmentHeader(octets, at)
  const nextHeader = octets[at]!
  const length = octets[at + 1]!
  const end = at + extensionLength(protocol, length)
  if (protocol === PROTOCOL_ROUTING) {
    return {
      kind: 'routing',
      nextHeader,
      length,
      routingType: octets[at + ROUTING_TYPE]!,
      segmentsLeft: octets[at + SEGMENTS_LEFT]!,
      octets: hexText(octets, at + ROUTING_DATA, end),
    }
  }
  const kind = OTHER_KINDS[protocol as keyof typeof OTHER_KINDS] // the walk meets no others
  return { kind, nextHeader, length, octets: hexText(octets, at + CONTENT, end) }
}
