import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CaptureInterface } from '../../src/capture/frame.ts'
import { CAPS } from '../../src/observe/caps.ts'
import { compareSeen } from '../../src/observe/compare-seen.ts'
import { macNumberText } from '../../src/observe/mac-number-text.ts'
import { partOf } from '../../src/observe/part.ts'
import { Scanner } from '../../src/observe/scanner.ts'
import { settle } from '../../src/observe/settle.ts'
import type { Joined, Seen, Settled } from '../../src/observe/settled.ts'
import {
  address as addressOf,
  dadSolicitation,
  ethernet,
  ipv4,
  ipv6,
  octets,
  routerAdvertisement,
  tagged,
  udp,
  word16,
  word32,
} from '../frames.ts'

const Rows = suite('The rows of settled tables')

const INTERFACE: CaptureInterface = { section: 0, interface: 0, name: null, linkType: 1, fcsOctets: 0, snaplen: 0 }

const few = fc.integer({ min: 1, max: 4 })
const mac = (number: number) => `fa:16:3e:00:00:0${number}`
const frame = fc.oneof(
  fc.tuple(few, few, few, fc.boolean()).map(([from, to, vlan, isIpv6]) => {
    const payload = udp(1000, 2000, octets([1, 2, 3]))
    const packet = isIpv6
      ? ipv6(`2001:db8::${from}`, `2001:db8::${to}`, 17, payload)
      : ipv4(`192.0.2.${from}`, `192.0.2.${to}`, 17, payload)
    return tagged(mac(to), mac(from), vlan, isIpv6 ? 0x86dd : 0x0800, packet)
  }),
  few.map((who) => ethernet('33:33:ff:00:00:01', mac(who), 0x86dd, dadSolicitation(`2001:db8::${who}`))),
  few.map((who) => ethernet('33:33:00:00:00:01', mac(who), 0x86dd, routerAdvertisement(who))),
)
const frames = fc.array(fc.record({ frame, second: fc.integer({ min: 0, max: 9 }) }), { maxLength: 60 })

function settled(recorded: readonly { readonly frame: Uint8Array; readonly second: number }[]): Settled {
  const scanner = new Scanner(CAPS, [4789], new Set())
  scanner.interface(0, INTERFACE)
  for (const [at, each] of recorded.entries()) {
    scanner.frame(each.frame, 0, each.frame.length, each.frame.length, each.second, 0, 100 * at, 0)
  }
  const end = 100 * recorded.length
  const part = partOf(scanner.finish(), 'capture', [[0, end, recorded.length]])
  const summary = {
    id: 'capture',
    format: 'pcap',
    compression: null,
    octets: end,
    frames: recorded.length,
    end,
  } as const
  const interfaces = [{ ...INTERFACE, drops: null }]
  return settle({ parts: [part] }, [
    {
      path: 'compute1/tap0.pcap',
      summary: { ...summary, complete: true, problems: [], interfaces },
      names: [{ node: 'compute1', namespace: null, name: 'tap0' }],
    },
  ])
}

type Sent = Joined<{ readonly mac: string } | { readonly linkSource: string }>

function sentRows({ stations, addresses, conversations, neighborDiscovery }: Settled): readonly Sent[] {
  return [...stations, ...addresses, ...conversations, ...neighborDiscovery]
}

Rows('are found by their senders, by first frame', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.nat(20)), (recorded, asked) => {
      const told = settled(recorded)
      const senders = [...new Set(asked)].filter((sender) => sender < told.senders.length)
      for (const rows of [told.stations, told.addresses, told.conversations]) {
        const all: readonly Sent[] = [...rows]
        assert.equal(
          rows.of(senders),
          all.filter(({ sender }) => senders.includes(sender)),
        )
      }
    }),
  )
})

Rows('are by first frame, and the same each time they are asked for', () => {
  fc.assert(
    fc.property(frames, (recorded) => {
      const { stations, addresses, conversations } = settled(recorded)
      for (const rows of [stations, addresses, conversations]) {
        const all: readonly { readonly first: Seen }[] = [...rows]
        const again: readonly unknown[] = [...rows]
        for (const [at, row] of all.entries()) {
          assert.is(again[at], row)
          if (at > 0) assert.ok(compareSeen(all[at - 1]!.first, row.first) <= 0)
        }
      }
    }),
  )
})

Rows('name a sender that is where they are, with their MAC, and whose first frame is the earliest of its rows', () => {
  fc.assert(
    fc.property(frames, (recorded) => {
      const told = settled(recorded)
      const { senders, places } = told
      const firsts = new Map<number, Seen>()
      const versions = new Map<number, number>()
      for (const row of sentRows(told)) {
        const { sender } = row
        const place = senders.places[sender]!
        assert.is(senders.mac(sender), 'mac' in row ? row.mac : row.linkSource)
        assert.is(macNumberText(senders.macs[sender]!), senders.mac(sender))
        assert.equal([places.vantages[place], places.segments[place]], [row.vantage, row.segment])
        const first = firsts.get(sender)
        if (first === undefined || compareSeen(row.first, first) < 0) firsts.set(sender, row.first)
        const version = 'family' in row ? Number(row.family) : 'octets' in row ? 6 : undefined
        if (version !== undefined) versions.set(sender, (versions.get(sender) ?? 0) | (1 << version))
      }
      assert.is(firsts.size, senders.length)
      for (const [sender, first] of firsts) {
        assert.equal(senders.first(sender), first)
        assert.is(senders.versions[sender], versions.get(sender) ?? 0)
        for (const [other, seen] of firsts) {
          assert.is(Math.sign(senders.compareFirsts(sender, other)), Math.sign(compareSeen(first, seen)))
        }
      }
      const order = Array.from({ length: places.length }, (_, at) => [places.vantages[at]!, places.segments[at]!])
      assert.equal(
        order,
        order.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]!),
      )
    }),
  )
})

Rows('conversations are found by both their addresses', () => {
  fc.assert(
    fc.property(frames, few, few, (recorded, from, to) => {
      const { conversations } = settled(recorded)
      for (const prefix of ['2001:db8::', '192.0.2.']) {
        const [source, destination] = [`${prefix}${from}`, `${prefix}${to}`]
        assert.equal(
          conversations.between(source, destination),
          [...conversations].filter((row) => row.source === source && row.destination === destination),
        )
      }
      assert.equal(conversations.between('nothing', '2001:db8::1'), [])
      assert.equal(conversations.between('192.0.2.1', '2001:db8::1'), [])
    }),
  )
})

Rows('a lease names a sender, though it sent nothing', () => {
  const duid = octets(word16(1), word16(4), word32(1))
  const address = octets(word16(5), word16(24), addressOf('2001:db8::9'), word32(60), word32(90))
  const ia = octets(word16(3), word16(12 + address.length), word32(1), word32(0), word32(0), address)
  const reply = udp(547, 546, octets([7, 0, 0, 1], duid, ia))
  const told = settled([{ frame: ethernet(mac(2), mac(1), 0x86dd, ipv6('fe80::1', 'fe80::2', 17, reply)), second: 1 }])
  const [lease] = told.addresses
  assert.equal([lease!.learned, lease!.mac], ['lease', mac(2)])
  const { length, sending } = told.senders
  assert.equal(
    Array.from({ length }, (_, sender) => [told.senders.mac(sender), sender < sending]),
    [
      [mac(1), true],
      [mac(2), false],
    ],
  )
})

Rows.run()
