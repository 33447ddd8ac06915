import { ETHERNET, type Layers } from '../layers.ts'
import { u24 } from '../octets.ts'

// RFC 7348 §5
//  |R|R|R|R|I|R|R|R|            Reserved                           |
//  |                VXLAN Network Identifier (VNI) |   Reserved    |
const VNI = 4
const HEADER = 8
const VALID_VNI = 0x08

/** True if the octets behind the UDP header are VXLAN; then the frame inside comes next. */
export function readVxlan(layers: Layers, octets: Uint8Array, at: number): boolean {
  if (layers.end - at < HEADER || (octets[at]! & VALID_VNI) === 0) return false
  if (!layers.enterTunnel('vxlan', u24(octets, at + VNI))) return true
  layers.at = at + HEADER
  layers.next = ETHERNET
  return true
}
