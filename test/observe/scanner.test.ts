import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CaptureInterface } from '../../src/capture/frame.ts'
import { CAPS } from '../../src/observe/caps.ts'
import { addTotals } from '../../src/observe/checksum-counts.ts'
import { partOf } from '../../src/observe/part.ts'
import { Scanner } from '../../src/observe/scanner.ts'
import { settle } from '../../src/observe/settle.ts'
import type { Settled } from '../../src/observe/settled.ts'
import {
  ALL_NODES_MAC,
  address,
  dadSolicitation,
  ethernet,
  icmpv6,
  ipv4,
  ipv6,
  mac,
  octets,
  ROUTER,
  ROUTER_MAC,
  routerAdvertisement,
  tagged,
  udp,
  VM_MAC,
  vxlan,
  word16,
  word32,
} from '../frames.ts'

const Scan = suite('What a scan keeps')

const VM = '2001:db8::2'
const PEER = '2001:db8:1::9'

function scan(frames: readonly Uint8Array[], linkType = 1): Settled {
  const scanner = new Scanner(CAPS, [4789, 8472], new Set())
  const iface: CaptureInterface = { section: 0, interface: 0, name: null, linkType, fcsOctets: 0, snaplen: 0 }
  scanner.interface(0, iface)
  for (const [at, frame] of frames.entries())
    scanner.frame(frame, 0, frame.length, frame.length, 100 + at, at, 24 + at * 1000, 0)
  const end = 24 + frames.length * 1000
  const part = partOf(scanner.finish(), 'capture', [[0, end, frames.length]])
  const summary = { id: 'capture', format: 'pcap', compression: null, octets: end, frames: frames.length, end } as const
  const interfaces = [{ ...iface, drops: null }]
  return settle({ parts: [part] }, [
    {
      path: 'compute1/tap0.pcap',
      summary: { ...summary, complete: true, problems: [], interfaces },
      names: [{ node: 'compute1', namespace: null, name: 'tap0' }],
    },
  ])
}

const RA = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, routerAdvertisement())

Scan('one row for a repeated RA, with the time and place of every sighting', () => {
  const other = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, routerAdvertisement(0))
  const told = scan([RA, other, RA, RA])
  const rows = told.neighborDiscovery
  assert.equal(
    rows.map((row) => [row.kind, row.source, row.hopLimit, row.count, row.checksum]),
    [
      ['router-advertisement', ROUTER, 255, 3, 'good'],
      ['router-advertisement', ROUTER, 255, 1, 'good'],
    ],
  )
  assert.equal(
    rows[0]!.seen.map(({ frame, time }) => [frame, time]),
    [
      [1, [100, 0]],
      [3, [102, 2]],
      [4, [103, 3]],
    ],
  )
  assert.equal(told.coverage, {
    frames: 4,
    checksums: { icmpv6: { good: 4, bad: 0, unverified: 0, absent: 0 }, udp: addTotals([]) },
    decoded: { 'router-advertisement': 4 },
    notDecoded: {},
  })
})

Scan('a forged RA that differs in its Ethernet source alone is another row', () => {
  const forged = ethernet(ALL_NODES_MAC, VM_MAC, 0x86dd, routerAdvertisement())
  assert.is(scan([RA, forged]).neighborDiscovery.length, 2)
})

Scan('a bad ICMPv6 checksum is kept as a fact', () => {
  const damaged = Uint8Array.from(RA)
  damaged[damaged.length - 1]! ^= 1
  assert.is(scan([damaged]).neighborDiscovery[0]!.checksum, 'bad')
})

