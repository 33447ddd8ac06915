import { ECHO_REPLY, ECHO_REQUEST } from '../../decode/icmpv6/message-type.ts'
import { PROTOCOL_GRE, PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_TCP, PROTOCOL_UDP } from '../../decode/ip/protocol.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from '../../decode/link/ether-type.ts'
import {
  ETHERNET_HEADER,
  FRAGMENTED,
  GRE_HEADER,
  GRE_KEY,
  GRE_KEY_ETHERNET,
  IPV4_ADDRESSES,
  IPV4_FRAGMENT,
  IPV4_HEADER,
  IPV4_PROTOCOL,
  IPV4_TOTAL_LENGTH,
  IPV4_TTL,
  IPV4_WITHOUT_OPTIONS,
  IPV6_DESTINATION,
  IPV6_HEADER,
  IPV6_HOP_LIMIT,
  IPV6_NEXT_HEADER,
  IPV6_PAYLOAD_LENGTH,
  IPV6_SOURCE,
  UDP_DESTINATION,
  UDP_HEADER,
  UDP_LENGTH,
  VALID_VNI,
  VLAN_ID,
  VLAN_TAG,
  VXLAN_HEADER,
  VXLAN_VNI,
} from '../../decode/plain-headers.ts'
import { GRE, UNTAGGED, VLAN, VXLAN } from '../../decode/segment-number.ts'
import {
  KEY_ADDRESSES,
  KEY_ID,
  KEY_TUNNEL,
  NOT_PLAIN,
  PLAIN,
  SHAPE_INNER_VLAN,
  SHAPE_IPV4,
  SHAPE_SEGMENT,
} from '../plain-key.ts'
import { SPECIAL_PORTS, TUNNEL_PORTS } from './layout.ts'
import { isIn, isTag, word16, word32 } from './octets.ts'

// The shapes that nearly all frames have, told by a few octets: Ethernet, perhaps one VLAN tag or two, perhaps VXLAN or GRE over
// IPv4 with one tag inside; IPv4 without options or IPv6 without extension headers; TCP, UDP, an echo. Of these the key tells
// what `readFrame` would. All that may be more (fragments, DHCP, Neighbor Discovery, what is cut) is none of them.

/** The least that must be there behind an Ethernet header: what tells UDP ports, and an ICMPv6 type, lies within. */
const LEAST_IPV4: u32 = IPV4_HEADER + UDP_HEADER
const LEAST_IPV6: u32 = IPV6_HEADER + UDP_HEADER

const OF_UNTAGGED = (UNTAGGED << SHAPE_SEGMENT) | PLAIN
const OF_VLAN = (VLAN << SHAPE_SEGMENT) | PLAIN
const OF_VXLAN = (VXLAN << SHAPE_SEGMENT) | PLAIN
const OF_GRE = (GRE << SHAPE_SEGMENT) | PLAIN

/**
 * Writes the key of the Ethernet frame [at, end), but for its shape and interface.
 * @returns the shape; NOT_PLAIN: the key says nothing
 */
export function readKey(key: usize, at: usize, end: usize): u32 {
  let ip = at + ETHERNET_HEADER
  if (end < ip + LEAST_IPV4) return NOT_PLAIN
  let etherType = word16(ip - 2)
  let segment: u32 = OF_UNTAGGED
  let id: u32 = 0
  if (isTag(etherType)) {
    segment = OF_VLAN
    id = word16(ip) & VLAN_ID
    if (id === 0) return NOT_PLAIN
    etherType = word16(ip + 2)
    ip += VLAN_TAG
    if (isTag(etherType)) {
      const inner = word16(ip) & VLAN_ID
      if (inner === 0) return NOT_PLAIN
      segment |= inner << SHAPE_INNER_VLAN
      etherType = word16(ip + 2)
      ip += VLAN_TAG
    }
    if (end < ip + LEAST_IPV4) return NOT_PLAIN
  }
  if (etherType === ETHERTYPE_IPV4) {
    if (!isWholeIpv4(ip)) return NOT_PLAIN
    const protocol = load<u8>(ip, IPV4_PROTOCOL)
    if (protocol === PROTOCOL_GRE) return shapeInGre(key, ip, end)
    if (protocol === PROTOCOL_UDP && isIn(TUNNEL_PORTS, word16(ip + IPV4_HEADER + UDP_DESTINATION)))
      return shapeInVxlan(key, ip, end)
  }
  store<u32>(key, id, KEY_ID)
  store<u64>(key, 0, KEY_TUNNEL)
  return shapeOfPacket(key, at, ip, end, etherType, segment)
}

