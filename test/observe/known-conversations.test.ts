import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CaptureInterface } from '../../src/capture/frame.ts'
import { FrameBatch } from '../../src/capture/frame-batch.ts'
import { BATCH_FRAMES } from '../../src/capture/limits.ts'
import { PcapWalk, readPcapHeader } from '../../src/capture/pcap.ts'
import { CAPS, type Caps } from '../../src/observe/caps.ts'
import { LINK_WORDS } from '../../src/observe/key-numbers.ts'
import { KnownConversations } from '../../src/observe/known-conversations.ts'
import { ROW_NUMBERS } from '../../src/observe/row-numbers.ts'
import { Scanner } from '../../src/observe/scanner.ts'
import {
  ethernet,
  icmpv6,
  ipv4,
  ipv6,
  octets,
  routerAdvertisement,
  tagged,
  udp,
  vxlan,
  word16,
  word32,
} from '../frames.ts'
import { pcapOf } from '../pcap.ts'
import { toldBy } from './told-by.ts'

const Known = suite('Conversations known by their octets')

const SMALL: Caps = { ...CAPS, stations: 4, addresses: 4, conversations: 3, tunnels: 1 }
const INTERFACES: readonly CaptureInterface[] = [
  { section: 0, interface: 0, name: null, linkType: 1, fcsOctets: 0, snaplen: 0 },
  { section: 0, interface: 1, name: null, linkType: 1, fcsOctets: 4, snaplen: 0 },
  { section: 1, interface: 0, name: null, linkType: 101, fcsOctets: 0, snaplen: 0 },
]

const port = fc.constantFrom(53, 67, 68, 546, 547, 4789, 6081, 40_000)
const host = fc.integer({ min: 1, max: 3 })
const payload = fc.oneof(
  fc
    .tuple(port, port)
    .map(([from, to]) => ({ protocol: 17, upper: udp(from, to, octets([1, 2, 3, 4, 5, 6, 7, 8, 9])) })),
  fc.constant({ protocol: 6, upper: octets(new Array(20).fill(7)) }),
  fc.constantFrom(1, 2, 128, 129, 133, 135, 136).map((type) => ({
    protocol: 58,
    upper: icmpv6('2001:db8::1', '2001:db8::2', octets([type, 0, 0, 0], new Array(28).fill(0))),
  })),
  fc.constantFrom(1, 0, 43, 44, 47, 50).map((protocol) => ({ protocol, upper: octets(new Array(40).fill(0)) })),
)
const packet = fc
  .record({ six: fc.boolean(), from: host, to: host, payload, hopLimit: fc.constantFrom(1, 63, 64) })
  .map(({ six, from, to, payload: { protocol, upper }, hopLimit }) =>
    six
      ? { etherType: 0x86dd, packet: ipv6(`2001:db8::${from}`, `2001:db8::${to}`, protocol, upper, hopLimit) }
      : { etherType: 0x0800, packet: ipv4(`192.0.2.${from}`, `192.0.2.${to}`, protocol, upper) },
  )
const vlans = fc.constantFrom([], [], [0], [1], [2], [1, 2], [2, 1], [1, 0], [1, 2, 3])
const plain = fc.record({ packet, from: host, to: host, vlans }).map((each) => {
  const [to, from] = [`fa:16:3e:00:00:0${each.to}`, `fa:16:3e:00:00:0${each.from}`]
  let { etherType, packet: inside } = each.packet
  const [outermost, ...others] = each.vlans
  if (outermost === undefined) return ethernet(to, from, etherType, inside)
  for (const vlan of others.reverse()) {
    inside = octets(word16(vlan), word16(etherType), inside)
    etherType = 0x8100
  }
  return tagged(to, from, outermost, etherType, inside)
})
const tunnelled = fc
  .record({
    inner: plain,
    gre: fc.boolean(),
    id: host,
    from: host,
    to: host,
    flags: fc.constantFrom(0x2000, 0, 0x3000),
  })
  .map(({ inner, gre, id, from, to, flags }) => {
    const header = octets(word16(flags), word16(0x6558), word32(id), inner)
    const outer = gre
      ? ipv4(`203.0.113.${from}`, `203.0.113.${to}`, 47, header)
      : ipv4(`203.0.113.${from}`, `203.0.113.${to}`, 17, udp(5000, 4789, vxlan(id, inner)))
    return ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, outer)
  })
const advertisement = fc.constant(ethernet('33:33:00:00:00:01', 'fa:16:3e:00:00:01', 0x86dd, routerAdvertisement()))
/** A frame with an octet changed, or cut. */
const damaged = fc
  .record({ frame: fc.oneof(plain, tunnelled), at: fc.nat(120), to: fc.nat(255), cut: fc.option(fc.nat(80)) })
  .map(({ frame, at, to, cut }) => {
    const copy = Uint8Array.from(frame)
    if (at < copy.length) copy[at] = to
    return cut === null ? copy : copy.slice(0, cut)
  })