Scan('how an address was learned: DAD, NA, NS, traffic, ARP', () => {
  const na = octets([136, 0, 0, 0, 0x60, 0, 0, 0], address(VM))
  const ns = octets([135, 0, 0, 0, 0, 0, 0, 0], address(PEER))
  const arp = octets(
    word16(1),
    word16(0x0800),
    [6, 4],
    word16(1),
    mac(VM_MAC),
    address('192.0.2.5'),
    mac('00:00:00:00:00:00'),
    address('192.0.2.1'),
  )
  const probe = octets(
    word16(1),
    word16(0x0800),
    [6, 4],
    word16(1),
    mac(VM_MAC),
    [0, 0, 0, 0],
    mac('00:00:00:00:00:00'),
    address('192.0.2.1'),
  )
  const told = scan([
    ethernet('33:33:ff:00:00:02', VM_MAC, 0x86dd, dadSolicitation(VM)),
    ethernet(ROUTER_MAC, VM_MAC, 0x86dd, ipv6(VM, ROUTER, 58, icmpv6(VM, ROUTER, na), 255)),
    ethernet(ROUTER_MAC, VM_MAC, 0x86dd, ipv6('fe80::2', PEER, 58, icmpv6('fe80::2', PEER, ns), 255)),
    ethernet(ROUTER_MAC, VM_MAC, 0x86dd, ipv6(VM, PEER, 17, udp(1, 2, octets([0])))),
    ethernet('ff:ff:ff:ff:ff:ff', VM_MAC, 0x0806, arp),
    ethernet('ff:ff:ff:ff:ff:ff', VM_MAC, 0x0806, probe),
  ])
  const learned = [...told.addresses].map((row) => `${row.mac} ${row.address} ${row.learned}`).sort()
  assert.equal(learned, [
    `${VM_MAC} 192.0.2.5 arp`,
    `${VM_MAC} 2001:db8::2 dad`,
    `${VM_MAC} 2001:db8::2 na`,
    `${VM_MAC} 2001:db8::2 traffic`,
    `${VM_MAC} fe80::2 ns`,
  ])
  assert.equal(
    [...told.stations].map((row) => [row.mac, row.count]),
    [[VM_MAC, 6]],
  )
})

Scan('conversations know the hop limits, ICMPv6 errors are none', () => {
  const error = octets([1, 3, 0, 0, 0, 0, 0, 0], ipv6(VM, PEER, 17, udp(1, 2, octets([0]))))
  const told = scan([
    ethernet(ROUTER_MAC, VM_MAC, 0x86dd, ipv6(VM, PEER, 17, udp(1, 2, octets([0])), 64)),
    ethernet(ROUTER_MAC, VM_MAC, 0x86dd, ipv6(VM, PEER, 17, udp(1, 2, octets([0])), 63)),
    ethernet(ROUTER_MAC, VM_MAC, 0x86dd, ipv6(VM, PEER, 6, octets([0, 1, 0, 2]), 64)),
    ethernet(VM_MAC, ROUTER_MAC, 0x86dd, ipv6(ROUTER, VM, 58, icmpv6(ROUTER, VM, error))),
    ethernet(ROUTER_MAC, VM_MAC, 0x0800, ipv4('192.0.2.5', '198.51.100.1', 1, octets([8, 0, 0, 0]))),
  ])
  const rows = [...told.conversations].map((row) => [
    row.linkSource,
    row.linkDestination,
    row.source,
    row.destination,
    row.hopLimit,
    row.count,
  ])
  assert.equal(rows, [
    [VM_MAC, ROUTER_MAC, VM, PEER, 64, 2],
    [VM_MAC, ROUTER_MAC, VM, PEER, 63, 1],
    [VM_MAC, ROUTER_MAC, '192.0.2.5', '198.51.100.1', 64, 1],
  ])
  const [row] = told.icmpErrors
  assert.equal([row!.type, row!.code, row!.quotedSource, row!.quotedDestination], [1, 3, VM, PEER])
})

Scan('a DHCPv6 Reply leases its address to the MAC it is sent to', () => {
  const duid = [0, 3, 0, 1, ...mac(VM_MAC)]
  const iaaddr = octets(word16(5), word16(24), address(VM), word32(3600), word32(7200))
  const ia = octets(word16(3), word16(12 + iaaddr.length), word32(1), word32(0), word32(0), iaaddr)
  const message = octets(
    [7, 0x12, 0x34, 0x56],
    word16(1),
    word16(duid.length),
    duid,
    word16(2),
    word16(duid.length),
    duid,
    ia,
  )
  const told = scan([ethernet(VM_MAC, ROUTER_MAC, 0x86dd, ipv6(ROUTER, 'fe80::2', 17, udp(547, 546, message)))])
  const [row] = told.dhcp
  assert.equal(
    [row!.kind, row!.xid, row!.clientMac, row!.clientId, row!.addresses],
    [
      'reply',
      0x123456,
      VM_MAC,
      '00030001fa163e000002',
      [{ address: VM, preferredLifetimeS: 3600, validLifetimeS: 7200 }],
    ],
  )
  assert.equal(
    [...told.addresses].map((each) => [each.mac, each.address, each.learned]),
    [[VM_MAC, VM, 'lease']],
  )
})

