import { PROTOCOL_GRE, PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_TCP, PROTOCOL_UDP } from '../decode/ip/protocol.ts'
import {
  PORT_DHCPV4_CLIENT,
  PORT_DHCPV4_SERVER,
  PORT_DHCPV6_CLIENT,
  PORT_DHCPV6_SERVER,
  PORT_GENEVE,
} from '../decode/ip/udp-port.ts'
import {
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_TRANSPARENT_ETHERNET,
  ETHERTYPE_VLAN,
} from '../decode/link/ether-type.ts'
import { SEGMENT_KINDS } from '../decode/segment-kind.ts'
import type { KeyTable } from './key-table.ts'
import { HAS_DESTINATION, HAS_SOURCE, LINK_WORDS, PLACE_WORDS, segmentWord } from './row-key.ts'

/** Places, each for one conversation, two to a set: 2¹⁵ sets are 512 KiB, which the processor's cache holds. */
const SET_BITS = 15
const NOT_KNOWN = -1

const ETHERNET_HEADER = 14
const VLAN_HEADER = 18
const IPV4_HEADER = 20
const IPV6_HEADER = 40
const UDP_HEADER = 8
const VXLAN_HEADER = 8
const GRE_KEY_HEADER = 8
const FRAGMENTED = 0x3fff
const ECHO_REQUEST = 128
const ECHO_REPLY = 129
/** GRE with a key and nothing else, version 0 (RFC 2890 §2), that carries Ethernet. */
const GRE_KEY_ETHERNET = 0x2000_0000 | ETHERTYPE_TRANSPARENT_ETHERNET
const VALID_VNI = 0x08

const UNTAGGED = segmentWord(SEGMENT_KINDS.indexOf('untagged'), -1, -1, -1)
const VLAN = segmentWord(SEGMENT_KINDS.indexOf('vlan'), -1, -1, 0)
const VXLAN = segmentWord(SEGMENT_KINDS.indexOf('vxlan'), -1, -1, 0)
const GRE = segmentWord(SEGMENT_KINDS.indexOf('gre'), -1, -1, 0)
/** Addresses begin behind hop limit and version; in a tunnel's key, behind the version. */
const SOURCE = LINK_WORDS + 1
const TUNNEL_SOURCE = PLACE_WORDS + 1

/**
 * The conversations that came last, found by comparing their keys with the octets of a frame in place. Nearly every frame
 * is of one of them, in one of a few shapes: Ethernet, perhaps a VLAN tag, perhaps VXLAN or GRE over IPv4, IPv4 without
 * options or IPv6 without extension headers, then TCP, UDP or an echo. For these this tells the same row that reading
 * all headers would (a property test says so), and for all other frames nothing.
 */
export class KnownConversations {
  /** Of the frame that `find` found: its conversation's row, and its tunnel's; -1: in no tunnel. */
  row = NOT_KNOWN
  tunnel = NOT_KNOWN
  readonly #conversations: KeyTable
  readonly #tunnels: KeyTable
  readonly #vxlanPort: Uint8Array
  readonly #rows = new Int32Array(2 << SET_BITS).fill(NOT_KNOWN)
  readonly #tunnelRows = new Int32Array(2 << SET_BITS)
  #moves = 0
  /** Where the frame that `find` did not find belongs; -1: it is of another shape. */
  #place = NOT_KNOWN

  constructor(conversations: KeyTable, tunnels: KeyTable, vxlanPorts: readonly number[]) {
    this.#conversations = conversations
    this.#tunnels = tunnels
    this.#vxlanPort = new Uint8Array(0x1_0000)
    for (const port of vxlanPorts) this.#vxlanPort[port] = 1
  }