const recorded = fc.record({
  frame: fc.oneof({ weight: 3, arbitrary: plain }, { weight: 3, arbitrary: tunnelled }, advertisement, damaged),
  after: fc.constantFrom(-3, 0, 0, 1, 1, 1, 2),
  timeless: fc.constantFrom(false, false, false, false, true),
  iface: fc.constantFrom(0, 0, 0, 1, 2),
  more: fc.constantFrom(0, 0, 4),
})

type Recorded = typeof recorded extends fc.Arbitrary<infer Of> ? Of : never

/** Something that frames are given to. */
interface Given {
  readonly scanner: Scanner
  readonly frame: Scanner['frame']
  readonly end: () => void
}

/** One by one. */
function alone(scanner: Scanner): Given {
  return { scanner, frame: (...each) => scanner.frame(...each), end: () => {} }
}

/** As a walk gives them: as many at once as there are, in one buffer that is used again: the scanner's own, or another. */
function together(scanner: Scanner, elsewhere: boolean): Given {
  const own = elsewhere ? undefined : scanner.room
  const batch = own?.batch ?? new FrameBatch()
  const buffer = own?.octets ?? new Uint8Array(1 << 16)
  let fill = 0
  const end = () => {
    batch.giveTo(scanner)
    fill = 0
    buffer.fill(0xee)
  }
  const frame: Scanner['frame'] = (given, at, until, ...rest) => {
    if (batch.frames === 0 || fill + given.length > buffer.length) end()
    batch.lieIn(buffer)
    buffer.set(given, fill)
    batch.add(scanner, fill + at, fill + until, ...rest)
    fill += given.length
  }
  return { scanner, frame, end }
}

/** What a scan tells that knows conversations by their octets, or reads all headers. */
function told(frames: readonly Recorded[], { scanner, frame: give, end }: Given) {
  for (const [iface, description] of INTERFACES.entries()) scanner.interface(iface, description)
  let second = 100
  for (const [at, { frame, after, timeless, iface, more }] of frames.entries()) {
    second += after
    const buffer = octets([0xaa, 0xbb, 0xcc], frame, new Array(64).fill(0x5a))
    const frameEnd = 3 + frame.length
    give(buffer, 3, frameEnd, frame.length + more, timeless ? 0 : second, timeless ? -1 : 7, at * 300, iface)
  }
  end()
  return toldBy(scanner)
}

for (const [title, caps] of [
  ['under the caps', CAPS],
  ['over the caps', SMALL],
] as const) {
  Known(`tell what reading every frame's headers tells, one by one and together, ${title}`, () => {
    const scanner = (knows: boolean) => new Scanner(caps, [4789], new Set(), knows)
    fc.assert(
      fc.property(fc.array(recorded, { minLength: 20, maxLength: 120 }), (frames) => {
        const again = [...frames, ...frames] // so that many are known
        const expected = told(again, alone(scanner(false)))
        assert.is(told(again, alone(scanner(true))), expected)
        for (const elsewhere of [false, true]) assert.is(told(again, together(scanner(true), elsewhere)), expected)
      }),
      { numRuns: 60 },
    )
  })
}

const surelyPlain = fc.record({ from: host, to: host, vlan: host }).map(({ from, to, vlan }) => {
  const segment = ipv4(`192.0.2.${from}`, `192.0.2.${to}`, 6, octets(new Array(20).fill(7)))
  return tagged(`fa:16:3e:00:00:0${to}`, `fa:16:3e:00:00:0${from}`, vlan, 0x0800, segment)
})
/** Frames of a pcap, most of them plain: more than a batch of them, now and then one that is not. */
const records = fc.array(
  fc.record({
    frame: fc.oneof({ weight: 600, arbitrary: surelyPlain }, plain, tunnelled, advertisement, damaged),
    second: fc.oneof({ weight: 600, arbitrary: fc.constant(100) }, fc.constant(99)),
  }),
  { minLength: BATCH_FRAMES, maxLength: 4 * BATCH_FRAMES, size: 'max' },
)

