import { hexText } from '../address.ts'
import { type Layers, NETWORK } from '../layers.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './ether-type.ts'

const FAMILY = 4

/** LINKTYPE_NULL and LINKTYPE_LOOP: an address family in four octets of either order, so the packet's own version decides. */
export function readLoopback(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(FAMILY, 'loopback')) return
  layers.header('loopback', layers.at)
  layers.at += FAMILY
  readRaw(layers, octets)
}

/** A packet without a link-layer header, told by its version. */
export function readRaw(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(1, 'raw')) return
  const version = octets[layers.at]! >> 4
  if (version !== 4 && version !== 6) return layers.fail('raw: neither IPv4 nor IPv6')
  layers.etherType = version === 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6
  layers.next = NETWORK
}

/** What LINKTYPE_NULL and LINKTYPE_LOOP record. */
export interface LoopbackHeader {
  readonly kind: 'loopback'
  /** The four octets as they stand: their order depends on the machine. */
  readonly family: string
}

export function decodeLoopbackHeader(octets: Uint8Array, at: number): LoopbackHeader {
  return { kind: 'loopback', family: hexText(octets, at, at + FAMILY) }
}
