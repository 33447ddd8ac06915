import { ETHERNET, type Layers, NETWORK } from '../layers.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_TRANSPARENT_ETHERNET } from '../link/ether-type.ts'
import { u16, u32 } from '../octets.ts'
import { GRE } from '../segment-number.ts'

// RFC 2784 §2.1 with Key and Sequence Number of RFC 2890 §2
//  |C| |K|S| Reserved0       | Ver |         Protocol Type         |
//  |      Checksum (optional)      |       Reserved1 (Optional)    |
//  |                         Key (optional)                        |
//  |                 Sequence Number (Optional)                    |
const PROTOCOL_TYPE = 2
const HEADER = 4
const FIELD = 4
const CHECKSUM_PRESENT = 0x8000
const ROUTING_PRESENT = 0x4000 // RFC 1701, out of use
const KEY_PRESENT = 0x2000
const SEQUENCE_PRESENT = 0x1000
const VERSION = 0x0007

/** True if what follows is GRE that carries Ethernet or IP; then that comes next. */
export function readGre(layers: Layers, octets: Uint8Array): boolean {
  const at = layers.at
  if (layers.end - at < HEADER) return false
  const flags = u16(octets, at)
  const protocol = u16(octets, at + PROTOCOL_TYPE)
  if ((flags & (VERSION | ROUTING_PRESENT)) !== 0) return false
  const ethernet = protocol === ETHERTYPE_TRANSPARENT_ETHERNET
  if (!ethernet && protocol !== ETHERTYPE_IPV4 && protocol !== ETHERTYPE_IPV6) return false
  const keyAt = at + HEADER + (flags & CHECKSUM_PRESENT ? FIELD : 0)
  const hasKey = (flags & KEY_PRESENT) !== 0
  const payload = keyAt + (hasKey ? FIELD : 0) + (flags & SEQUENCE_PRESENT ? FIELD : 0)
  if (!layers.has(payload - at, 'gre')) return true
  layers.header('gre', at)
  if (!layers.enterTunnel(GRE, hasKey ? u32(octets, keyAt) : -1)) return true
  layers.at = payload
  layers.etherType = protocol
  layers.next = ethernet ? ETHERNET : NETWORK
  return true
}

/** RFC 2784 §2.1, RFC 2890 §2. What is optional is there where its flag is set. */
export interface GreHeader {
  readonly kind: 'gre'
  /** The first 16 bits: C, K, S, reserved ones and the version. */
  readonly flags: number
  readonly protocolType: number
  readonly checksum?: number
  readonly reserved1?: number
  readonly key?: number
  readonly sequenceNumber?: number
}

/** The GRE header at `at`, captured whole. */
export function decodeGreHeader(octets: Uint8Array, at: number): GreHeader {
  const flags = u16(octets, at)
  const has = (flag: number) => (flags & flag) !== 0
  const keyAt = at + HEADER + (has(CHECKSUM_PRESENT) ? FIELD : 0)
  const sequenceAt = keyAt + (has(KEY_PRESENT) ? FIELD : 0)
  return {
    kind: 'gre',
    flags,
    protocolType: u16(octets, at + PROTOCOL_TYPE),
    ...(has(CHECKSUM_PRESENT) && { checksum: u16(octets, at + HEADER), reserved1: u16(octets, at + HEADER + 2) }),
    ...(has(KEY_PRESENT) && { key: u32(octets, keyAt) }),
    ...(has(SEQUENCE_PRESENT) && { sequenceNumber: u32(octets, sequenceAt) }),
  }
}