for (const [title, caps] of [
  ['under the caps', CAPS],
  ['over the caps', SMALL],
] as const) {
  Known(`tell what reading every frame's headers tells, of the records of a pcap, ${title}`, () => {
    fc.assert(
      fc.property(records, fc.nat(3000), (given, cut) => {
        const options = { header: (index: number) => ({ second: given[index]!.second, fraction: index }) }
        const pcap = pcapOf(
          given.map(({ frame }) => frame),
          options,
        )
        const tell = (knows: boolean) => {
          const scanner = new Scanner(caps, [4789], new Set(), knows)
          const header = readPcapHeader(pcap, 0)
          scanner.interface(0, header.interface)
          const walk = new PcapWalk(header)
          const { octets: buffer } = scanner.room ?? { octets: new Uint8Array(pcap.length) }
          buffer.set(pcap)
          const next = walk.walk(buffer, 24, pcap.length - cut, 0, scanner)
          walk.walk(buffer, next, pcap.length, 0, scanner)
          return [walk.frames, scanner.takeRecords(), toldBy(scanner)]
        }
        assert.equal(tell(true), tell(false))
      }),
      { numRuns: 25, endOnFailure: true },
    )
  })
}

const TCP = ethernet(
  'fa:16:3e:00:00:02',
  'fa:16:3e:00:00:01',
  0x0800,
  ipv4('192.0.2.1', '192.0.2.2', 6, octets(new Array(20).fill(7))),
)

function vxlanOf(inner: Uint8Array, port: number): Uint8Array {
  const datagram = udp(50_000, port, vxlan(1001, inner))
  return ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, ipv4('192.0.2.8', '192.0.2.9', 17, datagram))
}

Known('keep seconds beyond 32 bits', () => {
  const [known, read] = [true, false].map((knows) => {
    const scanner = new Scanner(CAPS, [4789], new Set(), knows)
    scanner.interface(0, INTERFACES[0]!)
    for (const [at, second] of [100, 101, 2 ** 32, 2 ** 32 + 5, 2 ** 40].entries())
      scanner.frame(TCP, 0, TCP.length, TCP.length, second, 7, at * 300, 0)
    return toldBy(scanner)
  })
  assert.is(known, read)
})

Known('end a tunnelled packet where the Length of its tunnel’s UDP says, as reading all headers does', () => {
  const inner = (uncut: boolean) => {
    const datagram = udp(50_000, 4789, vxlan(1001, TCP))
    if (!uncut) datagram.set(word16(8 + 8 + 14 + 10), 4) // amid the IPv4 header inside
    return ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, ipv4('192.0.2.8', '192.0.2.9', 17, datagram))
  }
  const tell = (knows: boolean) => {
    const scanner = new Scanner(CAPS, [4789], new Set(), knows)
    scanner.interface(0, INTERFACES[0]!)
    for (const [at, uncut] of [true, true, false, false, true].entries()) {
      const frame = inner(uncut)
      scanner.frame(frame, 0, frame.length, frame.length, 100 + at, 7, at * 300, 0)
    }
    return scanner
  }
  assert.is(toldBy(tell(true)), toldBy(tell(false)))
  assert.is(tell(true).finish().conversations.numbers[0], 3)
})

/** Scans copies of a frame, one a second from that second on, together. */
function copies(scanner: Scanner, frame: Uint8Array, count: number, from = 100) {
  scanner.interface(0, INTERFACES[0]!)
  const { frame: give, end } = together(scanner, true)
  for (let second = from; second < from + count; second++) {
    give(frame, 0, frame.length, frame.length, second, 7, second * 300, 0)
    if (second % 3 === 0) end()
  }
  end()
  return toldBy(scanner)
}

Known('count frames wherever they lie', () => {
  for (const elsewhere of [false, true]) {
    const told: number[] = []
    const known = KnownConversations.of([4789], (table, { rows, numbers }) => {
      if (table === 'conversations') told.push(rows, numbers[0]!)
    })!
    known.linkEthernet(0, 0, 0)
    const { octets: buffer, batch } = elsewhere
      ? { octets: new Uint8Array(9999), batch: new FrameBatch() }
      : known.memory
    const seen: number[] = []
    const sink = {
      interface() {},
      frame() {},
      batch(given: FrameBatch) {
        seen.push(known.pass(given, known.read(given), 0))
      },
    }
    for (const second of [1, 2]) {
      batch.lieIn(buffer)
      for (const at of [1000 * second, 2000 * second]) {
        buffer.set(TCP, at)
        batch.add(sink, at, at + TCP.length, TCP.length, second, 1, at + second, 0)
      }
      batch.giveTo(sink)
    }
    known.tell()
    known.end()
    assert.equal(
      [seen, told],
      [
        [2, 2],
        [1, 4],
      ],
    )
  }
})

