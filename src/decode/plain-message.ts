import { PROTOCOL_GRE, PROTOCOL_ICMPV6, PROTOCOL_UDP } from './ip/protocol.ts'
import { isOneOf } from './ip/udp.ts'
import { isDhcpv6Port, PORT_GENEVE } from './ip/udp-port.ts'
import { DHCPV6, type Layers, NEIGHBOR_DISCOVERY } from './layers.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, isVlanTag } from './link/ether-type.ts'
import { noteVlan } from './link/ethernet.ts'
import { isNdpType } from './ndp/message.ts'
import {
  ETHERNET_HEADER,
  FRAGMENTED,
  GRE_HEADER,
  GRE_KEY,
  GRE_KEY_ETHERNET,
  IPV4_ADDRESSES,
  IPV4_HEADER,
  IPV4_PROTOCOL,
  IPV4_WITHOUT_OPTIONS,
  IPV6_DESTINATION,
  IPV6_HEADER,
  IPV6_SOURCE,
  MAC,
  UDP_DESTINATION,
  UDP_HEADER,
  UDP_LENGTH,
  VALID_VNI,
  VLAN_ID,
  VLAN_TAG,
  VXLAN_HEADER,
  VXLAN_VNI,
} from './plain-headers.ts'
import { GRE, VXLAN } from './segment-number.ts'

/** In place of an offset: the frame has other headers than these. */
const OTHER = -1

/**
 * Reads the headers that nearly all Neighbor Discovery and DHCPv6 messages have, without the detours: Ethernet, perhaps with VLAN
 * tags, perhaps in VXLAN or GRE over IPv4, and IPv6 without extension headers. Of a message behind these it says in `layers` what
 * `readFrame` does.
 * @returns false: it is none of these, and `readFrame` is to be asked
 */
export function readPlainMessage(
  layers: Layers,
  view: DataView,
  at: number,
  end: number,
  sentEnd: number,
  vxlanPorts: readonly number[],
): boolean {
  layers.begin(at, end, sentEnd)
  let ip = readLink(layers, view, at)
  if (ip !== OTHER && layers.etherType === ETHERTYPE_IPV4) ip = readTunnel(layers, view, ip, vxlanPorts)
  return ip !== OTHER && layers.etherType === ETHERTYPE_IPV6 && readIpv6(layers, view, ip, vxlanPorts)
}

/** The Ethernet header at `at`, with no more than two tags. @returns where what it carries begins: there is room for an IPv6 header */
function readLink(layers: Layers, view: DataView, at: number): number {
  let next = at + ETHERNET_HEADER
  if (layers.end - next < IPV6_HEADER) return OTHER
  layers.linkDestinationAt = at
  layers.linkSourceAt = at + MAC
  let etherType = view.getUint16(next - 2)
  for (let tags = 0; tags < 2 && isVlanTag(etherType); tags++) {
    const id = view.getUint16(next) & VLAN_ID
    if (id === 0) return OTHER
    noteVlan(layers, id)
    etherType = view.getUint16(next + 2)
    next += VLAN_TAG
  }
  layers.etherType = etherType
  return layers.end - next < IPV6_HEADER ? OTHER : next
}

/** The IPv4 header at `ip`, and VXLAN or GRE behind it. @returns as `readLink` of the frame inside */
function readTunnel(layers: Layers, view: DataView, ip: number, vxlanPorts: readonly number[]): number {
  const first = view.getInt32(ip)
  const isWhole = first >>> 24 === IPV4_WITHOUT_OPTIONS && (view.getInt32(ip + 4) & FRAGMENTED) === 0
  if (!isWhole) return OTHER
  endAt(layers, ip + (first & 0xffff))
  layers.version = 4
  layers.sourceAt = ip + IPV4_ADDRESSES
  layers.destinationAt = ip + IPV4_ADDRESSES + 4
  const header = ip + IPV4_HEADER
  const protocol = view.getUint8(ip + IPV4_PROTOCOL)
  if (protocol === PROTOCOL_UDP) {
    if (!isOneOf(vxlanPorts, view.getUint16(header + UDP_DESTINATION))) return OTHER
    endAt(layers, header + view.getUint16(header + UDP_LENGTH))
    const vxlan = header + UDP_HEADER
    if ((view.getUint8(vxlan) & VALID_VNI) === 0) return OTHER
    layers.enterTunnel(VXLAN, view.getInt32(vxlan + VXLAN_VNI) >>> 8)
    return readLink(layers, view, vxlan + VXLAN_HEADER)
  }
  if (protocol !== PROTOCOL_GRE || view.getInt32(header) !== GRE_KEY_ETHERNET) return OTHER
  layers.enterTunnel(GRE, view.getUint32(header + GRE_KEY))
  return readLink(layers, view, header + GRE_HEADER)
}

/** The IPv6 header at `ip`, and whether a message stands behind it. */
function readIpv6(layers: Layers, view: DataView, ip: number, vxlanPorts: readonly number[]): boolean {
  const upper = ip + IPV6_HEADER
  const middle = view.getInt32(ip + 4)
  const payloadLength = middle >>> 16
  if (view.getUint8(ip) >>> 4 !== 6 || payloadLength === 0) return false
  endAt(layers, upper + payloadLength)
  const { end } = layers
  const protocol = (middle >> 8) & 0xff
  if (protocol === PROTOCOL_ICMPV6) {
    if (upper === end || !isNdpType(view.getUint8(upper))) return false
    layers.carries = NEIGHBOR_DISCOVERY
  } else {
    if (protocol !== PROTOCOL_UDP || end - upper < UDP_HEADER) return false
    const destination = view.getUint16(upper + UDP_DESTINATION)
    const isDhcpv6 = isDhcpv6Port(view.getUint16(upper)) || isDhcpv6Port(destination)
    if (!isDhcpv6 || isOneOf(vxlanPorts, destination) || destination === PORT_GENEVE) return false
    layers.carries = DHCPV6
  }
  layers.version = 6
  layers.sourceAt = ip + IPV6_SOURCE
  layers.destinationAt = ip + IPV6_DESTINATION
  layers.hopLimit = middle & 0xff
  layers.protocol = protocol
  layers.at = layers.extensionAt = layers.extensionEnd = layers.upperAt = upper
  layers.upperEnd = end
  layers.upperSentEnd = layers.sentEnd
  return true
}

/** What is at hand ends there at the latest. */
function endAt(layers: Layers, end: number): void {
  if (end < layers.sentEnd) layers.sentEnd = end
  if (end < layers.end) layers.end = end
}
