import { decodeExtensionHeader, type ExtensionHeader } from './ip/extension-headers.ts'
import { decodeIpv4Header, type Ipv4Header } from './ip/ipv4.ts'
import { decodeIpv6Header, type Ipv6Header } from './ip/ipv6.ts'
import { decodeUdpHeader, type UdpHeader } from './ip/udp.ts'
import { type HeaderKind, Layers } from './layers.ts'
import { decodeEthernetHeader, decodeVlanTag, type EthernetHeader, type VlanTag } from './link/ethernet.ts'
import {
  decodeLinuxCooked2Header,
  decodeLinuxCookedHeader,
  type LinuxCooked2Header,
  type LinuxCookedHeader,
} from './link/linux-cooked.ts'
import { decodeLoopbackHeader, type LoopbackHeader } from './link/loopback.ts'
import { decodeMplsEntry, type MplsEntry } from './link/mpls.ts'
import { decodePppoeHeader, type PppoeHeader } from './link/pppoe.ts'
import { decodeGeneveHeader, type GeneveHeader } from './tunnel/geneve.ts'
import { decodeGreHeader, type GreHeader } from './tunnel/gre.ts'
import { decodeVxlanHeader, type VxlanHeader } from './tunnel/vxlan.ts'

/** A header of a frame as it was sent, checked for nothing but its length. */
export type Header =
  | EthernetHeader
  | ExtensionHeader
  | GeneveHeader
  | GreHeader
  | Ipv4Header
  | Ipv6Header
  | LinuxCooked2Header
  | LinuxCookedHeader
  | LoopbackHeader
  | MplsEntry
  | PppoeHeader
  | UdpHeader
  | VlanTag
  | VxlanHeader

/** `Layers` that remembers every header of the frame at hand, from the outside in. */
export class HeaderTrail extends Layers {
  readonly kinds: HeaderKind[] = []
  /** Where each begins. */
  readonly offsets: number[] = []
  readonly #protocols: number[] = []

  override begin(at: number, end: number, sentEnd: number): void {
    super.begin(at, end, sentEnd)
    this.kinds.length = 0
    this.offsets.length = 0
    this.#protocols.length = 0
  }

  override header(kind: HeaderKind, at: number): void {
    this.kinds.push(kind)
    this.offsets.push(at)
    this.#protocols.push(this.protocol)
  }

  /** The headers met, in the octets they were met in. */
  decode(octets: Uint8Array): readonly Header[] {
    return this.kinds.map((kind, index) => decodeHeader(kind, octets, this.offsets[index]!, this.#protocols[index]!))
  }
}

function decodeHeader(kind: HeaderKind, octets: Uint8Array, at: number, protocol: number): Header {
  switch (kind) {
    case 'ethernet':
      return decodeEthernetHeader(octets, at)
    case 'vlan':
      return decodeVlanTag(octets, at)
    case 'linux-cooked':
      return decodeLinuxCookedHeader(octets, at)
    case 'linux-cooked-2':
      return decodeLinuxCooked2Header(octets, at)
    case 'loopback':
      return decodeLoopbackHeader(octets, at)
    case 'mpls':
      return decodeMplsEntry(octets, at)
    case 'pppoe':
      return decodePppoeHeader(octets, at)
    case 'ipv4':
      return decodeIpv4Header(octets, at)
    case 'ipv6':
      return decodeIpv6Header(octets, at)
    case 'ipv6-extension':
      return decodeExtensionHeader(octets, at, protocol)
    case 'udp':
      return decodeUdpHeader(octets, at)
    case 'vxlan':
      return decodeVxlanHeader(octets, at)
    case 'geneve':
      return decodeGeneveHeader(octets, at)
    case 'gre':
      return decodeGreHeader(octets, at)
  }
}