Scan('the same MAC on two segments is two stations, and a tunnel keeps its outer addresses', () => {
  const inner = (vni: number) =>
    ethernet(
      '02:00:00:00:00:02',
      '02:00:00:00:00:01',
      0x0800,
      ipv4('192.0.2.1', '192.0.2.2', 17, udp(5, 4789, vxlan(vni, RA))),
    )
  const told = scan([inner(1), inner(2), tagged(ALL_NODES_MAC, ROUTER_MAC, 7, 0x86dd, routerAdvertisement())])
  assert.equal(
    [...told.stations].map((row) => [row.mac, told.segments[row.segment]!.kind, told.segments[row.segment]!.id]),
    [
      [ROUTER_MAC, 'vxlan', 1],
      [ROUTER_MAC, 'vxlan', 2],
      [ROUTER_MAC, 'vlan', 7],
    ],
  )
  assert.equal(
    [...told.tunnels].map((row) => [row.kind, row.source, row.destination]),
    [
      ['vxlan', '192.0.2.1', '192.0.2.2'],
      ['vxlan', '192.0.2.1', '192.0.2.2'],
    ],
  )
})

Scan('in LINUX_SLL2 each interface index is a vantage of its own', () => {
  const sll2 = (ifindex: number) =>
    octets([0x86, 0xdd, 0, 0], word32(ifindex), [0, 1, 4, 6], mac(ROUTER_MAC), [0, 0], routerAdvertisement())
  const told = scan([sll2(3), sll2(2), sll2(3)], 276)
  assert.equal(
    told.vantages.map((each) => [each.ifindex, each.frames]),
    [
      [2, 1],
      [3, 2],
    ],
  )
  assert.equal(
    told.neighborDiscovery.map((row) => [told.vantages[row.vantage]!.ifindex, row.linkDestination]),
    [
      [3, null],
      [2, null],
    ],
  )
})

Scan('in LINUX_SLL2 an interface keeps whom it received from, not what it sent: two MACs are several', () => {
  const sll2 = (packetType: number, from: number) => {
    const source = [0xfa, 0x16, 0x3e, 0, 0, from, 0, 0]
    return octets([0x86, 0xdd, 0, 0], word32(3), [0, 1, packetType, 6], source, routerAdvertisement())
  }
  const [TO_US, MULTICAST, TO_OTHERS, OUTGOING] = [0, 2, 3, 4] as const
  const from = (...frames: Uint8Array[]) => scan(frames, 276).vantages[0]?.receivedFrom
  assert.equal(from(sll2(TO_US, 1), sll2(OUTGOING, 2), sll2(MULTICAST, 1)), ['fa:16:3e:00:00:01'])
  const three = [sll2(TO_OTHERS, 3), sll2(TO_US, 2), sll2(TO_US, 1)] as const
  assert.equal(from(...three), ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02'])
  assert.equal(from(...three.toReversed()), from(...three))
})

/** A DHCPv6 option. */
function option(code: number, ...content: (readonly number[] | Uint8Array)[]): Uint8Array {
  const data = octets(...content)
  return octets(word16(code), word16(data.length), data)
}

Scan('the longest keys whole: DHCPv6 messages with more of everything than there is room for', () => {
  const many = (count: number, each: Uint8Array) => octets(...new Array<Uint8Array>(count).fill(each))
  const duid = new Array<number>(3000).fill(9)
  const lease = option(5, address(VM), word32(10), word32(20))
  const options = octets(option(1, duid), option(2, duid), option(3, new Array(12).fill(1), many(70, lease)))
  const peer = 'fe80::1234:5678'
  const messages = [1, 2, 3, 4, 5].map((xid) => {
    let message = octets([7, 0, 0, xid], options, many(40, option(13, word16(2))))
    for (let relay = 0; relay < 40; relay++) {
      message = octets([13, relay], address(PEER), address(peer), option(9, message))
    }
    return ethernet(VM_MAC, ROUTER_MAC, 0x86dd, ipv6(ROUTER, VM, 17, udp(547, 547, message)))
  })
  const scanner = new Scanner(CAPS, [], new Set())
  scanner.interface(0, { section: 0, interface: 0, name: null, linkType: 1, fcsOctets: 0, snaplen: 0 })
  for (const [at, frame] of messages.entries()) scanner.frame(frame, 0, frame.length, frame.length, at, 0, at, 0)
  const { dhcp } = scanner.finish()
  const { rows, words, starts } = dhcp.columns()
  assert.is(rows, messages.length)
  for (let row = 0; row < rows; row++) {
    const end = starts[row + 1]!
    assert.equal([...words.subarray(end - 4, end)], [0xfe800000, 0, 0, 0x12345678])
    assert.ok(end - starts[row]! > 1700)
  }
})

Scan.run()
