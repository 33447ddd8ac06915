import { type Layers, NETWORK } from '../layers.ts'
import { u32 } from '../octets.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './ether-type.ts'

// RFC 3032 §2.1, a label stack entry:
//  |                Label (20)               |  TC |S|     TTL       |
const ENTRY = 4
const BOTTOM = 2
const BOTTOM_OF_STACK = 0x01
const ENTRY_LIMIT = 16

/**
 * A label stack; nothing in it says what it carries. Told by its first four bits, an IP packet comes next (RFC 4928 §3); a
 * pseudowire is not read.
 */
export function readMpls(layers: Layers, octets: Uint8Array): void {
  for (let bottom = false, entries = 0; !bottom; entries++) {
    if (entries === ENTRY_LIMIT) return layers.fail('mpls: too many labels')
    if (!layers.has(ENTRY, 'mpls')) return
    layers.header('mpls', layers.at)
    bottom = (octets[layers.at + BOTTOM]! & BOTTOM_OF_STACK) !== 0
    layers.at += ENTRY
  }
  if (!layers.has(1, 'mpls')) return
  const version = octets[layers.at]! >> 4
  if (version !== 4 && version !== 6) return layers.fail('mpls: pseudowire not read')
  layers.etherType = version === 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6
  layers.next = NETWORK
}

/** RFC 3032 §2.1. */
export interface MplsEntry {
  readonly kind: 'mpls'
  readonly label: number
  /** RFC 5462. */
  readonly trafficClass: number
  readonly bottomOfStack: boolean
  readonly timeToLive: number
}

export function decodeMplsEntry(octets: Uint8Array, at: number): MplsEntry {
  const entry = u32(octets, at)
  return {
    kind: 'mpls',
    label: entry >>> 12,
    trafficClass: (entry >> 9) & 0x07,
    bottomOfStack: (entry & 0x100) !== 0,
    timeToLive: entry & 0xff,
  }
}
