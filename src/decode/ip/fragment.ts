import type { HeaderTrail } from '../header-trail.ts'
import type { HeaderKind } from '../layers.ts'
import { LENGTH as PPPOE_LENGTH } from '../link/pppoe.ts'
import { u16, u32 } from '../octets.ts'
import { FRAGMENT_IDENTIFICATION, FRAGMENT_OFFSET } from './extension-headers.ts'
import * as ipv4 from './ipv4.ts'
import * as ipv6 from './ipv6.ts'

/** What a fragment says of itself; see `Fragment` in `reassembly.ts`. */
export interface FragmentFields {
  readonly offset: number
  readonly length: number
  readonly octets: Uint8Array
  readonly more: boolean
  readonly head: Uint8Array
  /** Addresses and identification, as RFC 8200 §4.5 (or, with the protocol, RFC 791 §3.2) tells datagrams apart. */
  readonly identity: string
  /** Headers of the fragment's packet that stand in `head`: its IP header, and extension headers before the Fragment header. */
  readonly headers: number
}

/** The fragment that `trail`, a walk that ended with `FRAGMENT`, met last. */
export function readFragment(octets: Uint8Array, trail: HeaderTrail): FragmentFields {
  return trail.version === 4 ? readIpv4Fragment(octets, trail) : readIpv6Fragment(octets, trail)
}

function readIpv4Fragment(octets: Uint8Array, trail: HeaderTrail): FragmentFields {
  const at = trail.offsets.at(-1)!
  const field = u16(octets, at + ipv4.FRAGMENT)
  const head = new Uint8Array(octets.subarray(at, trail.upperAt))
  head[ipv4.FRAGMENT] = head[ipv4.FRAGMENT]! & 0xc0 // what is put together is no fragment
  head[ipv4.FRAGMENT + 1] = 0
  return {
    ...payload(octets, trail),
    offset: (field & ipv4.FRAGMENT_OFFSET) * 8,
    more: (field & ipv4.MORE_FRAGMENTS) !== 0,
    head,
    identity: `${addresses(octets, trail, 4)} ${u16(octets, at + ipv4.IDENTIFICATION)} ${trail.protocol}`,
    headers: 1,
  }
}

function readIpv6Fragment(octets: Uint8Array, trail: HeaderTrail): FragmentFields {
  const { kinds, offsets } = trail
  const fragmentAt = offsets.at(-1)!
  const packet = kinds.lastIndexOf('ipv6')
  const at = offsets[packet]!
  const head = new Uint8Array(octets.subarray(at, fragmentAt))
  const before = kinds.length - 2 // the header that announces the Fragment header: now it announces what that announced
  head[before === packet ? ipv6.NEXT_HEADER : offsets[before]! - at] = octets[fragmentAt]!
  const field = u16(octets, fragmentAt + FRAGMENT_OFFSET)
  return {
    ...payload(octets, trail),
    offset: field & 0xfff8,
    more: (field & 1) !== 0,
    head,
    identity: `${addresses(octets, trail, 16)} ${u32(octets, fragmentAt + FRAGMENT_IDENTIFICATION)}`,
    headers: kinds.length - 1 - packet,
  }
}

function payload(octets: Uint8Array, { upperAt, upperEnd, upperSentEnd }: HeaderTrail) {
  return { octets: octets.subarray(upperAt, upperEnd), length: upperSentEnd - upperAt }
}

function addresses(octets: Uint8Array, { sourceAt, destinationAt }: HeaderTrail, length: number): string {
  const hex = (at: number) => Buffer.from(octets.subarray(at, at + length)).toString('hex')
  return `${hex(sourceAt)} ${hex(destinationAt)}`
}

/** A packet put together: captured octets, and how many were sent. */
export interface Packet {
  readonly octets: Uint8Array
  readonly length: number
}

/**
 * The packet that `head` (a fragment's, see above) begins and `length` octets follow, of which `octets` were captured: its
 * length field says so. Undefined: longer than any packet's length field can say.
 */
export function packetOf(head: Uint8Array, octets: Uint8Array, length: number): Packet | undefined {
  const isIpv4 = head[0]! >> 4 === 4
  const counted = length + head.length - (isIpv4 ? 0 : ipv6.HEADER)
  if (counted > 0xffff) return undefined
  const packet = new Uint8Array(head.length + octets.length)
  packet.set(head)
  packet.set(octets, head.length)
  const lengthAt = isIpv4 ? ipv4.TOTAL_LENGTH : ipv6.PAYLOAD_LENGTH
  packet[lengthAt] = counted >> 8
  packet[lengthAt + 1] = counted & 0xff
  return { octets: packet, length: head.length + length }
}

/** The network a fragment was in, and who sent it on there: a router's copy of a datagram is another. */
export function wireOf(octets: Uint8Array, trail: HeaderTrail): string {
  const { segment, segmentId, innerVlan1, innerVlan2, linkSourceAt: at } = trail
  const mac = at < 0 ? '' : Buffer.from(octets.subarray(at, at + 6)).toString('hex')
  return `${segment} ${segmentId} ${innerVlan1} ${innerVlan2} ${mac}`
}

/**
 * The octets before a fragment's own, as they would stand in a frame that holds the whole datagram: no header says how long
 * what it holds is (0 stands for a packet that offload has not cut yet), and a Fragment header is an atomic fragment's
 * (RFC 6946).
 */
export function wholeLead(octets: Uint8Array, { kinds, offsets, upperAt }: HeaderTrail): Uint8Array {
  const lead = new Uint8Array(octets.subarray(0, upperAt))
  for (const [index, kind] of kinds.entries()) {
    const at = offsets[index]!
    const lengthAt = LENGTHS_AT[kind]
    if (lengthAt !== undefined) lead.set(kind === 'pppoe' ? [0xff, 0xff] : [0, 0], at + lengthAt)
  }
  const last = offsets.at(-1)!
  if (kinds.at(-1) === 'ipv4') lead.set([lead[last + ipv4.FRAGMENT]! & 0xc0, 0], last + ipv4.FRAGMENT)
  else lead.set([0, 0], last + FRAGMENT_OFFSET)
  return lead
}

/** Where headers that bound what they hold say how long it is. */
const LENGTHS_AT: Partial<Record<HeaderKind, number>> = {
  ipv4: ipv4.TOTAL_LENGTH,
  ipv6: ipv6.PAYLOAD_LENGTH,
  pppoe: PPPOE_LENGTH,
}
