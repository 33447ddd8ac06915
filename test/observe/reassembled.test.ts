import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CaptureInterface } from '../../src/capture/frame.ts'
import { VXLAN_PORTS } from '../../src/decode/frame.ts'
import { CAPS } from '../../src/observe/caps.ts'
import { merge } from '../../src/observe/merge.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { partOf } from '../../src/observe/part.ts'
import { Scanner } from '../../src/observe/scanner.ts'
import { settle } from '../../src/observe/settle.ts'
import type { Settled } from '../../src/observe/settled.ts'
import { dadSolicitation, ethernet, ipv4, ipv6, octets, tagged, udp, vxlan, word16, word32 } from '../frames.ts'

const REASSEMBLED = suite('Fragmented messages in an Observation')

const SERVER = 'fe80::1'
const CLIENT = 'fe80::2'
const SERVER_MAC = 'fa:16:3e:00:00:01'
const CLIENT_MAC = 'fa:16:3e:00:00:02'
const INTERFACE: CaptureInterface = { section: 0, interface: 0, name: null, linkType: 1, fcsOctets: 4, snaplen: 0 }
const RECORD = 10_000

/** A REPLY that leases 2001:db8::77, and 2000 octets more. */
const REPLY = (() => {
  const address = octets(new Uint8Array([0x20, 0x01, 0x0d, 0xb8]), new Uint8Array(11), [0x77])
  const lease = octets([0, 5, 0, 24], address, word32(300), word32(600))
  const ia = octets([0, 3], word16(12 + lease.length), word32(1), word32(0), word32(0), lease)
  const clientId = octets([0, 1, 0, 4], [0, 9, 8, 7])
  return udp(547, 546, octets([7, 1, 2, 3], clientId, ia, [0xfe, 0xff], word16(2000), new Uint8Array(2000)))
})()

function fragments(payload: Uint8Array, most: number, nextHeader = 17): Uint8Array[] {
  const starts = Array.from({ length: Math.ceil(payload.length / most) }, (_, index) => index * most)
  return starts.map((at) => {
    const header = octets([nextHeader, 0], word16(at | (at + most < payload.length ? 1 : 0)), word32(0xabcdef))
    return ipv6(SERVER, CLIENT, 44, octets(header, payload.subarray(at, at + most)))
  })
}

const onWire = (packet: Uint8Array) => ethernet(CLIENT_MAC, SERVER_MAC, 0x86dd, packet)
const FCS = [1, 2, 3, 4]

function scan(frames: readonly Uint8Array[], from = 0, to = frames.length): Observation {
  const scanner = new Scanner(CAPS, VXLAN_PORTS, new Set())
  scanner.interface(0, INTERFACE)
  for (let index = from; index < to; index++) {
    const frame = octets(frames[index]!, FCS)
    scanner.frame(frame, 0, frame.length, frame.length, 1_800_000_000 + index, 7, index * RECORD, 0)
  }
  return { parts: [partOf(scanner.finish(), 'capture', [[from * RECORD, to * RECORD, to - from]])] }
}

function settled(observation: Observation, frames: number): Settled {
  const end = frames * RECORD
  const interfaces = [{ ...INTERFACE, drops: null }]
  const summary = { id: 'capture', format: 'pcap', compression: null, octets: end, frames, end } as const
  return settle(observation, [
    {
      path: 'compute1/tap0.pcap',
      summary: { ...summary, complete: true, problems: [], interfaces },
      names: [{ node: 'compute1', namespace: null, name: 'tap0' }],
    },
  ])
}

const of = (frames: readonly Uint8Array[]) => settled(scan(frames), frames.length)
const DAD = onWire(dadSolicitation('2001:db8::9'))

REASSEMBLED('a fragmented REPLY is one message, of the frame that completes it, and leases its address', () => {
  const [first, last] = fragments(REPLY, 1448).map(onWire)
  const { dhcp, addresses, coverage, vantages } = of([DAD, first!, DAD, last!])
  assert.equal(
    dhcp.map(({ kind, clientId, first: seen }) => [kind, clientId, seen.frame, seen.time]),
    [['reply', '00090807', 4, [1_800_000_003, 7]]],
  )
  assert.equal(
    [...addresses].filter(({ learned }) => learned === 'lease').map(({ mac, address }) => [mac, address]),
    [[CLIENT_MAC, '2001:db8::77']],
  )
  assert.equal(coverage, {
    frames: 4,
    checksums: {
      icmpv6: { good: 2, bad: 0, unverified: 0, absent: 0 },
      udp: { good: 0, bad: 0, unverified: 0, absent: 1 },
    },
    decoded: { 'neighbor-solicitation': 2, reply: 1 },
    notDecoded: {},
  })
  assert.equal(
    vantages.map(({ frames }) => frames),
    [4],
  )
})

