import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFrame, VXLAN_PORTS } from '../../src/decode/frame.ts'
import { type Header, HeaderTrail } from '../../src/decode/header-trail.ts'
import {
  ALL_NODES_MAC,
  ethernet,
  geneve,
  gre,
  ipv4,
  ipv6,
  octets,
  ROUTER,
  ROUTER_MAC,
  routerAdvertisement,
  tagged,
  udp,
  vxlan,
} from '../frames.ts'

const TRAIL = suite('Headers from the outside in')

function headersOf(frame: Uint8Array, linkType = 1): readonly Header[] {
  const trail = new HeaderTrail()
  readFrame(trail, frame, 0, frame.length, frame.length, linkType, VXLAN_PORTS)
  return trail.decode(frame)
}

function kindsOf(frame: Uint8Array, linkType = 1): readonly string[] {
  return headersOf(frame, linkType).map(({ kind }) => kind)
}

const RA = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, routerAdvertisement())
const INNER = { kind: 'ethernet', destination: ALL_NODES_MAC, source: ROUTER_MAC, etherType: 0x86dd }

TRAIL('every field of Ethernet, 802.1Q, IPv6, UDP and VXLAN', () => {
  const outer = ipv6('2001:db8::1', '2001:db8::2', 17, udp(50000, 4789, vxlan(1001, RA)), 63)
  outer.set([0x6a, 0xb1, 0x23, 0x45])
  const frame = tagged('02:00:00:00:00:02', '02:00:00:00:00:01', 0xb065, 0x86dd, outer)
  assert.equal(headersOf(frame), [
    { kind: 'ethernet', destination: '02:00:00:00:00:02', source: '02:00:00:00:00:01', etherType: 0x8100 },
    { kind: 'vlan', priority: 5, dropEligible: true, id: 101, etherType: 0x86dd },
    {
      kind: 'ipv6',
      trafficClass: 0xab,
      flowLabel: 0x12345,
      payloadLength: outer.length - 40,
      nextHeader: 17,
      hopLimit: 63,
      source: '2001:db8::1',
      destination: '2001:db8::2',
    },
    { kind: 'udp', sourcePort: 50000, destinationPort: 4789, length: outer.length - 40, checksum: 0 },
    { kind: 'vxlan', flags: 8, reserved: 0, vni: 1001, reserved2: 0 },
    INNER,
    {
      kind: 'ipv6',
      trafficClass: 0,
      flowLabel: 0,
      payloadLength: 16,
      nextHeader: 58,
      hopLimit: 255,
      source: ROUTER,
      destination: 'ff02::1',
    },
  ])
})

TRAIL('IPv4 with options around GRE with checksum, key and sequence number', () => {
  const carried = octets([0xb0, 0, 0x65, 0x58], [1, 2, 3, 4], [0, 0, 0, 7], [0, 0, 0, 9], RA)
  const plain = ipv4('192.0.2.1', '192.0.2.2', 47, octets([1, 1, 1, 0], carried), 9)
  plain.set([0x46, 0xb8], 0)
  plain.set([0x12, 0x34, 0x40, 0x00], 4)
  const frame = ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, plain)
  const [, ip, tunnel, inner] = headersOf(frame)
  assert.equal(ip, {
    kind: 'ipv4',
    headerLength: 24,
    typeOfService: 0xb8,
    totalLength: plain.length,
    identification: 0x1234,
    reserved: false,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    timeToLive: 9,
    protocol: 47,
    headerChecksum: 0,
    source: '192.0.2.1',
    destination: '192.0.2.2',
    options: '01010100',
  })
  assert.equal(tunnel, {
    kind: 'gre',
    flags: 0xb000,
    protocolType: 0x6558,
    checksum: 0x0102,
    reserved1: 0x0304,
    key: 7,
    sequenceNumber: 9,
  })
  assert.equal(inner, INNER)
})

TRAIL('a GRE header without options has no key, rather than the key 0', () => {
  const frame = ethernet(
    '02:00:00:00:00:02',
    '02:00:00:00:00:01',
    0x0800,
    ipv4('192.0.2.1', '192.0.2.2', 47, octets([0, 0, 0x65, 0x58], RA)),
  )
  assert.equal(headersOf(frame)[2], { kind: 'gre', flags: 0, protocolType: 0x6558 })
  const keyed = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x0800, ipv4('192.0.2.1', '192.0.2.2', 47, gre(0, RA)))
  assert.equal(headersOf(keyed)[2], { kind: 'gre', flags: 0x2000, protocolType: 0x6558, key: 0 })
})

