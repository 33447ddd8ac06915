import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ipv6Text, macText } from '../../src/decode/address.ts'
import { readFrame, VXLAN_PORTS } from '../../src/decode/frame.ts'
import * as CARRIES from '../../src/decode/layers.ts'
import { Layers } from '../../src/decode/layers.ts'
import { ovnLogicalPorts } from '../../src/decode/tunnel/geneve.ts'
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
  VM_MAC,
  vxlan,
} from '../frames.ts'

const Frame = suite('The walk over a frame')
const ETHERNET = 1
const RA = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, routerAdvertisement())

function read(frame: Uint8Array, linkType = ETHERNET, sent = frame.length): Layers {
  const layers = new Layers()
  readFrame(layers, frame, 0, frame.length, sent, linkType, VXLAN_PORTS)
  return layers
}

function outer(protocol: number, payload: Uint8Array): Uint8Array {
  return ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, ipv4('192.0.2.1', '192.0.2.2', protocol, payload))
}

function carriesRa(frame: Uint8Array, layers: Layers): void {
  assert.is(layers.carries, CARRIES.NEIGHBOR_DISCOVERY)
  assert.is(ipv6Text(frame, layers.sourceAt), ROUTER)
  assert.is(layers.hopLimit, 255)
  assert.is(frame[layers.upperAt], 134)
  assert.is(layers.upperEnd, frame.length)
}

Frame('an untagged Router Advertisement', () => {
  const layers = read(RA)
  carriesRa(RA, layers)
  assert.is(layers.segment, 'untagged')
  assert.is(macText(RA, layers.linkSourceAt), ROUTER_MAC)
})

Frame('802.1Q: the VLAN id is the segment', () => {
  const frame = tagged(ALL_NODES_MAC, ROUTER_MAC, 0x6000 | 210, 0x86dd, routerAdvertisement())
  const layers = read(frame)
  carriesRa(frame, layers)
  assert.equal([layers.segment, layers.segmentId, layers.innerVlan1], ['vlan', 210, -1])
})

Frame('a tag with VLAN id 0 is a priority, no VLAN', () => {
  const layers = read(tagged(ALL_NODES_MAC, ROUTER_MAC, 0xe000, 0x86dd, routerAdvertisement()))
  assert.equal([layers.segment, layers.segmentId], ['untagged', -1])
})

Frame('QinQ: the outer tag is the segment, the inner one stays beside it', () => {
  const inner = octets([0, 100, 0x86, 0xdd], routerAdvertisement())
  const frame = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x88a8, octets([0, 20, 0x81, 0x00], inner))
  const layers = read(frame)
  carriesRa(frame, layers)
  assert.equal([layers.segment, layers.segmentId, layers.innerVlan1], ['vlan', 20, 100])
})

for (const port of [4789, 8472]) {
  Frame(`VXLAN on UDP ${port}, RFC 7348 §5`, () => {
    const frame = outer(17, udp(50000, port, vxlan(1001, RA)))
    const layers = read(frame)
    carriesRa(frame, layers)
    assert.equal([layers.segment, layers.segmentId, layers.tunnels, layers.tunnelVersion], ['vxlan', 1001, 1, 4])
    assert.is(macText(frame, layers.linkSourceAt), ROUTER_MAC)
  })
}

Frame('GRE with a key around Ethernet, RFC 2890 §2', () => {
  const frame = outer(47, gre(0xfffffffe, RA))
  const layers = read(frame)
  carriesRa(frame, layers)
  assert.equal([layers.segment, layers.segmentId], ['gre', 0xfffffffe])
})

Frame('GRE with checksum, key and sequence number', () => {
  const frame = outer(47, octets([0xb0, 0, 0x65, 0x58], [1, 2, 0, 0], [0, 0, 0, 7], [0, 0, 0, 9], RA))
  const layers = read(frame)
  carriesRa(frame, layers)
  assert.is(layers.segmentId, 7)
})

Frame('GRE around IPv6 itself has no inner MAC', () => {
  const frame = outer(47, octets([0, 0, 0x86, 0xdd], routerAdvertisement()))
  const layers = read(frame)
  carriesRa(frame, layers)
  assert.equal([layers.segment, layers.segmentId, layers.linkSourceAt], ['gre', -1, -1])
})

Frame("Geneve with OVN's logical ports", () => {
  const header = geneve(5, 3, 0x8001, RA)
  const frame = outer(17, udp(50000, 6081, header))
  const layers = read(frame)
  carriesRa(frame, layers)
  assert.equal([layers.segment, layers.segmentId], ['geneve', 5])
  assert.equal(ovnLogicalPorts(header, 0, header.length), { ingress: 3, egress: 0x8001 })
})

Frame('LINUX_SLL and LINUX_SLL2 record the source alone', () => {
  const sll = octets([0, 0, 0, 1, 0, 6, 0xfa, 0x16, 0x3e, 0, 0, 1, 0, 0, 0x86, 0xdd], routerAdvertisement())
  carriesRa(sll, read(sll, 113))
  assert.is(read(sll, 113).linkDestinationAt, -1)
  const sll2 = octets(
    [0x86, 0xdd, 0, 0, 0, 0, 0, 9, 0, 1, 4, 6, 0xfa, 0x16, 0x3e, 0, 0, 1, 0, 0],
    routerAdvertisement(),
  )
  carriesRa(sll2, read(sll2, 276))
  assert.is(read(sll2, 276).ifindex, 9)
})

