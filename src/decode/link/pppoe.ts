import { type Layers, NETWORK, OTHER, STOP } from '../layers.ts'
import { u16 } from '../octets.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './ether-type.ts'

// RFC 2516 §4, and the Protocol field of PPP (RFC 1661 §2) behind it:
//  |  VER  | TYPE  |      CODE     |          SESSION_ID           |
//  |            LENGTH             |   PPP Protocol, 1 or 2 octets |
const CODE = 1
const SESSION_ID = 2
export const LENGTH = 4
const PROTOCOL = 6
/** With a PPP Protocol of one octet. LENGTH counts from before it. */
const SHORTEST = 7
const VERSION_AND_TYPE = 0x11
const SESSION_DATA = 0
// RFC 1332 §2.1, RFC 5072 §3
const PPP_IPV4 = 0x0021
const PPP_IPV6 = 0x0057

/** A PPPoE session: what it carries comes next where that is IP. */
export function readPppoe(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(SHORTEST, 'pppoe')) return
  const { at } = layers
  if (octets[at] !== VERSION_AND_TYPE || octets[at + CODE] !== SESSION_DATA) return layers.fail('pppoe: bad header')
  const protocolOctets = pppProtocolOctets(octets, at)
  if (!layers.has(PROTOCOL + protocolOctets, 'pppoe')) return
  layers.header('pppoe', at)
  const protocol = pppProtocol(octets, at)
  layers.sentEnd = Math.min(layers.sentEnd, at + PROTOCOL + u16(octets, at + LENGTH))
  layers.end = Math.min(layers.end, layers.sentEnd)
  layers.at = at + PROTOCOL + protocolOctets
  layers.next = protocol === PPP_IPV4 || protocol === PPP_IPV6 ? NETWORK : STOP
  if (layers.next === STOP) layers.carries = OTHER
  layers.etherType = protocol === PPP_IPV4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6
}

/** The last octet of a Protocol is odd: where the first one is, it is all there is (RFC 1661 §6.5). */
function pppProtocolOctets(octets: Uint8Array, at: number): 1 | 2 {
  return (octets[at + PROTOCOL]! & 1) === 1 ? 1 : 2
}

function pppProtocol(octets: Uint8Array, at: number): number {
  return pppProtocolOctets(octets, at) === 1 ? octets[at + PROTOCOL]! : u16(octets, at + PROTOCOL)
}

/** RFC 2516 §4, and what PPP says it carries. */
export interface PppoeHeader {
  readonly kind: 'pppoe'
  readonly version: number
  readonly type: number
  readonly code: number
  readonly sessionId: number
  /** Octets, those of the PPP protocol included. */
  readonly length: number
  readonly pppProtocol: number
}

export function decodePppoeHeader(octets: Uint8Array, at: number): PppoeHeader {
  return {
    kind: 'pppoe',
    version: octets[at]! >> 4,
    type: octets[at]! & 0x0f,
    code: octets[at + CODE]!,
    sessionId: u16(octets, at + SESSION_ID),
    length: u16(octets, at + LENGTH),
    pppProtocol: pppProtocol(octets, at),
  }
}
