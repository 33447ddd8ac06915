import { isIcmpv6ErrorType } from './icmpv6/message.ts'
import { readIpv4 } from './ip/ipv4.ts'
import { readIpv6 } from './ip/ipv6.ts'
import { PROTOCOL_GRE, PROTOCOL_ICMPV6, PROTOCOL_IPV4, PROTOCOL_IPV6, PROTOCOL_UDP } from './ip/protocol.ts'
import { isOneOf } from './ip/udp.ts'
import {
  isDhcpv6Port,
  PORT_DHCPV4_CLIENT,
  PORT_DHCPV4_SERVER,
  PORT_GENEVE,
  PORT_VXLAN,
  PORT_VXLAN_LINUX,
} from './ip/udp-port.ts'
import {
  ARP,
  DHCPV4,
  DHCPV6,
  ETHERNET,
  FRAGMENT,
  ICMPV6_ERROR,
  type Layers,
  NEIGHBOR_DISCOVERY,
  NETWORK,
  OTHER,
  PACKET,
  STOP,
  UPPER,
} from './layers.ts'
import {
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_MPLS,
  ETHERTYPE_MPLS_MULTICAST,
  ETHERTYPE_PPPOE_SESSION,
} from './link/ether-type.ts'
import { readEthernet } from './link/ethernet.ts'
import * as LINK from './link/link-type.ts'
import { readLinuxCooked, readLinuxCooked2 } from './link/linux-cooked.ts'
import { readLoopback, readRaw } from './link/loopback.ts'
import { readMpls } from './link/mpls.ts'
import { readPppoe } from './link/pppoe.ts'
import { isNdpType } from './ndp/message.ts'
import { u16 } from './octets.ts'
import { UDP_DESTINATION, UDP_HEADER, UDP_LENGTH } from './plain-headers.ts'
import { IP_TUNNEL } from './segment-number.ts'
import { readGeneve } from './tunnel/geneve.ts'
import { readGre } from './tunnel/gre.ts'
import { readVxlan } from './tunnel/vxlan.ts'

/** UDP ports that carry VXLAN. */
export const VXLAN_PORTS: readonly number[] = [PORT_VXLAN, PORT_VXLAN_LINUX]

/** Walks the headers of a frame from the outside in and says in `layers` what it carries. Allocates nothing. */
export function readFrame(
  layers: Layers,
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
  linkType: number,
  vxlanPorts: readonly number[],
): void {
  layers.begin(at, end, sentEnd)
  readLink(layers, octets, linkType)
  while (layers.next !== STOP) {
    if (layers.next === ETHERNET) readEthernet(layers, octets)
    else if (layers.next === NETWORK) readNetwork(layers, octets)
    else if (layers.next === UPPER) readUpper(layers, octets, vxlanPorts)
  }
}

function readLink(layers: Layers, octets: Uint8Array, linkType: number): void {
  switch (linkType) {
    case LINK.LINKTYPE_ETHERNET:
      return readEthernet(layers, octets)
    case LINK.LINKTYPE_LINUX_SLL:
      return readLinuxCooked(layers, octets)
    case LINK.LINKTYPE_LINUX_SLL2:
      return readLinuxCooked2(layers, octets)
    case LINK.LINKTYPE_NULL:
    case LINK.LINKTYPE_LOOP:
      return readLoopback(layers, octets)
    case LINK.LINKTYPE_RAW:
    case LINK.LINKTYPE_RAW_DLT:
    case LINK.LINKTYPE_RAW_DLT_OPENBSD:
    case LINK.LINKTYPE_IPV4:
    case LINK.LINKTYPE_IPV6:
      return readRaw(layers, octets)
    default:
      return layers.fail('link type not read')
  }
}

function readNetwork(layers: Layers, octets: Uint8Array): void {
  if (layers.etherType === ETHERTYPE_IPV6) return readIpv6(layers, octets)
  if (layers.etherType === ETHERTYPE_IPV4) return readIpv4(layers, octets)
  if (layers.etherType === ETHERTYPE_MPLS || layers.etherType === ETHERTYPE_MPLS_MULTICAST)
    return readMpls(layers, octets)
  if (layers.etherType === ETHERTYPE_PPPOE_SESSION) return readPppoe(layers, octets)
  layers.next = STOP
  layers.carries = layers.etherType === ETHERTYPE_ARP ? ARP : OTHER
}

function readUpper(layers: Layers, octets: Uint8Array, vxlanPorts: readonly number[]): void {
  layers.next = STOP
  layers.carries = PACKET
  layers.upperAt = layers.at
  layers.upperEnd = layers.end
  layers.upperSentEnd = layers.sentEnd
  if (layers.isFragment) layers.carries = FRAGMENT
  else if (layers.protocol === PROTOCOL_UDP) readUdp(layers, octets, vxlanPorts)
  else if (layers.protocol === PROTOCOL_ICMPV6 && layers.version === 6) readIcmpv6(layers, octets)
  else if (layers.protocol === PROTOCOL_GRE) readGre(layers, octets)
  else if (layers.protocol === PROTOCOL_IPV6) enterIpTunnel(layers, ETHERTYPE_IPV6)
  else if (layers.protocol === PROTOCOL_IPV4) enterIpTunnel(layers, ETHERTYPE_IPV4)
}

function readIcmpv6(layers: Layers, octets: Uint8Array): void {
  if (layers.at >= layers.end) return
  const type = octets[layers.at]!
  if (isNdpType(type)) layers.carries = NEIGHBOR_DISCOVERY
  else if (isIcmpv6ErrorType(type)) layers.carries = ICMPV6_ERROR
}

function readUdp(layers: Layers, octets: Uint8Array, vxlanPorts: readonly number[]): void {
  const at = layers.at
  if (layers.end - at < UDP_HEADER) return
  layers.header('udp', at)
  const source = u16(octets, at)
  const destination = u16(octets, at + UDP_DESTINATION)
  if (isOneOf(vxlanPorts, destination)) {
    endAtLength(layers, octets)
    readVxlan(layers, octets, at + UDP_HEADER)
  } else if (destination === PORT_GENEVE) {
    endAtLength(layers, octets)
    readGeneve(layers, octets, at + UDP_HEADER)
  } else if (layers.version === 6 && (isDhcpv6Port(source) || isDhcpv6Port(destination))) {
    layers.carries = DHCPV6
  } else if (layers.version === 4 && isDhcpv4Port(source) && isDhcpv4Port(destination)) {
    layers.carries = DHCPV4
  }
}

/** RFC 768: what an IP packet holds beyond the Length of a datagram is no part of it. */
function endAtLength(layers: Layers, octets: Uint8Array): void {
  const length = u16(octets, layers.at + UDP_LENGTH)
  if (length < UDP_HEADER) return
  layers.sentEnd = Math.min(layers.sentEnd, layers.at + length)
  layers.end = Math.min(layers.end, layers.sentEnd)
}

function isDhcpv4Port(port: number): boolean {
  return port === PORT_DHCPV4_CLIENT || port === PORT_DHCPV4_SERVER
}

/** IPv6 in IPv4 (RFC 4213 §3), IP in IPv6 (RFC 2473). */
function enterIpTunnel(layers: Layers, etherType: number): void {
  if (!layers.enterTunnel(IP_TUNNEL, -1)) return
  layers.etherType = etherType
  layers.next = NETWORK
}
