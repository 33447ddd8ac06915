import type { Cloud, Network, Station } from './cloud.ts'
import { checksumOf, put16, put24, put32, sumWords } from './put.ts'

/**
 * What stands in front of a network's Ethernet frame on a tunnel (nothing on the others), and the tags in it. Lengths and the
 * outer IPv4 checksum are filled in when the frame is complete.
 */

const ETHERNET_HEADER = 14
const IPV4_HEADER = 20
const IPV6_HEADER = 40
const UDP_HEADER = 8
const UDP = 17
const GRE = 47
const VXLAN_PORT = 4789
const GENEVE_PORT = 6081
const TRANSPARENT_ETHERNET = 0x6558
/** OVN's option: class 0x0102, type 0x80 (critical), four octets: logical ingress and egress port. */
const OVN_OPTION = Uint8Array.of(1, 2, 0x80, 1, 0, 1, 0, 2)

/** Writes the outer headers at `at`; gives where the inner frame starts. */
export function putOuter(
  octets: Uint8Array,
  at: number,
  cloud: Cloud,
  network: Network,
  from: Station,
  to: Station,
  sourcePort: number,
): number {
  const { encapsulation, segment } = network
  if (encapsulation !== 'vxlan' && encapsulation !== 'gre' && encapsulation !== 'geneve') return at
  putNodeMac(octets, at, to.node)
  putNodeMac(octets, at + 6, from.node)
  put16(octets, at + 12, cloud.underlayIpv6 ? 0x86dd : 0x0800)
  const ipAt = at + ETHERNET_HEADER
  const protocol = encapsulation === 'gre' ? GRE : UDP
  const upperAt = cloud.underlayIpv6
    ? putIpv6(octets, ipAt, protocol, from.node, to.node)
    : putIpv4(octets, ipAt, protocol, from.node, to.node)
  if (encapsulation === 'gre') {
    put16(octets, upperAt, 0x2000) // a key follows
    put16(octets, upperAt + 2, TRANSPARENT_ETHERNET)
    put32(octets, upperAt + 4, segment)
    return upperAt + 8
  }
  put16(octets, upperAt, sourcePort)
  put16(octets, upperAt + 2, encapsulation === 'vxlan' ? VXLAN_PORT : GENEVE_PORT)
  put32(octets, upperAt + 4, 0) // length later; checksum 0, as RFC 7348 and RFC 6935 allow
  const headerAt = upperAt + UDP_HEADER
  octets.fill(0, headerAt, headerAt + 8)
  put24(octets, headerAt + 4, segment)
  if (encapsulation === 'vxlan') {
    octets[headerAt] = 0x08 // I: the VNI is valid
    return headerAt + 8
  }
  octets[headerAt] = OVN_OPTION.length / 4
  put16(octets, headerAt + 2, TRANSPARENT_ETHERNET)
  octets.set(OVN_OPTION, headerAt + 8)
  return headerAt + 8 + OVN_OPTION.length
}

/** Fills in the outer lengths of a frame from `at` to `end`. */
export function closeOuter(octets: Uint8Array, at: number, end: number, innerAt: number, identification: number): void {
  if (innerAt === at) return
  const ipAt = at + ETHERNET_HEADER
  const isIpv6 = octets[ipAt]! >> 4 === 6
  const upperAt = ipAt + (isIpv6 ? IPV6_HEADER : IPV4_HEADER)
  if (isIpv6) {
    put16(octets, ipAt + 4, end - upperAt)
  } else {
    put16(octets, ipAt + 2, end - ipAt)
    put16(octets, ipAt + 4, identification)
    put16(octets, ipAt + 10, 0)
    put16(octets, ipAt + 10, checksumOf(sumWords(octets, ipAt, upperAt)))
  }
  if (octets[isIpv6 ? ipAt + 6 : ipAt + 9] === UDP) put16(octets, upperAt + 4, end - upperAt)
}

/** Ethernet header with the network's tags; gives where the payload starts. */
export function putEthernet(
  octets: Uint8Array,
  at: number,
  network: Network,
  destination: Uint8Array,
  source: Uint8Array,
  etherType: number,
): number {
  octets.set(destination, at)
  octets.set(source, at + 6)
  let end = at + 12
  if (network.encapsulation === 'qinq') end = putTag(octets, end, 0x88a8, 100 + (network.number % 7))
  if (network.encapsulation === 'vlan' || network.encapsulation === 'qinq')
    end = putTag(octets, end, 0x8100, network.segment)
  put16(octets, end, etherType)
  return end + 2
}

function putTag(octets: Uint8Array, at: number, tagProtocol: number, id: number): number {
  put16(octets, at, tagProtocol)
  put16(octets, at + 2, id)
  return at + 4
}

function putNodeMac(octets: Uint8Array, at: number, node: number): void {
  put32(octets, at, 0x52540010)
  put16(octets, at + 4, node)
}

function putIpv4(octets: Uint8Array, at: number, protocol: number, from: number, to: number): number {
  octets.fill(0, at, at + IPV4_HEADER)
  octets[at] = 0x45
  put16(octets, at + 6, 0x4000) // do not fragment
  octets[at + 8] = 64
  octets[at + 9] = protocol
  put32(octets, at + 12, 0xac100001 + from)
  put32(octets, at + 16, 0xac100001 + to)
  return at + IPV4_HEADER
}

function putIpv6(octets: Uint8Array, at: number, protocol: number, from: number, to: number): number {
  octets.fill(0, at, at + IPV6_HEADER)
  octets[at] = 0x60
  octets[at + 6] = protocol
  octets[at + 7] = 64
  for (const [addressAt, node] of [
    [at + 8, from],
    [at + 24, to],
  ] as const) {
    put32(octets, addressAt, 0xfd000000)
    put16(octets, addressAt + 14, node + 1)
  }
  return at + IPV6_HEADER
}
