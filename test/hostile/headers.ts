import {
  ALL_NODES_MAC,
  address,
  ethernet,
  geneve,
  gre,
  ipv4,
  ipv6,
  octets,
  ROUTER_MAC,
  routerAdvertisement,
  udp,
  vxlan,
  word16,
  word32,
} from '../frames.ts'
import { pcapOf } from '../pcap.ts'
import type { HostileFile } from './hostile-file.ts'
import { linkLocalOf, macOf, times } from './neighbor-discovery.ts'

/** Headers in headers, and chains of them. */

const RA = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, routerAdvertisement())
const [OUTER, OTHER] = ['02:00:00:00:00:01', '02:00:00:00:00:02'] as const

const around = (protocol: number, payload: Uint8Array) =>
  ethernet(OTHER, OUTER, 0x0800, ipv4('192.0.2.1', '192.0.2.2', protocol, payload))

/** A frame `depth` times in what `wrap` makes of it. */
function wrapped(depth: number, ...wraps: readonly ((frame: Uint8Array) => Uint8Array)[]): Uint8Array {
  let frame = RA
  for (let i = 0; i < depth; i++) frame = wraps[i % wraps.length]!(frame)
  return frame
}

const inVxlan = (frame: Uint8Array) => around(17, udp(50_000, 4789, vxlan(1001, frame)))
const inGre = (frame: Uint8Array) => around(47, gre(7, frame))
const inGeneve = (frame: Uint8Array) => around(17, udp(50_000, 6081, geneve(1001, 1, 2, frame)))

/** An IPv6 packet whose extension headers are these: each next header, then its octets without it. */
function chain(first: number, headers: Uint8Array): Uint8Array {
  return ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, ipv6('fe80::1', 'ff02::1', first, headers, 255))
}

/** `count` headers of one protocol in a row, then a Router Solicitation. */
function row(protocol: number, count: number): Uint8Array {
  const one = [protocol, 0, 1, 4, 0, 0, 0, 0]
  return chain(protocol, octets(times(count - 1, one), [58, ...one.slice(1)], [133, 0, 0, 0, 0, 0, 0, 0]))
}

function packetInPacket(depth: number): Uint8Array {
  let packet = routerAdvertisement()
  for (let i = 0; i < depth; i++) packet = ipv6('2001:db8::1', '2001:db8::2', 41, packet)
  return ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, packet)
}

/** A fragment of a UDP datagram to port 547. */
function fragment(
  identification: number,
  offset: number,
  more: boolean,
  data: Uint8Array,
  source = 'fe80::1',
): Uint8Array {
  const header = octets([17, 0], word16(offset | (more ? 1 : 0)), word32(identification))
  return ethernet('33:33:00:01:00:02', ROUTER_MAC, 0x86dd, ipv6(source, 'ff02::1:2', 44, octets(header, data)))
}

function file(title: string, frames: () => readonly Uint8Array[], linkType = 1): HostileFile {
  return { title, extension: 'pcap', code: 0, octets: () => pcapOf(frames(), { linkType }) }
}

function cooked2(ifindex: number): Uint8Array {
  return octets([0x86, 0xdd, 0, 0], word32(ifindex), [0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0], routerAdvertisement())
}