Frame('RAW, IPV6, NULL and LOOP', () => {
  const packet = routerAdvertisement()
  for (const linkType of [101, 229]) carriesRa(packet, read(packet, linkType))
  const loop = octets([24, 0, 0, 0], packet)
  for (const linkType of [0, 108]) carriesRa(loop, read(loop, linkType))
})

Frame('extension headers are walked, an atomic fragment too (RFC 6946)', () => {
  const packet = routerAdvertisement()
  const chain = octets([44, 0, 1, 4, 0, 0, 0, 0], [58, 0, 0, 0, 0, 0, 0, 1], packet.subarray(40))
  const frame = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, ipv6(ROUTER, 'ff02::1', 0, chain, 255))
  const layers = read(frame)
  carriesRa(frame, layers)
  assert.is(layers.extensionEnd - layers.extensionAt, 16)
})

Frame('a fragment of a larger datagram is none of its messages', () => {
  const chain = octets([58, 0, 0, 1, 0, 0, 0, 1], routerAdvertisement().subarray(40))
  const frame = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, ipv6(ROUTER, 'ff02::1', 44, chain, 255))
  assert.is(read(frame).carries, CARRIES.FRAGMENT)
})

Frame('what the snaplen cut is told from what its sender cut', () => {
  const cut = RA.subarray(0, 30)
  assert.is(read(cut, ETHERNET, RA.length).reason, 'ipv6: cut by the snaplen')
  assert.is(read(cut).reason, 'ipv6: too short')
})

Frame('octets behind the packet are padding, none of the message', () => {
  const padded = octets(RA, new Uint8Array(20))
  assert.is(read(padded).upperEnd, RA.length)
})

Frame('64 tunnels deep ends with a reason', () => {
  let frame = RA
  for (let depth = 0; depth < 64; depth++) frame = outer(17, udp(50000, 4789, vxlan(depth, frame)))
  assert.is(read(frame).reason, 'tunnels nested too deep')
})

Frame(
  'every prefix of good frames, any octets: no throw, no offset past the end, and octets past the end do not matter',
  () => {
    const good = [
      RA,
      outer(17, udp(1, 4789, vxlan(1, RA))),
      outer(47, gre(1, RA)),
      outer(17, udp(1, 6081, geneve(1, 2, 3, RA))),
    ]
    for (const frame of good) for (let end = 0; end <= frame.length; end++) within(frame.subarray(0, end))
    fc.assert(
      fc.property(
        fc.constantFrom(...good),
        fc.array(fc.tuple(fc.nat(150), fc.nat(255))),
        fc.nat(150),
        (frame, changes, end) => {
          const changed = Uint8Array.from(frame)
          for (const [at, value] of changes) if (at < changed.length) changed[at] = value
          within(changed.subarray(0, Math.min(end, changed.length)))
        },
      ),
    )
    void VM_MAC
  },
)

Frame('VXLAN: octets behind the Length of the datagram are no part of the frame inside', () => {
  const datagram = udp(50_000, 4789, vxlan(1001, RA))
  datagram.set([0, 8 + 8 + 20], 4)
  const layers = read(outer(17, datagram))
  assert.is(layers.carries, CARRIES.NOT_DECODED)
  assert.is(layers.reason, 'ipv6: too short')
})

Frame('MPLS: the packet behind the label stack, told by its version', () => {
  const frame = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x8847, octets([0, 1, 0, 64, 0, 2, 1, 64], routerAdvertisement()))
  const layers = read(frame)
  carriesRa(frame, layers)
  assert.is(layers.segment, 'untagged')
})

Frame('MPLS: a pseudowire is told and not read, a stack without a bottom ends', () => {
  const pseudowire = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x8847, octets([0, 1, 1, 64, 0, 0, 0, 0], RA))
  assert.is(read(pseudowire).reason, 'mpls: pseudowire not read')
  const endless = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x8847, new Uint8Array(400))
  assert.is(read(endless).reason, 'mpls: too many labels')
})

Frame('PPPoE: the packet in a session, up to the length it gives', () => {
  const packet = routerAdvertisement()
  const session = octets([0x11, 0, 0x3b, 0x1a], [0, packet.length + 2], [0x00, 0x57], packet)
  const frame = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x8864, octets(session, new Uint8Array(6)))
  const layers = read(frame)
  assert.is(layers.carries, CARRIES.NEIGHBOR_DISCOVERY)
  assert.is(layers.upperEnd, frame.length - 6)
  const compressed = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x8864, octets([0x11, 0, 0, 1, 0, 57, 0x57], packet))
  carriesRa(compressed, read(compressed))
  assert.is(
    read(ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x8864, octets([0x12], session.subarray(1)))).reason,
    'pppoe: bad header',
  )
})

Frame('LINUX_SLL of a GRE interface: an Ethernet frame inside', () => {
  const cooked = octets([0, 0, 0x03, 0x0a, 0, 4, 192, 0, 2, 1, 0, 0, 0, 0, 0x65, 0x58], RA)
  carriesRa(cooked, read(cooked, 113))
})

function within(frame: Uint8Array): void {
  for (const linkType of [0, 1, 101, 108, 113, 228, 229, 276]) {
    const layers = read(frame, linkType)
    assert.ok(layers.at <= frame.length)
    const noisy = new Layers()
    readFrame(noisy, octets(frame, new Uint8Array(64).fill(0x86)), 0, frame.length, frame.length, linkType, VXLAN_PORTS)
    assert.equal(noisy, layers)
  }
}

Frame.run()
