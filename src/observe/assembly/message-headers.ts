import { PROTOCOL_GRE, PROTOCOL_UDP } from '../../decode/ip/protocol.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from '../../decode/link/ether-type.ts'
import {
  ETHERNET_HEADER,
  FRAGMENTED,
  GRE_HEADER,
  GRE_KEY,
  GRE_KEY_ETHERNET,
  IPV4_FRAGMENT,
  IPV4_HEADER,
  IPV4_PROTOCOL,
  IPV4_TOTAL_LENGTH,
  IPV4_WITHOUT_OPTIONS,
  IPV6_HEADER,
  IPV6_PAYLOAD_LENGTH,
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
import { HAS_ID, INNER_1 } from '../key-numbers.ts'
import { TUNNEL_PORTS } from './layout.ts'
import { isIn, isTag, word16, word32 } from './octets.ts'

// Where the headers of a message lie, in memory, if they are those that nearly all have: Ethernet, perhaps with one VLAN tag or two,
// perhaps in VXLAN or GRE over IPv4 with one tag inside, and IPv6 without extension headers, all of it captured.

/** The innermost Ethernet header. */
export let ethernet: usize = 0
/** The IPv4 header around the tunnel; 0: there is none. */
export let tunnel: usize = 0
/** The third and fourth word of a key, see `../row-key.ts`. */
export let segment: u32 = 0
export let segmentId: u32 = 0
/** The IPv6 header, and one past the last octet of its packet. */
export let ip: usize = 0
export let end: usize = 0

/** Reads the frame [at, frameEnd). False: its headers are others. */
export function readHeaders(at: usize, frameEnd: usize): bool {
  ethernet = at
  tunnel = 0
  segment = UNTAGGED
  segmentId = -1
  end = frameEnd
  if (!readTags()) return false
  if (etherType === ETHERTYPE_IPV4 && !(readTunnel() && readTags())) return false
  if (etherType !== ETHERTYPE_IPV6 || load<u8>(ip) >> 4 !== 6) return false
  const payloadLength = word16(ip + IPV6_PAYLOAD_LENGTH)
  const packetEnd = ip + IPV6_HEADER + payloadLength
  if (payloadLength === 0 || packetEnd > end) return false
  end = packetEnd
  return true
}

/** Of what follows the Ethernet header and its tags, which begins at `ip`. */
let etherType: u32 = 0

/** Reads the Ethernet header with its tags. False: there is no room for an IPv6 header behind them, or they are others. */
function readTags(): bool {
  let inner: u32 = 0
  ip = ethernet + ETHERNET_HEADER
  if (ip + IPV6_HEADER > end) return false
  etherType = word16(ip - 2)
  for (let tags = 0; tags < 2 && isTag(etherType); tags++) {
    const id = word16(ip) & VLAN_ID
    if (id === 0 || inner !== 0) return false
    if (segment === UNTAGGED) {
      segment = HAS_ID | VLAN
      segmentId = id
    } else {
      inner = id
      segment |= (id + 1) << INNER_1
    }
    etherType = word16(ip + 2)
    ip += VLAN_TAG
  }
  return ip + IPV6_HEADER <= end
}

/** Reads the IPv4 header at `ip`, and VXLAN or GRE behind it. */
function readTunnel(): bool {
  if (load<u8>(ip) !== IPV4_WITHOUT_OPTIONS || (word16(ip + IPV4_FRAGMENT) & FRAGMENTED) !== 0) return false
  tunnel = ip
  end = min(end, ip + word16(ip + IPV4_TOTAL_LENGTH))
  const header = ip + IPV4_HEADER
  const protocol = load<u8>(ip, IPV4_PROTOCOL)
  if (protocol === PROTOCOL_UDP) {
    const vxlan = header + UDP_HEADER
    if (!isIn(TUNNEL_PORTS, word16(header + UDP_DESTINATION)) || (load<u8>(vxlan) & VALID_VNI) === 0) return false
    end = min(end, header + word16(header + UDP_LENGTH))
    segment = HAS_ID | VXLAN
    segmentId = word32(vxlan + VXLAN_VNI) >> 8
    ethernet = vxlan + VXLAN_HEADER
    return true
  }
  segment = HAS_ID | GRE
  segmentId = word32(header + GRE_KEY)
  ethernet = header + GRE_HEADER
  return protocol === PROTOCOL_GRE && word32(header) === GRE_KEY_ETHERNET
}