  /** Whether the Ethernet frame [at, end), seen at `place` (the first word of a key), is of a conversation known here. */
  find(view: DataView, at: number, end: number, place: number): boolean {
    this.#place = NOT_KNOWN
    let ethernet = at
    let ip = at + ETHERNET_HEADER
    if (end - ip < IPV4_HEADER + UDP_HEADER) return false
    let segment = UNTAGGED
    let id = -1
    let outer = -1
    let etherType = view.getUint16(ip - 2)
    if (etherType === ETHERTYPE_VLAN) {
      segment = VLAN
      id = view.getUint16(ip) & 0x0fff
      ip = at + VLAN_HEADER
      etherType = view.getUint16(ip - 2)
      if (id === 0 || end - ip < IPV4_HEADER + UDP_HEADER) return false
    }
    if (etherType === ETHERTYPE_IPV4) {
      const inner = this.#innerFrame(view, ip, end)
      if (inner < 0) return false
      if (inner > 0) {
        outer = ip
        segment = view.getUint8(ip + 9) === PROTOCOL_GRE ? GRE : VXLAN
        id = segment === GRE ? view.getUint32(inner - 4) : view.getUint32(inner - 4) >>> 8
        end = Math.min(end, ip + view.getUint16(ip + 2))
        ethernet = inner
        ip = inner + ETHERNET_HEADER
        if (end - ip < IPV4_HEADER + UDP_HEADER) return false
        etherType = view.getUint16(ip - 2)
        if (etherType === ETHERTYPE_IPV4 && this.#innerFrame(view, ip, end) !== 0) return false
      }
      if (etherType === ETHERTYPE_IPV4) return this.#find4(view, ethernet, ip, place, segment, id, outer)
    }
    if (etherType !== ETHERTYPE_IPV6 || !this.#isPlainIpv6(view, ip, end)) return false
    return this.#find6(view, ethernet, ip, place, segment, id, outer)
  }

  /** After `find` found nothing and the frame was read: what it turned out to be of, for the next of its kind. */
  learn(row: number, tunnel: number): void {
    if (this.#place < 0) return
    this.#forgetMoved()
    const place = this.#place
    this.#rows[place + 1] = this.#rows[place]!
    this.#tunnelRows[place + 1] = this.#tunnelRows[place]!
    this.#rows[place] = row
    this.#tunnelRows[place] = tunnel
  }

  /**
   * Of the IPv4 packet at `ip`: 0 for TCP, UDP or ICMP that are no tunnel, where the frame begins that a tunnel carries, and
   * -1 for all else.
   */
  #innerFrame(view: DataView, ip: number, end: number): number {
    const first = view.getUint32(ip)
    const total = first & 0xffff
    if (first >>> 24 !== 0x45 || total < IPV4_HEADER + UDP_HEADER) return -1
    if ((view.getUint16(ip + 6) & FRAGMENTED) !== 0) return -1
    const protocol = view.getUint8(ip + 9)
    if (protocol === PROTOCOL_TCP || protocol === PROTOCOL_ICMP) return 0
    const upper = ip + IPV4_HEADER
    if (protocol === PROTOCOL_UDP) {
      const source = view.getUint16(upper)
      const destination = view.getUint16(upper + 2)
      if (this.#vxlanPort[destination] === 1) {
        const header = upper + UDP_HEADER
        if (Math.min(end, ip + total) - header < VXLAN_HEADER) return -1
        return (view.getUint8(header) & VALID_VNI) === 0 ? -1 : header + VXLAN_HEADER
      }
      return destination === PORT_GENEVE || isDhcpv4Port(source) || isDhcpv4Port(destination) ? -1 : 0
    }
    return protocol === PROTOCOL_GRE && view.getUint32(upper) === GRE_KEY_ETHERNET ? upper + GRE_KEY_HEADER : -1
  }

  /** TCP, UDP that is neither DHCPv6 nor a tunnel, or an echo. */
  #isPlainIpv6(view: DataView, ip: number, end: number): boolean {
    if (end - ip < IPV6_HEADER + UDP_HEADER || view.getUint8(ip) >>> 4 !== 6) return false
    const protocol = view.getUint8(ip + 6)
    if (protocol === PROTOCOL_TCP) return true
    if (view.getUint16(ip + 4) < UDP_HEADER) return false
    const upper = ip + IPV6_HEADER
    if (protocol === PROTOCOL_UDP) {
      const source = view.getUint16(upper)
      const destination = view.getUint16(upper + 2)
      return (
        !isDhcpv6Port(source) &&
        !isDhcpv6Port(destination) &&
        destination !== PORT_GENEVE &&
        this.#vxlanPort[destination] === 0
      )
    }
    if (protocol !== PROTOCOL_ICMPV6) return false
    const type = view.getUint8(upper)
    return type === ECHO_REQUEST || type === ECHO_REPLY
  }

  #find4(
    view: DataView,
    ethernet: number,
    ip: number,
    place: number,
    segment: number,
    id: number,
    outer: number,
  ): boolean {
    const source = view.getInt32(ip + 12)
    const destination = view.getInt32(ip + 16)
    const set = this.#setOf(view, ethernet, id, source, destination)
    const hop = view.getUint8(ip + 8) | (4 << 8)
    const { words, keyAt } = this.#conversations
    for (let way = set; way < set + 2; way++) {
      const row = this.#rows[way]!
      if (row < 0) continue
      const key = keyAt[row]!
      if (!isLink(words, key, view, ethernet, place, segment, id, hop)) continue
      if ((words[key + SOURCE]! | 0) !== source || (words[key + SOURCE + 1]! | 0) !== destination) continue
      if (this.#isTunnel(view, way, outer)) return this.#found(row, way, outer)
    }
    return false
  }

  #find6(
    view: DataView,
    ethernet: number,
    ip: number,
    place: number,
    segment: number,
    id: number,
    outer: number,
  ): boolean {
    const source = view.getInt32(ip + 20)
    const destination = view.getInt32(ip + 36)
    const set = this.#setOf(view, ethernet, id, source, destination)
    const hop = view.getUint8(ip + 7) | (6 << 8)
    const { words, keyAt } = this.#conversations
    for (let way = set; way < set + 2; way++) {
      const row = this.#rows[way]!
      if (row < 0) continue
      const key = keyAt[row]!
      if (!isLink(words, key, view, ethernet, place, segment, id, hop)) continue
      const at = key + SOURCE
      if (
        (words[at + 3]! | 0) === source &&
        (words[at + 7]! | 0) === destination &&
        (words[at]! | 0) === view.getInt32(ip + 8) &&
        (words[at + 1]! | 0) === view.getInt32(ip + 12) &&
        (words[at + 2]! | 0) === view.getInt32(ip + 16) &&
        (words[at + 4]! | 0) === view.getInt32(ip + 24) &&
        (words[at + 5]! | 0) === view.getInt32(ip + 28) &&
        (words[at + 6]! | 0) === view.getInt32(ip + 32) &&
        this.#isTunnel(view, way, outer)
      ) {
        return this.#found(row, way, outer)
      }
    }
    return false
  }

