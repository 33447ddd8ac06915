import { ETHERNET, type Layers, NETWORK } from '../layers.ts'
import { ETHERTYPE_TRANSPARENT_ETHERNET } from '../link/ether-type.ts'
import { u16, u24, u32 } from '../octets.ts'

// RFC 8926 §3.4
//  |Ver|  Opt Len  |O|C|    Rsvd.  |          Protocol Type        |
//  |        Virtual Network Identifier (VNI)       |    Reserved   |
//  |                    Variable-Length Options                    |
const PROTOCOL_TYPE = 2
const VNI = 4
const HEADER = 8

//  |          Option Class         |      Type     |R|R|R| Length  |, RFC 8926 §3.5
const OPTION_HEADER = 4
/** OVN's option: one reserved bit, 15-bit logical ingress port, 16-bit logical egress port (ovn-architecture(7)). */
const OVN_CLASS = 0x0102
const OVN_TYPE = 0x80

/** True if the octets behind the UDP header are Geneve version 0; then what it carries comes next. */
export function readGeneve(layers: Layers, octets: Uint8Array, at: number): boolean {
  if (layers.end - at < HEADER || octets[at]! >> 6 !== 0) return false
  const length = HEADER + optionsLength(octets, at)
  const protocol = u16(octets, at + PROTOCOL_TYPE)
  if (!layers.enterTunnel('geneve', u24(octets, at + VNI))) return true
  layers.at = at
  if (!layers.has(length, 'geneve')) return true
  layers.at = at + length
  layers.etherType = protocol
  layers.next = protocol === ETHERTYPE_TRANSPARENT_ETHERNET ? ETHERNET : NETWORK
  return true
}

/** Logical ingress and egress port of OVN's option in the Geneve header at `at`, or undefined. */
export function ovnLogicalPorts(
  octets: Uint8Array,
  at: number,
  end: number,
): { readonly ingress: number; readonly egress: number } | undefined {
  if (end - at < HEADER) return undefined
  const optionsEnd = Math.min(end, at + HEADER + optionsLength(octets, at))
  for (let option = at + HEADER; optionsEnd - option >= OPTION_HEADER; ) {
    const length = (octets[option + 3]! & 0x1f) * 4
    if (optionsEnd - option < OPTION_HEADER + length) return undefined
    if (u16(octets, option) === OVN_CLASS && octets[option + 2] === OVN_TYPE && length === 4) {
      const ports = u32(octets, option + OPTION_HEADER)
      return { ingress: (ports >>> 16) & 0x7fff, egress: ports & 0xffff }
    }
    option += OPTION_HEADER + length
  }
  return undefined
}

function optionsLength(octets: Uint8Array, at: number): number {
  return (octets[at]! & 0x3f) * 4
}
