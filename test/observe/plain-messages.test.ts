import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { onesComplementSum, pseudoHeaderSum } from '../../src/decode/checksum.ts'
import { LINKTYPE_ETHERNET } from '../../src/decode/link/link-type.ts'
import { CAPS, type Caps } from '../../src/observe/caps.ts'
import { Scanner } from '../../src/observe/scanner.ts'
import { address, ethernet, gre, icmpv6, ipv4, ipv6, octets, udp, vxlan, word16, word32 } from '../frames.ts'
import { toldBy } from './told-by.ts'

const Plain = suite('Messages whose rows are noted where they lie')

/** So few that most rows are left out, and yet so many that a hash told wrong leaves out what is to be kept. */
const FEW: Caps = { ...CAPS, stations: 30, addresses: 30, neighborDiscovery: 30, dhcp: 30, tunnels: 30 }

const number = fc.nat(0xffff)
const host = number.map((id) => `fe80::${id.toString(16)}`)
const group = fc.constantFrom('ff02::1', 'ff02::1:2', 'fe80::1')
const mac = number.map(
  (id) => `fa:16:3e:00:${(id >> 8).toString(16).padStart(2, '0')}:${(id & 255).toString(16).padStart(2, '0')}`,
)

/** A UDP datagram over IPv6 with its checksum filled in. */
function datagram(source: string, destination: string, from: number, to: number, payload: Uint8Array): Uint8Array {
  const sent = udp(from, to, payload)
  const addresses = octets(address(source), address(destination))
  const sum = onesComplementSum(sent, 0, sent.length, pseudoHeaderSum(addresses, 0, 16, 16, sent.length, 17))
  sent.set(word16(sum ^ 0xffff || 0xffff), 6)
  return sent
}

function option(code: number, ...content: (readonly number[] | Uint8Array)[]): Uint8Array {
  const data = octets(...content)
  return octets(word16(code), word16(data.length), data)
}

const unknown = fc
  .tuple(fc.constantFrom(6, 8, 23, 39), fc.uint8Array({ maxLength: 12 }))
  .map(([code, data]) => option(code, data))
const identifier = fc
  .tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40, size: 'max' }))
  .map(([code, data]) => option(code, data))
const status = number.map((code) => option(13, word16(code), [111, 107]))
const lease = fc
  .record({ host, lifetime: fc.constantFrom(0, 1, 0xffffffff), inside: fc.array(status, { maxLength: 1 }) })
  .map(({ host, lifetime, inside }) => option(5, address(host), word32(7), word32(lifetime), ...inside))
const association = fc
  .record({ code: fc.constantFrom(3, 4, 25), leases: fc.array(lease, { maxLength: 3 }) })
  .map(({ code, leases }) => option(code, new Array(code === 4 ? 4 : 12).fill(1), ...leases))
const own = fc
  .record({
    type: fc.constantFrom(1, 2, 3, 7, 7, 10, 11),
    xid: number,
    options: fc.array(fc.oneof(identifier, identifier, association, association, status, unknown), { maxLength: 7 }),
  })
  .map(({ type, xid, options }) => octets([type, 0], word16(xid), ...options))
const linkLayer = fc
  .tuple(fc.constantFrom(1, 6), fc.constantFrom(6, 6, 8))
  .map(([type, length]) => option(79, word16(type), new Array(length).fill(2)))
const { dhcpv6 } = fc.letrec<{ dhcpv6: Uint8Array; relay: Uint8Array }>((tie) => ({
  dhcpv6: fc.oneof({ maxDepth: 3 }, { weight: 2, arbitrary: own }, tie('relay')),
  relay: fc
    .record({
      type: fc.constantFrom(12, 13),
      link: host,
      before: fc.array(linkLayer, { maxLength: 1 }),
      inside: fc.array(tie('dhcpv6'), { maxLength: 2 }),
      after: fc.array(linkLayer, { maxLength: 1 }),
    })
    .map(({ type, link, before, inside, after }) =>
      octets([type, 1], address(link), address(link), ...before, ...inside.map((each) => option(9, each)), ...after),
    ),
}))
const overUdp = fc
  .record({
    from: host,
    to: group,
    message: dhcpv6,
    ports: fc.constantFrom([546, 547], [547, 546], [547, 547], [547, 6081]),
    isSummed: fc.constantFrom(true, true, true, true, false),
  })
  .map(({ from, to, message, ports: [source, destination], isSummed }) => {
    const sent = isSummed ? datagram(from, to, source!, destination!, message) : udp(source!, destination!, message)
    return ipv6(from, to, 17, sent)
  })
const discovery = fc
  .record({
    from: fc.oneof(host, fc.constant('::')),
    to: group,
    type: fc.constantFrom(132, 133, 134, 135, 135, 135, 136, 136, 137, 138),
    body: fc.uint8Array({ minLength: 3, maxLength: 90, size: 'max' }),
  })
  .map(({ from, to, type, body }) => ipv6(from, to, 58, icmpv6(from, to, octets([type, 0, 0, 0], body)), 255))