Known('are told in between where they are more than there is room for', () => {
  const most = 0x4_0000 // a little more than there is room for
  const told = new Uint32Array(most)
  const known = KnownConversations.of([4789], (table, { rows, words, starts, numbers }) => {
    if (table !== 'conversations') return
    for (let row = 0; row < rows; row++) told[words[starts[row]! + LINK_WORDS + 1]!]! += numbers[row * ROW_NUMBERS]!
  })!
  known.linkEthernet(0, 0, 0)
  const { octets: buffer, batch } = known.memory
  const view = new DataView(buffer.buffer, buffer.byteOffset)
  const sink = {
    interface() {},
    frame() {},
    batch(given: FrameBatch) {
      let next = known.pass(given, known.read(given), 0)
      if (next < given.frames && known.makeRoom()) next = known.pass(given, next, 0)
      assert.is(next, given.frames)
    },
  }
  batch.lieIn(buffer)
  for (let conversation = 0; conversation < most; conversation++) {
    const at = 100 * (conversation % BATCH_FRAMES)
    if (conversation < BATCH_FRAMES) buffer.set(TCP, at)
    view.setUint32(at + 14 + 12, conversation)
    batch.add(sink, at, at + TCP.length, TCP.length, 1, 1, conversation, 0)
  }
  assert.ok(told.some((count) => count > 0))
  known.tell()
  known.end()
  assert.ok(told.every((count) => count === 1))
})

Known('are those of one capture: the next one on the same thread begins anew', () => {
  const tell = (vxlanPort: number, knows: boolean, from: number) =>
    copies(new Scanner(CAPS, [vxlanPort], new Set(), knows), vxlanOf(TCP, 5000), 9, from)
  assert.is.not(tell(5000, false, 100), tell(4789, false, 100))
  for (const [vxlanPort, from] of [
    [5000, 2 ** 41],
    [4789, 2 ** 42], // later than any before
    [5000, 2 ** 43],
    [4789, 100],
  ] as const)
    assert.is(tell(vxlanPort, true, from), tell(vxlanPort, false, from))
})

Known('are told apart though two captures are scanned at the same time', () => {
  const scanners = [true, true, false].map((knows) => new Scanner(CAPS, [4789], new Set(), knows))
  const all = scanners.map((scanner) => {
    scanner.interface(0, INTERFACES[0]!)
    return together(scanner, false)
  })
  for (let at = 0; at < 200; at++) {
    for (const { frame } of all) frame(TCP, 0, TCP.length, TCP.length, 100 + at, 7, at * 300, 0)
  }
  const [first, second, read] = all.map(({ scanner, end }) => {
    end()
    return toldBy(scanner)
  })
  assert.is(first, read)
  assert.is(second, read)
})

Known('are as many as reading all headers tells, where there is no memory to know them in', () => {
  const { Instance } = WebAssembly
  const spare = new Scanner(CAPS, [4789], new Set()) // takes what another test gave back
  WebAssembly.Instance = class {
    readonly exports = {}
    constructor() {
      throw new RangeError('Out of memory')
    }
  }
  try {
    const scanner = new Scanner(CAPS, [4789], new Set())
    assert.is(scanner.room, undefined)
    assert.is(copies(scanner, TCP, 9), copies(new Scanner(CAPS, [4789], new Set(), false), TCP, 9))
  } finally {
    WebAssembly.Instance = Instance
  }
  spare.finish()
})

Known('are seen in their order though frames are too long to be copied to where they are known', () => {
  const long = ethernet(
    'fa:16:3e:00:00:02',
    'fa:16:3e:00:00:01',
    0x0800,
    ipv4('192.0.2.3', '192.0.2.2', 6, octets(new Uint8Array(1 << 16))).fill(0xff, 2, 4), // Total Length, of TSO
  )
  const [known, read] = [true, false].map((knows) => {
    const scanner = new Scanner(CAPS, [4789], new Set(), knows)
    scanner.interface(0, INTERFACES[0]!)
    const buffer = new Uint8Array(64 * long.length)
    const batch = new FrameBatch()
    for (const [round, frame] of [TCP, long, TCP, long, TCP].entries()) {
      batch.lieIn(buffer)
      for (let each = 0; each < 64; each++) {
        const at = each * frame.length
        buffer.set(frame, at)
        const second = round === 2 ? 100 : 100 + round // frames of the third round are earlier than those before
        batch.add(scanner, at, at + frame.length, frame.length, second, 7, round * 10_000 + each * 100, 0)
      }
      batch.giveTo(scanner)
    }
    return toldBy(scanner)
  })
  assert.is(known, read)
})

Known('count for the interface they were seen on, though another range describes it anew', () => {
  const scanner = new Scanner(CAPS, [4789], new Set())
  for (const [at, iface] of [INTERFACES[0]!, INTERFACES[0]!, INTERFACES[1]!].entries()) {
    scanner.interface(0, iface)
    for (const more of [0, 1, 2])
      scanner.frame(TCP, 0, TCP.length, TCP.length + iface.fcsOctets, 100, 7, at * 1000 + more * 300, 0)
  }
  assert.equal(
    scanner.finish().vantages.map(({ description, frames }) => [description.interface, frames]),
    [
      [0, 3],
      [0, 3],
      [1, 3],
    ],
  )
})

Known.run()
