import { PROTOCOL_GRE, PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_TCP, PROTOCOL_UDP } from '../decode/ip/protocol.ts'
import {
  PORT_DHCPV4_CLIENT,
  PORT_DHCPV4_SERVER,
  PORT_DHCPV6_CLIENT,
  PORT_DHCPV6_SERVER,
  PORT_GENEVE,
} from '../decode/ip/udp-port.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_TRANSPARENT_ETHERNET, isVlanTag } from '../decode/link/ether-type.ts'

const ETHERNET_HEADER = 14
const VLAN_TAG = 4
const VLAN_ID = 0x0fff
const IPV4_HEADER = 20
const IPV6_HEADER = 40
const UDP_HEADER = 8
/** The least that must be there behind an Ethernet header: what tells UDP ports, and an ICMPv6 type, lies within. */
const LEAST_IPV4 = IPV4_HEADER + UDP_HEADER
const LEAST_IPV6 = IPV6_HEADER + UDP_HEADER
const IPV4_WITHOUT_OPTIONS = 0x45
const FRAGMENTED = 0x3fff
const ECHO_REQUEST = 128
const ECHO_REPLY = 129
const VXLAN_HEADER = 8
const VALID_VNI = 0x08
const GRE_HEADER = 8
/** GRE with a key and nothing else, version 0 (RFC 2890 §2), that carries Ethernet. */
const GRE_KEY_ETHERNET = 0x2000_0000 | ETHERTYPE_TRANSPARENT_ETHERNET

// A shape tells all of a conversation's key that is not an id or an address: 0–7 hop limit, 8–10 segment kind, 11 in a tunnel,
// 12–23 inner VLAN id (0: none), 31 IPv4.
/** No shape. */
export const NOT_PLAIN = 0
const UNTAGGED = 1 << 8
const VLAN = 2 << 8
const VXLAN = 3 << 8
const GRE = 4 << 8
export const TUNNELLED = 1 << 11
const INNER_VLAN = 12
export const IPV4 = 1 << 31

/**
 * The shapes that nearly all frames have, told by a few octets: Ethernet, perhaps one VLAN tag or two, perhaps VXLAN or GRE over
 * IPv4 with one tag inside; IPv4 without options or IPv6 without extension headers; TCP, UDP, an echo. Of these it says, like
 * `readFrame` but without the detours, where the headers lie. All that may be more (fragments, DHCP, Neighbor Discovery, what
 * is cut) is none of them.
 */
export class PlainPacket {
  /** Where the innermost Ethernet header begins, and the innermost IP header. */
  ethernet = 0
  ip = 0
  /** Where the IPv4 header around a tunnel begins. */
  outer = 0
  /** VLAN id, VNI or GRE key, as a signed number; 0 where there is none. */
  id = 0
  // A bit for each port.
  readonly #tunnelPorts: Int32Array
  readonly #specialPorts: Int32Array

