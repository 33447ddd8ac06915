import { ETHERNET, type Layers } from '../layers.ts'
import { u24 } from '../octets.ts'
import { VXLAN } from '../segment-number.ts'

// RFC 7348 §5
//  |R|R|R|R|I|R|R|R|            Reserved                           |
//  |                VXLAN Network Identifier (VNI) |   Reserved    |
const RESERVED = 1
const VNI = 4
const RESERVED2 = 7
const HEADER = 8
const VALID_VNI = 0x08

/** True if the octets behind the UDP header are VXLAN; then the frame inside comes next. */
export function readVxlan(layers: Layers, octets: Uint8Array, at: number): boolean {
  if (layers.end - at < HEADER || (octets[at]! & VALID_VNI) === 0) return false
  layers.header('vxlan', at)
  if (!layers.enterTunnel(VXLAN, u24(octets, at + VNI))) return true
  layers.at = at + HEADER
  layers.next = ETHERNET
  return true
}

/** RFC 7348 §5. */
export interface VxlanHeader {
  readonly kind: 'vxlan'
  /** All eight, I (0x08) among them. */
  readonly flags: number
  readonly reserved: number
  readonly vni: number
  /** The octet after the VNI. */
  readonly reserved2: number
}

export function decodeVxlanHeader(octets: Uint8Array, at: number): VxlanHeader {
  return {
    kind: 'vxlan',
    flags: octets[at]!,
    reserved: u24(octets, at + RESERVED),
    vni: u24(octets, at + VNI),
    reserved2: octets[at + RESERVED2]!,
  }
}