const tags = fc.constantFrom<readonly number[]>([], [], [7], [7, 8], [0], [7, 8, 9])
const plain = fc
  .record({ packet: fc.oneof(overUdp, discovery), from: mac, to: mac, vlans: tags })
  .map(({ packet, from, to, vlans }) => {
    let [type, payload] = [0x86dd, packet]
    for (const vlan of [...vlans].reverse()) {
      payload = octets(word16(vlan), word16(type), payload)
      type = 0x8100
    }
    return ethernet(to, from, type, payload)
  })
const tunnelled = fc.record({ inner: plain, isGre: fc.boolean(), id: number }).map(({ inner, isGre, id }) => {
  const [protocol, payload] = isGre ? [47, gre(id, inner)] : [17, udp(5000, 4789, vxlan(id, inner))]
  return ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, ipv4('192.0.2.1', '192.0.2.2', protocol, payload))
})
const recorded = fc.record({
  frame: fc.oneof(plain, tunnelled),
  damage: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(200), fc.nat(255)) },
  ),
  cut: fc.constantFrom(0, 0, 0, 0, 4, 30),
  after: fc.constantFrom(-3, 0, 1, 1),
  timeless: fc.constantFrom(false, false, false, false, true),
  iface: fc.constantFrom(0, 0, 1, 2),
})

type Recorded = typeof recorded extends fc.Arbitrary<infer Of> ? Of : never

function told(frames: readonly Recorded[], scanner: Scanner) {
  for (const [iface, fcsOctets] of [0, 4, 0].entries()) {
    const section = iface === 2 ? 1 : 0
    const linkType = LINKTYPE_ETHERNET
    scanner.interface(iface, { section, interface: iface, name: null, linkType, fcsOctets, snaplen: 0 })
  }
  let second = 100
  for (const [at, { frame, damage, cut, after, timeless, iface }] of frames.entries()) {
    const octetsSent = octets(frame, iface === 1 ? [1, 2, 3, 4] : [])
    if (damage !== null && damage[0] < octetsSent.length) octetsSent[damage[0]] = damage[1]
    second += after
    const end = Math.max(0, octetsSent.length - cut)
    scanner.frame(octetsSent, 0, end, octetsSent.length, timeless ? 0 : second, timeless ? -1 : at, at * 300, iface)
  }
  return toldBy(scanner)
}

/** So many stations that the tables are full of: all in a tunnel, each with an advertisement and a reply. */
const crowd = Array.from({ length: 100 }, (_, id): readonly Recorded[] => {
  const from = `fe80::1:${id.toString(16)}`
  const advertisement = icmpv6(from, 'ff02::1', octets([134, 0, 0, 0, 64, 0], word16(id), word32(0), word32(0)))
  const lease = option(5, address(`2001:db8::${id.toString(16)}`), word32(7), word32(7))
  const reply = octets([7, 0], word16(id), option(3, new Array(12).fill(1), lease))
  const packets = [
    ipv6(from, 'ff02::1', 58, advertisement, 255),
    ipv6(from, 'fe80::2', 17, datagram(from, 'fe80::2', 547, 546, reply)),
  ]
  return packets.map((packet) => {
    const inner = ethernet('fa:16:3e:00:00:01', `fa:16:3e:01:00:${id.toString(16).padStart(2, '0')}`, 0x86dd, packet)
    const outer = ipv4(`192.0.2.${id}`, '192.0.2.255', 17, udp(5000, 4789, vxlan(id, inner)))
    const frame = ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, outer)
    return { frame, damage: null, cut: 0, after: 1, timeless: false, iface: 0 }
  })
}).flat()

/** Of the crowd, and of many others. */
const PINNED = new Set([0xfa163e010005, 0xfa163e000007])

for (const [caps, pinned, title] of [
  [FEW, new Set<number>(), 'where most rows are left out'],
  [CAPS, new Set<number>(), 'where all are kept'],
  [FEW, PINNED, 'where rows of some stations are kept whatever comes'],
] as const) {
  Plain(`tell what reading all headers does, ${title}`, () => {
    fc.assert(
      fc.property(fc.array(recorded, { minLength: 50, maxLength: 200, size: 'max' }), (some) => {
        const frames = [...crowd, ...some]
        const [noted, read] = [true, false].map((knows) => told(frames, new Scanner(caps, [4789], pinned, knows)))
        assert.is(noted, read)
      }),
      { numRuns: 40 },
    )
  })
}

Plain('may add as many addresses at a time as a reply leases', () => {
  const frames = Array.from({ length: 70 }, (_, id): Recorded => {
    const leases = Array.from({ length: 64 }, (_, at) =>
      option(5, address(`2001:db8::${id.toString(16)}:${at.toString(16)}`), word32(7), word32(7)),
    )
    const reply = octets([7, 0], word16(id), option(3, new Array(12).fill(1), ...leases))
    const packet = ipv6('fe80::1', 'fe80::2', 17, datagram('fe80::1', 'fe80::2', 547, 546, reply))
    const frame = ethernet('fa:16:3e:00:00:01', 'fa:16:3e:00:00:02', 0x86dd, packet)
    return { frame, damage: null, cut: 0, after: 1, timeless: false, iface: 0 }
  })
  const [noted, read] = [true, false].map((knows) => told(frames, new Scanner(CAPS, [4789], new Set(), knows)))
  assert.is(noted, read)
})

Plain.run()