TRAIL("Geneve: its options as they stand, and what OVN's says", () => {
  const frame = ethernet(
    '02:00:00:00:00:02',
    '02:00:00:00:00:01',
    0x0800,
    ipv4('192.0.2.1', '192.0.2.2', 17, udp(50000, 6081, geneve(5, 3, 0x8001, RA))),
  )
  assert.equal(headersOf(frame)[3], {
    kind: 'geneve',
    version: 0,
    control: false,
    critical: false,
    reserved: 0,
    protocolType: 0x6558,
    vni: 5,
    reserved2: 0,
    options: [{ class: 0x0102, type: 0x80, reserved: 0, octets: '00038001' }],
    ovn: { ingress: 3, egress: 0x8001 },
  })
})

TRAIL('extension headers by their kinds, the Fragment header of an atomic fragment among them', () => {
  const chain = octets(
    [43, 0, 1, 4, 0, 0, 0, 0], //            Hop-by-Hop Options: PadN
    [60, 0, 4, 0, 0, 0, 0, 0], //            Routing, type 4, no segments left
    [44, 0, 1, 4, 0, 0, 0, 0], //            Destination Options
    [58, 0xaa, 0, 0x06, 0, 0, 0, 1], //      Fragment, reserved bits set
    routerAdvertisement().subarray(40),
  )
  const frame = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, ipv6(ROUTER, 'ff02::1', 0, chain, 255))
  assert.equal(headersOf(frame).slice(2), [
    { kind: 'hop-by-hop-options', nextHeader: 43, length: 0, octets: '010400000000' },
    { kind: 'routing', nextHeader: 60, length: 0, routingType: 4, segmentsLeft: 0, octets: '00000000' },
    { kind: 'destination-options', nextHeader: 44, length: 0, octets: '010400000000' },
    {
      kind: 'fragment',
      nextHeader: 58,
      reserved: 0xaa,
      fragmentOffset: 0,
      reserved2: 3,
      moreFragments: false,
      identification: 1,
    },
  ])
})

TRAIL('cooked captures, loopback and raw packets', () => {
  const sll = octets([0, 4, 0, 1, 0, 6, 0xfa, 0x16, 0x3e, 0, 0, 1, 0, 0, 0x86, 0xdd], routerAdvertisement())
  assert.equal(headersOf(sll, 113)[0], {
    kind: 'linux-cooked',
    packetType: 4,
    arphrdType: 1,
    addressLength: 6,
    source: ROUTER_MAC,
    protocol: 0x86dd,
  })
  const sll2 = octets(
    [0x86, 0xdd, 0, 0, 0, 0, 0, 9, 0, 1, 4, 6, 0xfa, 0x16, 0x3e, 0, 0, 1, 0, 0],
    routerAdvertisement(),
  )
  assert.equal(headersOf(sll2, 276)[0], {
    kind: 'linux-cooked-2',
    packetType: 4,
    reserved: 0,
    interfaceIndex: 9,
    arphrdType: 1,
    addressLength: 6,
    source: ROUTER_MAC,
    protocol: 0x86dd,
  })
  assert.equal(headersOf(octets([24, 0, 0, 0], routerAdvertisement()), 0)[0], { kind: 'loopback', family: '18000000' })
  assert.equal(kindsOf(routerAdvertisement(), 101), ['ipv6'])
})

TRAIL('a header is told only where all of it was captured', () => {
  for (let length = 0; length < RA.length; length++) {
    assert.ok(headersOf(RA.subarray(0, length)).length === (length < 14 ? 0 : length < 54 ? 1 : 2), `${length} octets`)
  }
})

TRAIL('one trail serves frame after frame', () => {
  const trail = new HeaderTrail()
  for (const frame of [tagged(ALL_NODES_MAC, ROUTER_MAC, 7, 0x86dd, routerAdvertisement()), RA]) {
    readFrame(trail, frame, 0, frame.length, frame.length, 1, VXLAN_PORTS)
  }
  assert.equal(trail.kinds, ['ethernet', 'ipv6'])
})

TRAIL('every label of an MPLS stack, and a PPPoE session', () => {
  const labels = ethernet(
    ALL_NODES_MAC,
    ROUTER_MAC,
    0x8847,
    octets([0, 1, 0x0a, 64, 0, 2, 0x01, 63], routerAdvertisement()),
  )
  assert.equal(headersOf(labels).slice(1, 3), [
    { kind: 'mpls', label: 16, trafficClass: 5, bottomOfStack: false, timeToLive: 64 },
    { kind: 'mpls', label: 32, trafficClass: 0, bottomOfStack: true, timeToLive: 63 },
  ])
  const session = octets([0x11, 0, 0x3b, 0x1a, 0, 58, 0, 0x57], routerAdvertisement())
  assert.equal(headersOf(ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x8864, session))[1], {
    kind: 'pppoe',
    version: 1,
    type: 1,
    code: 0,
    sessionId: 0x3b1a,
    length: 58,
    pppProtocol: 0x57,
  })
})

TRAIL.run()