  /** The set of a frame, by what tells conversations apart most: the ends of its addresses and its segment. */
  #setOf(view: DataView, ethernet: number, id: number, source: number, destination: number): number {
    if (this.#moves !== this.#conversations.moves + this.#tunnels.moves) this.#forgetMoved()
    const macs = view.getInt32(ethernet + 2) ^ Math.imul(view.getInt32(ethernet + 8), 0x85ebca6b)
    const mixed = Math.imul(source, 0xcc9e2d51) ^ Math.imul(destination + id, 0x1b873593) ^ macs
    const set = (Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1) >>> (32 - SET_BITS)) << 1
    this.#place = set
    return set
  }

  /** Whether the frame's tunnel, with its outer IPv4 header at `outer`, is the one remembered there. The segment is known to be the same. */
  #isTunnel(view: DataView, way: number, outer: number): boolean {
    const tunnel = this.#tunnelRows[way]!
    if (outer < 0) return tunnel < 0
    if (tunnel < 0) return false
    const { words, keyAt } = this.#tunnels
    const key = keyAt[tunnel]!
    return (
      words[key + PLACE_WORDS] === 4 &&
      (words[key + TUNNEL_SOURCE]! | 0) === view.getInt32(outer + 12) &&
      (words[key + TUNNEL_SOURCE + 1]! | 0) === view.getInt32(outer + 16)
    )
  }

  #found(row: number, way: number, outer: number): true {
    this.row = row
    this.tunnel = outer < 0 ? NOT_KNOWN : this.#tunnelRows[way]!
    return true
  }

  #forgetMoved(): void {
    const moves = this.#conversations.moves + this.#tunnels.moves
    if (moves === this.#moves) return
    this.#moves = moves
    this.#rows.fill(NOT_KNOWN)
  }
}

/** Whether the key at words[key] is of this place, segment and hop limit, and of the MAC addresses of the frame at `ethernet`. */
function isLink(
  words: Uint32Array,
  key: number,
  view: DataView,
  ethernet: number,
  place: number,
  segment: number,
  id: number,
  hop: number,
): boolean {
  return (
    (words[key + 5]! | 0) === view.getInt32(ethernet + 8) &&
    (words[key + 7]! | 0) === view.getInt32(ethernet + 2) &&
    (words[key + 3]! | 0) === (id | 0) &&
    words[key + LINK_WORDS] === hop &&
    words[key + 4] === (HAS_SOURCE | HAS_DESTINATION | view.getUint16(ethernet + 6)) &&
    words[key + 6] === view.getUint16(ethernet) &&
    words[key + 2] === segment &&
    words[key] === place
  )
}

function isDhcpv4Port(port: number): boolean {
  return port === PORT_DHCPV4_SERVER || port === PORT_DHCPV4_CLIENT
}

function isDhcpv6Port(port: number): boolean {
  return port === PORT_DHCPV6_SERVER || port === PORT_DHCPV6_CLIENT
}
