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
import { segmentWord } from './row-key.ts'

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

const UNTAGGED = segmentWord(SEGMENT_KINDS.indexOf('untagged'), -1, -1, -1)
const VLAN = segmentWord(SEGMENT_KINDS.indexOf('vlan'), -1, -1, 0)
const VXLAN = segmentWord(SEGMENT_KINDS.indexOf('vxlan'), -1, -1, 0)
const GRE = segmentWord(SEGMENT_KINDS.indexOf('gre'), -1, -1, 0)

/**
 * The shapes that nearly all frames have, told by a few octets: Ethernet, perhaps one VLAN tag or VXLAN or GRE over IPv4; IPv4
 * without options or IPv6 without extension headers; TCP, UDP, an echo. Of these it says, like `readFrame` but without the
 * detours, where the headers lie. All that may be more (fragments, DHCP, Neighbor Discovery, what is cut) is none of them.
 */
export class PlainPacket {
  /** Where the innermost Ethernet header begins, and the innermost IP header. */
  ethernet = 0
  ip = 0
  /** Where the IPv4 header around a tunnel begins; -1: no tunnel. */
  outer = -1
  /** The words of a key that tell the segment; the id as a signed number. */
  segment = 0
  id = -1
  isIpv4 = false
  readonly #isVxlanPort = new Uint8Array(0x1_0000)

  constructor(vxlanPorts: readonly number[]) {
    for (const port of vxlanPorts) this.#isVxlanPort[port] = 1
  }

  /** Whether the Ethernet frame [at, end) is a plain packet. */
  read(view: DataView, at: number, end: number): boolean {
    let ip = at + ETHERNET_HEADER
    if (end - ip < LEAST_IPV4 + VLAN_TAG) return false
    let etherType = view.getUint16(ip - 2)
    this.ethernet = at
    this.outer = -1
    this.segment = UNTAGGED
    this.id = -1
    if (etherType === ETHERTYPE_VLAN) {
      this.segment = VLAN
      this.id = view.getUint16(ip) & VLAN_ID
      if (this.id === 0) return false
      ip += VLAN_TAG
      etherType = view.getUint16(ip - 2)
    }
    if (etherType === ETHERTYPE_IPV6) return this.#isPlainIpv6(view, ip, end)
    if (etherType !== ETHERTYPE_IPV4 || !isWholeIpv4(view, ip)) return false
    const protocol = view.getUint8(ip + 9)
    if (protocol === PROTOCOL_UDP && this.#isVxlanPort[view.getUint16(ip + IPV4_HEADER + 2)] === 1) {
      return this.#readVxlan(view, ip, end)
    }
    return protocol === PROTOCOL_GRE ? this.#readGre(view, ip, end) : this.#isPlainIpv4(view, ip, protocol)
  }

  #readVxlan(view: DataView, ip: number, end: number): boolean {
    const header = ip + IPV4_HEADER + UDP_HEADER
    const packetEnd = Math.min(end, ip + view.getUint16(ip + 2))
    if (packetEnd - header < VXLAN_HEADER || (view.getUint8(header) & VALID_VNI) === 0) return false
    this.segment = VXLAN
    this.id = view.getInt32(header + 4) >>> 8
    return this.#readInside(view, ip, header + VXLAN_HEADER, packetEnd)
  }

  #readGre(view: DataView, ip: number, end: number): boolean {
    const header = ip + IPV4_HEADER
    if (view.getInt32(header) !== GRE_KEY_ETHERNET) return false
    this.segment = GRE
    this.id = view.getInt32(header + 4)
    return this.#readInside(view, ip, header + GRE_HEADER, Math.min(end, ip + view.getUint16(ip + 2)))
  }

  /** The frame at `ethernet` inside the packet at `outer`. */
  #readInside(view: DataView, outer: number, ethernet: number, end: number): boolean {
    const ip = ethernet + ETHERNET_HEADER
    if (end - ip < LEAST_IPV4) return false
    this.outer = outer
    this.ethernet = ethernet
    const etherType = view.getUint16(ip - 2)
    if (etherType === ETHERTYPE_IPV6) return this.#isPlainIpv6(view, ip, end)
    return etherType === ETHERTYPE_IPV4 && isWholeIpv4(view, ip) && this.#isPlainIpv4(view, ip, view.getUint8(ip + 9))
  }

  #isPlainIpv4(view: DataView, ip: number, protocol: number): boolean {
    this.ip = ip
    this.isIpv4 = true
    if (protocol === PROTOCOL_TCP || protocol === PROTOCOL_ICMP) return true
    if (protocol !== PROTOCOL_UDP) return false
    const source = view.getUint16(ip + IPV4_HEADER)
    const destination = view.getUint16(ip + IPV4_HEADER + 2)
    return !isDhcpv4Port(source) && !isDhcpv4Port(destination) && !this.#isTunnelPort(destination)
  }

  #isPlainIpv6(view: DataView, ip: number, end: number): boolean {
    this.ip = ip
    this.isIpv4 = false
    if (end - ip < LEAST_IPV6 || view.getUint8(ip) >>> 4 !== 6) return false
    const protocol = view.getUint8(ip + 6)
    if (protocol === PROTOCOL_TCP) return true
    if (view.getUint16(ip + 4) < UDP_HEADER) return false
    if (protocol === PROTOCOL_UDP) {
      const source = view.getUint16(ip + IPV6_HEADER)
      const destination = view.getUint16(ip + IPV6_HEADER + 2)
      return !isDhcpv6Port(source) && !isDhcpv6Port(destination) && !this.#isTunnelPort(destination)
    }
    const type = view.getUint8(ip + IPV6_HEADER)
    return protocol === PROTOCOL_ICMPV6 && (type === ECHO_REQUEST || type === ECHO_REPLY)
  }

  #isTunnelPort(destination: number): boolean {
    return destination === PORT_GENEVE || this.#isVxlanPort[destination] === 1
  }
}

/** An IPv4 header without options, of no fragment, with a length that holds the ports. */
function isWholeIpv4(view: DataView, ip: number): boolean {
  return (
    view.getUint8(ip) === IPV4_WITHOUT_OPTIONS &&
    view.getUint16(ip + 2) >= LEAST_IPV4 &&
    (view.getUint16(ip + 6) & FRAGMENTED) === 0
  )
}

function isDhcpv4Port(port: number): boolean {
  return port === PORT_DHCPV4_SERVER || port === PORT_DHCPV4_CLIENT
}

function isDhcpv6Port(port: number): boolean {
  return port === PORT_DHCPV6_SERVER || port === PORT_DHCPV6_CLIENT
}
