import { hexText } from '../address.ts'
import { ETHERNET, type Layers, NETWORK } from '../layers.ts'
import { ETHERTYPE_TRANSPARENT_ETHERNET } from '../link/ether-type.ts'
import { u16, u24, u32 } from '../octets.ts'
import { GENEVE } from '../segment-number.ts'

// RFC 8926 §3.4
//  |Ver|  Opt Len  |O|C|    Rsvd.  |          Protocol Type        |
//  |        Virtual Network Identifier (VNI)       |    Reserved   |
//  |                    Variable-Length Options                    |
const FLAGS = 1
const PROTOCOL_TYPE = 2
const VNI = 4
const RESERVED2 = 7
const HEADER = 8

//  |          Option Class         |      Type     |R|R|R| Length  |, RFC 8926 §3.5
const OPTION_TYPE = 2
const OPTION_LENGTH = 3
const OPTION_HEADER = 4
/** OVN's option: one reserved bit, 15-bit logical ingress port, 16-bit logical egress port (ovn-architecture(7)). */
const OVN_CLASS = 0x0102
const OVN_TYPE = 0x80

/** True if the octets behind the UDP header are Geneve version 0; then what it carries comes next. */
export function readGeneve(layers: Layers, octets: Uint8Array, at: number): boolean {
  if (layers.end - at < HEADER || octets[at]! >> 6 !== 0) return false
  const length = HEADER + optionsLength(octets, at)
  const protocol = u16(octets, at + PROTOCOL_TYPE)
  if (!layers.enterTunnel(GENEVE, u24(octets, at + VNI))) return true
  layers.at = at
  if (!layers.has(length, 'geneve')) return true
  layers.header('geneve', at)
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
    const length = (octets[option + OPTION_LENGTH]! & 0x1f) * 4
    if (optionsEnd - option < OPTION_HEADER + length) return undefined
    if (u16(octets, option) === OVN_CLASS && octets[option + OPTION_TYPE] === OVN_TYPE && length === 4) {
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

/** RFC 8926 §3.4. */
export interface GeneveHeader {
  readonly kind: 'geneve'
  readonly version: number
  /** O: a control packet. */
  readonly control: boolean
  /** C: critical options are present. */
  readonly critical: boolean
  /** The six bits after C. */
  readonly reserved: number
  readonly protocolType: number
  readonly vni: number
  /** The octet after the VNI. */
  readonly reserved2: number
  readonly options: readonly GeneveOption[]
  /** Octets after the last whole option; there only if there are any. */
  readonly trailing?: string
  /** What OVN's option says, where there is one. */
  readonly ovn?: { readonly ingress: number; readonly egress: number }
}

/** RFC 8926 §3.5. */
export interface GeneveOption {
  readonly class: number
  /** With its critical bit (0x80). */
  readonly type: number
  /** The three bits before Length. */
  readonly reserved: number
  readonly octets: string
}

/** The Geneve header at `at`, options and all captured. */
export function decodeGeneveHeader(octets: Uint8Array, at: number): GeneveHeader {
  const end = at + HEADER + optionsLength(octets, at)
  const options: GeneveOption[] = []
  let next = at + HEADER
  while (end - next >= OPTION_HEADER) {
    const optionEnd = next + OPTION_HEADER + (octets[next + OPTION_LENGTH]! & 0x1f) * 4
    if (optionEnd > end) break
    options.push({
      class: u16(octets, next),
      type: octets[next + OPTION_TYPE]!,
      reserved: octets[next + OPTION_LENGTH]! >> 5,
      octets: hexText(octets, next + OPTION_HEADER, optionEnd),
    })
    next = optionEnd
  }
  const flags = octets[at + FLAGS]!
  const ovn = ovnLogicalPorts(octets, at, end)
  return {
    kind: 'geneve',
    version: octets[at]! >> 6,
    control: (flags & 0x80) !== 0,
    critical: (flags & 0x40) !== 0,
    reserved: flags & 0x3f,
    protocolType: u16(octets, at + PROTOCOL_TYPE),
    vni: u24(octets, at + VNI),
    reserved2: octets[at + RESERVED2]!,
    options,
    ...(next < end && { trailing: hexText(octets, next, end) }),
    ...(ovn && { ovn }),
  }
}
