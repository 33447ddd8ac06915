import type { Layers } from '../layers.ts'
import { u16 } from '../octets.ts'
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

/** RFC 8200 §4: walks the chain up to the upper layer; `protocol` becomes its number. */
export function readExtensionHeaders(layers: Layers, octets: Uint8Array): void {
  for (let headers = 0; isExtensionHeader(layers.protocol); headers++) {
    if (headers === HEADER_LIMIT) return layers.fail('ipv6: too many extension headers')
    if (!layers.has(SHORTEST, 'ipv6 extension header')) return
    const kind = layers.protocol
    const at = layers.at
    if (!layers.has(extensionLength(kind, octets[at + 1]!), 'ipv6 extension header')) return
    layers.protocol = octets[at]!
    layers.at += extensionLength(kind, octets[at + 1]!)
    layers.extensionEnd = layers.at
    if (kind === PROTOCOL_FRAGMENT && (u16(octets, at + 2) & FRAGMENTED) !== 0) {
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