REASSEMBLED('as if it had not been fragmented, on VLANs and through tunnels', () => {
  const tunnelled = (vni: number) => (packet: Uint8Array) =>
    ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, inUdp(vxlan(vni, onWire(packet))))
  const inUdp = (payload: Uint8Array) => ipv4('192.0.2.1', '192.0.2.2', 17, udp(50000, 4789, payload))
  const vlan = (packet: Uint8Array) => tagged(CLIENT_MAC, SERVER_MAC, 77, 0x86dd, packet)
  for (const [what, wrap] of [
    ['untagged', onWire],
    ['802.1Q', vlan],
    ['VXLAN', tunnelled(1001)],
  ] as const) {
    const whole = of([wrap(ipv6(SERVER, CLIENT, 17, REPLY))])
    const parts = fragments(REPLY, 1448).map(wrap)
    const joined = of(parts)
    const said = ({ dhcp, segments }: Settled) =>
      dhcp.map((row) => {
        const { first: _, last: __, ...plain } = JSON.parse(JSON.stringify(row))
        return { ...plain, segment: segments[row.segment] }
      })
    assert.equal(said(joined), said(whole), what)
    assert.is(joined.dhcp[0]!.first.frame, 2, what)
  }
})

REASSEMBLED('a fragmented tunnel packet: what is in it', () => {
  const inner = onWire(ipv6(SERVER, CLIENT, 17, REPLY))
  const payload = udp(50000, 4789, vxlan(1001, inner))
  const packets = [0, 1480].map((at) => {
    const packet = ipv4('192.0.2.1', '192.0.2.2', 17, payload.subarray(at, at + 1480))
    packet.set(octets(word16(9), word16((at === 0 ? 0x2000 : 0) | (at / 8))), 4)
    return ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, packet)
  })
  const { dhcp, segments } = of(packets)
  assert.equal(
    dhcp.map(({ kind, linkDestination, segment }) => [kind, linkDestination, segments[segment]]),
    [['reply', CLIENT_MAC, { kind: 'vxlan', id: 1001, inner: [] }]],
  )
})

REASSEMBLED('fragmented Neighbor Discovery (RFC 6980) counts, with its extension header', () => {
  const message = dadSolicitation('2001:db8::9').subarray(40)
  const { neighborDiscovery } = of(fragments(message, 8, 58).map(onWire))
  assert.equal(
    neighborDiscovery.map(({ kind, octets: told, extensionHeaders, first }) => [
      kind,
      told,
      extensionHeaders,
      first.frame,
    ]),
    [['neighbor-solicitation', Buffer.from(message).toString('hex'), '3a00000000abcdef', 3]],
  )
})

REASSEMBLED('the border of two parts may lie between fragments, and parts may come in any order', () => {
  const [first, last] = fragments(REPLY, 1448).map(onWire)
  const frames = [DAD, first!, DAD, last!, DAD, first!, last!]
  const whole = JSON.stringify(of(frames))
  for (let border = 1; border < frames.length; border++) {
    const [a, b] = [scan(frames, 0, border), scan(frames, border)]
    for (const observation of [merge(a, b), merge(b, a), JSON.parse(JSON.stringify(merge(a, b)))]) {
      assert.is(JSON.stringify(settled(observation, frames.length)), whole, `border ${border}`)
    }
  }
})

REASSEMBLED('what does not become whole is counted by its reason', () => {
  const [first, last] = fragments(REPLY, 1448).map(onWire)
  const [evil] = fragments(REPLY, 1440).map(onWire)
  assert.equal(of([first!]).coverage.notDecoded, {
    'fragment, not reassembled': 1,
    'fragmented message: missing-fragments': 1,
  })
  const overlapping = of([first!, evil!, last!])
  assert.equal(overlapping.dhcp, [])
  assert.equal(overlapping.coverage.notDecoded, {
    'fragment, not reassembled': 3,
    'fragmented message: overlap': 1,
  })
})

REASSEMBLED("other people's fragments are no messages", () => {
  const { dhcp, coverage } = of(fragments(udp(53, 1024, new Uint8Array(3000)), 1448).map(onWire))
  assert.equal([dhcp, coverage.notDecoded], [[], { 'fragment, not reassembled': 3 }])
})

REASSEMBLED.run()