function shapeInVxlan(key: usize, ip: usize, end: usize): u32 {
  const udp = ip + IPV4_HEADER
  const header = udp + UDP_HEADER
  const packetEnd = min(end, min(ip + word16(ip + IPV4_TOTAL_LENGTH), udp + word16(udp + UDP_LENGTH)))
  if (packetEnd < header + VXLAN_HEADER || (load<u8>(header) & VALID_VNI) === 0) return NOT_PLAIN
  store<u32>(key, word32(header + VXLAN_VNI) >> 8, KEY_ID)
  return shapeInside(key, ip, header + VXLAN_HEADER, packetEnd, OF_VXLAN)
}

function shapeInGre(key: usize, ip: usize, end: usize): u32 {
  const header = ip + IPV4_HEADER
  if (word32(header) !== GRE_KEY_ETHERNET) return NOT_PLAIN
  store<u32>(key, word32(header + GRE_KEY), KEY_ID)
  return shapeInside(key, ip, header + GRE_HEADER, min(end, ip + word16(ip + IPV4_TOTAL_LENGTH)), OF_GRE)
}

/** Of the frame at `ethernet` inside the packet at `outer`. */
function shapeInside(key: usize, outer: usize, ethernet: usize, end: usize, segment: u32): u32 {
  let ip = ethernet + ETHERNET_HEADER
  if (end < ip + LEAST_IPV4) return NOT_PLAIN
  let etherType = word16(ip - 2)
  if (isTag(etherType)) {
    const inner = word16(ip) & VLAN_ID
    if (inner === 0) return NOT_PLAIN
    segment |= inner << SHAPE_INNER_VLAN
    etherType = word16(ip + 2)
    ip += VLAN_TAG
    if (end < ip + LEAST_IPV4) return NOT_PLAIN
  }
  if (etherType === ETHERTYPE_IPV4 && !isWholeIpv4(ip)) return NOT_PLAIN
  store<u64>(key, load<u64>(outer, IPV4_ADDRESSES), KEY_TUNNEL)
  return shapeOfPacket(key, ethernet, ip, end, etherType, segment)
}

/** Of the packet at `ip`, if IPv4 a whole one, in the frame at `ethernet`. */
function shapeOfPacket(key: usize, ethernet: usize, ip: usize, end: usize, etherType: u32, segment: u32): u32 {
  store<u64>(key, load<u64>(ethernet))
  store<u32>(key, load<u32>(ethernet, 8), 8)
  if (etherType === ETHERTYPE_IPV4) {
    store<u64>(key, load<u64>(ip, IPV4_ADDRESSES), KEY_ADDRESSES)
    store<u64>(key, 0, KEY_ADDRESSES + 8)
    v128.store(key, i64x2.splat(0), KEY_ADDRESSES + 16)
    return shapeOfIpv4(ip, segment)
  }
  if (etherType !== ETHERTYPE_IPV6 || end < ip + LEAST_IPV6 || load<u8>(ip) >> 4 !== 6) return NOT_PLAIN
  v128.store(key, v128.load(ip, IPV6_SOURCE), KEY_ADDRESSES)
  v128.store(key, v128.load(ip, IPV6_DESTINATION), KEY_ADDRESSES + 16)
  return shapeOfIpv6(ip, segment)
}

function shapeOfIpv4(ip: usize, segment: u32): u32 {
  const protocol = load<u8>(ip, IPV4_PROTOCOL)
  const shape = SHAPE_IPV4 | segment | load<u8>(ip, IPV4_TTL)
  if (protocol === PROTOCOL_TCP || protocol === PROTOCOL_ICMP) return shape
  return protocol === PROTOCOL_UDP && !isSpecial(ip + IPV4_HEADER) ? shape : NOT_PLAIN
}

function shapeOfIpv6(ip: usize, segment: u32): u32 {
  const protocol = load<u8>(ip, IPV6_NEXT_HEADER)
  const shape = segment | load<u8>(ip, IPV6_HOP_LIMIT)
  if (protocol === PROTOCOL_TCP) return shape
  if (word16(ip + IPV6_PAYLOAD_LENGTH) < (UDP_HEADER as u32)) return NOT_PLAIN
  if (protocol === PROTOCOL_UDP) return isSpecial(ip + IPV6_HEADER) ? NOT_PLAIN : shape
  const type = load<u8>(ip, IPV6_HEADER)
  return protocol === PROTOCOL_ICMPV6 && (type === ECHO_REQUEST || type === ECHO_REPLY) ? shape : NOT_PLAIN
}

/** An IPv4 header without options, of no fragment, with a length that holds the ports. */
function isWholeIpv4(ip: usize): bool {
  return (
    load<u8>(ip) === IPV4_WITHOUT_OPTIONS &&
    word16(ip + IPV4_TOTAL_LENGTH) >= LEAST_IPV4 &&
    (word16(ip + IPV4_FRAGMENT) & FRAGMENTED) === 0
  )
}

function isSpecial(udp: usize): bool {
  return isIn(SPECIAL_PORTS, word16(udp)) || isIn(SPECIAL_PORTS, word16(udp + UDP_DESTINATION))
}