export const HEADER_FILES: readonly HostileFile[] = [
  file('VXLAN in VXLAN, 64 deep', () => [wrapped(64, inVxlan)]),
  file('GRE in GRE, 64 deep', () => [wrapped(64, inGre)]),
  file('Geneve in Geneve, 64 deep', () => [wrapped(64, inGeneve)]),
  file('every tunnel in every other, 64 deep', () => [wrapped(64, inVxlan, inGre, inGeneve)]),
  file('IPv6 in IPv6, 64 deep', () => [packetInPacket(64)]),
  file('IPv6 in IPv6, 1500 deep', () => [packetInPacket(1500)]),
  file('a thousand VLAN tags', () => [
    ethernet(
      ALL_NODES_MAC,
      ROUTER_MAC,
      0x8100,
      octets(times(1000, [0, 100, 0x81, 0]), [0, 1, 0x86, 0xdd], routerAdvertisement()),
    ),
  ]),
  file('a thousand MPLS labels without a bottom', () => [
    ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x8847, new Uint8Array(4000)),
  ]),
  file('a PPPoE session of length 65535', () => [
    ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x8864, octets([0x11, 0, 0, 1, 0xff, 0xff, 0, 0x57], routerAdvertisement())),
  ]),
  file('31 hop-by-hop headers in a row', () => [row(0, 31)]),
  file('4000 destination option headers in a row', () => [row(60, 4000)]),
  file('4000 routing headers in a row', () => [row(43, 4000)]),
  file('4000 atomic fragments in one packet', () => [
    chain(44, octets(times(3999, [44, 0, 0, 0, 0, 0, 0, 1]), [58, 0, 0, 0, 0, 0, 0, 1, 133, 0, 0, 0, 0, 0, 0, 0])),
  ]),
  file('an authentication header of 1028 octets in a packet of 60', () => [
    chain(51, octets([58, 255], new Uint8Array(18))),
  ]),
  file('an IPv4 header of 60 octets in a packet of 20', () => [
    ethernet(OTHER, OUTER, 0x0800, octets([0x4f], ipv4('192.0.2.1', '192.0.2.2', 17, new Uint8Array(0)).subarray(1))),
  ]),
  file('UDP lengths from 0 to 70 in one datagram', () =>
    Array.from({ length: 71 }, (_, length) => {
      const datagram = udp(546, 547, octets([1, 0, 0, 1], new Uint8Array(40)))
      datagram.set(word16(length), 4)
      return ethernet('33:33:00:01:00:02', ROUTER_MAC, 0x86dd, ipv6('fe80::1', 'ff02::1:2', 17, datagram))
    }),
  ),
  file('IPv6 payload lengths from 0 to 100 in one packet', () =>
    Array.from({ length: 101 }, (_, length) => {
      const packet = Uint8Array.from(routerAdvertisement())
      packet.set(word16(length), 4)
      return ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, packet)
    }),
  ),
  file('ten thousand first fragments', () =>
    Array.from({ length: 10_000 }, (_, index) => fragment(index, 0, true, new Uint8Array(64), linkLocalOf(index))),
  ),
  file('one datagram in eight thousand fragments of eight octets', () =>
    Array.from({ length: 8000 }, (_, index) => fragment(1, index * 8, true, new Uint8Array(8))),
  ),
  file('the same fragment ten thousand times', () =>
    Array.from({ length: 10_000 }, () => fragment(1, 8, true, new Uint8Array(64))),
  ),
  file('fragments that overlap', () => [
    fragment(1, 0, true, new Uint8Array(64)),
    fragment(1, 32, false, new Uint8Array(64)),
    fragment(1, 0, false, new Uint8Array(8)),
  ]),
  file('fragments that end past 65535 octets', () => [
    fragment(1, 65_528, true, new Uint8Array(64)),
    fragment(1, 65_528, false, new Uint8Array(64)),
  ]),
  file('twenty thousand stations that speak once', () =>
    Array.from({ length: 20_000 }, (_, index) =>
      ethernet(OTHER, macOf(index), 0x86dd, ipv6(linkLocalOf(index), 'fe80::1', 59, new Uint8Array(0))),
    ),
  ),
  file('every VLAN id there is', () =>
    Array.from({ length: 4096 }, (_, id) =>
      ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x8100, octets(word16(id), [0x86, 0xdd], routerAdvertisement())),
    ),
  ),
  file('five thousand VXLAN networks of one RA each', () =>
    Array.from({ length: 5000 }, (_, vni) => around(17, udp(50_000, 4789, vxlan(vni, RA)))),
  ),
  file('five thousand tunnel endpoints', () =>
    Array.from({ length: 5000 }, (_, index) =>
      ethernet(OTHER, OUTER, 0x86dd, ipv6(linkLocalOf(index), 'fe80::2', 47, gre(index, RA))),
    ),
  ),
  file('a router that says of every host it cannot be reached', () =>
    Array.from({ length: 5000 }, (_, index) =>
      ethernet(
        OTHER,
        OUTER,
        0x86dd,
        ipv6(
          'fe80::1',
          'fe80::2',
          58,
          octets([1, 0, 0, 0, 0, 0, 0, 0], ipv6(linkLocalOf(index), linkLocalOf(index + 1), 17, new Uint8Array(8))),
        ),
      ),
    ),
  ),
  file(
    'five thousand interface indices of a cooked capture',
    () => Array.from({ length: 5000 }, (_, index) => cooked2(index * 7919)),
    276,
  ),
  file('ARP for addresses of every length', () =>
    Array.from({ length: 256 }, (_, length) =>
      ethernet('ff:ff:ff:ff:ff:ff', OUTER, 0x0806, octets([0, 1, 8, 0, 6, length, 0, 1], new Uint8Array(60))),
    ),
  ),
  file('DHCPv4 options without an end', () => {
    const message = octets([1, 1, 6, 0], new Uint8Array(232), [0x63, 0x82, 0x53, 0x63], times(300, [12, 255]))
    return [around(17, udp(68, 67, message))]
  }),
  file('an unspecified address for everything', () => [
    ethernet(
      '00:00:00:00:00:00',
      '00:00:00:00:00:00',
      0x86dd,
      octets([0x60, 0, 0, 0, 0, 24, 58, 255], address('::'), address('::'), [135], new Uint8Array(23)),
    ),
  ]),
]