  constructor(vxlanPorts: readonly number[]) {
    this.#tunnelPorts = portSet(vxlanPorts)
    this.#specialPorts = portSet([
      ...vxlanPorts,
      PORT_GENEVE,
      PORT_DHCPV4_SERVER,
      PORT_DHCPV4_CLIENT,
      PORT_DHCPV6_SERVER,
      PORT_DHCPV6_CLIENT,
    ])
  }

  /** @returns the shape of the Ethernet frame [at, end) */
  read(view: DataView, at: number, end: number): number {
    let ip = at + ETHERNET_HEADER
    if (end - ip < LEAST_IPV4) return NOT_PLAIN
    let etherType = view.getUint16(ip - 2)
    let segment = UNTAGGED
    this.ethernet = at
    this.id = 0
    if (isVlanTag(etherType)) {
      segment = VLAN
      this.id = view.getUint16(ip) & VLAN_ID
      if (this.id === 0) return NOT_PLAIN
      etherType = view.getUint16(ip + 2)
      ip += VLAN_TAG
      if (isVlanTag(etherType)) {
        const inner = view.getUint16(ip) & VLAN_ID
        if (inner === 0) return NOT_PLAIN
        segment |= inner << INNER_VLAN
        etherType = view.getUint16(ip + 2)
        ip += VLAN_TAG
      }
      if (end - ip < LEAST_IPV4) return NOT_PLAIN
    }
    if (etherType === ETHERTYPE_IPV6) return this.#readIpv6(view, ip, end, segment)
    if (etherType !== ETHERTYPE_IPV4 || !isWholeIpv4(view, ip)) return NOT_PLAIN
    const middle = view.getInt32(ip + 8)
    const protocol = (middle >> 16) & 0xff
    if (protocol === PROTOCOL_GRE) return this.#readGre(view, ip, end)
    if (protocol === PROTOCOL_UDP) {
      const destination = view.getUint16(ip + IPV4_HEADER + 2)
      if (isIn(this.#tunnelPorts, destination)) return this.#readVxlan(view, ip, end)
    }
    return this.#readIpv4(view, ip, segment)
  }

  #readVxlan(view: DataView, ip: number, end: number): number {
    const udp = ip + IPV4_HEADER
    const header = udp + UDP_HEADER
    const length = view.getUint16(udp + 4)
    const packetEnd = Math.min(end, ip + view.getUint16(ip + 2), udp + length)
    if (packetEnd - header < VXLAN_HEADER || (view.getUint8(header) & VALID_VNI) === 0) return NOT_PLAIN
    this.id = view.getInt32(header + 4) >>> 8
    return this.#readInside(view, ip, header + VXLAN_HEADER, packetEnd, VXLAN | TUNNELLED)
  }

  #readGre(view: DataView, ip: number, end: number): number {
    const header = ip + IPV4_HEADER
    if (view.getInt32(header) !== GRE_KEY_ETHERNET) return NOT_PLAIN
    this.id = view.getInt32(header + 4)
    return this.#readInside(view, ip, header + GRE_HEADER, Math.min(end, ip + view.getUint16(ip + 2)), GRE | TUNNELLED)
  }

  /** The frame at `ethernet` inside the packet at `outer`. */
  #readInside(view: DataView, outer: number, ethernet: number, end: number, segment: number): number {
    let ip = ethernet + ETHERNET_HEADER
    if (end - ip < LEAST_IPV4) return NOT_PLAIN
    this.outer = outer
    this.ethernet = ethernet
    let etherType = view.getUint16(ip - 2)
    if (isVlanTag(etherType)) {
      const inner = view.getUint16(ip) & VLAN_ID
      if (inner === 0) return NOT_PLAIN
      segment |= inner << INNER_VLAN
      etherType = view.getUint16(ip + 2)
      ip += VLAN_TAG
      if (end - ip < LEAST_IPV4) return NOT_PLAIN
    }
    if (etherType === ETHERTYPE_IPV6) return this.#readIpv6(view, ip, end, segment)
    return etherType === ETHERTYPE_IPV4 && isWholeIpv4(view, ip) ? this.#readIpv4(view, ip, segment) : NOT_PLAIN
  }

  #readIpv4(view: DataView, ip: number, segment: number): number {
    this.ip = ip
    const middle = view.getInt32(ip + 8)
    const protocol = (middle >> 16) & 0xff
    const shape = segment | IPV4 | (middle >>> 24)
    if (protocol === PROTOCOL_TCP || protocol === PROTOCOL_ICMP) return shape
    if (protocol !== PROTOCOL_UDP || this.#isSpecial(view.getInt32(ip + IPV4_HEADER))) return NOT_PLAIN
    return shape
  }

  #readIpv6(view: DataView, ip: number, end: number, segment: number): number {
    if (end - ip < LEAST_IPV6 || view.getUint8(ip) >>> 4 !== 6) return NOT_PLAIN
    this.ip = ip
    const middle = view.getInt32(ip + 4)
    const protocol = (middle >> 8) & 0xff
    const shape = segment | (middle & 0xff)
    if (protocol === PROTOCOL_TCP) return shape
    if (middle >>> 16 < UDP_HEADER) return NOT_PLAIN
    if (protocol === PROTOCOL_UDP) return this.#isSpecial(view.getInt32(ip + IPV6_HEADER)) ? NOT_PLAIN : shape
    const type = view.getUint8(ip + IPV6_HEADER)
    return protocol === PROTOCOL_ICMPV6 && (type === ECHO_REQUEST || type === ECHO_REPLY) ? shape : NOT_PLAIN
  }

  #isSpecial(ports: number): boolean {
    const special = this.#specialPorts
    return isIn(special, ports >>> 16) || isIn(special, ports & 0xffff)
  }
}

function portSet(ports: readonly number[]): Int32Array {
  const set = new Int32Array(0x1_0000 / 32)
  for (const port of ports) set[port >> 5]! |= 1 << (port & 31)
  return set
}

function isIn(set: Int32Array, port: number): boolean {
  return ((set[port >> 5]! >>> (port & 31)) & 1) !== 0
}

/** An IPv4 header without options, of no fragment, with a length that holds the ports. */
function isWholeIpv4(view: DataView, ip: number): boolean {
  const first = view.getInt32(ip)
  return (
    first >>> 24 === IPV4_WITHOUT_OPTIONS &&
    (first & 0xffff) >= LEAST_IPV4 &&
    (view.getInt32(ip + 4) & FRAGMENTED) === 0
  )
}
