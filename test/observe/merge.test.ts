import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CaptureInterface, CaptureSummary } from '../../src/capture/frame.ts'
import { CAPS, type Caps } from '../../src/observe/caps.ts'
import { merge, mergeAll } from '../../src/observe/merge.ts'
import { nothing, type Observation, type Range } from '../../src/observe/observation.ts'
import { partOf } from '../../src/observe/part.ts'
import { Scanner } from '../../src/observe/scanner.ts'
import { settle } from '../../src/observe/settle.ts'
import { below } from '../../src/observe/table.ts'
import type { Tally } from '../../src/observe/tally.ts'
import { dadSolicitation, ethernet, ipv6, octets, routerAdvertisement, tagged, udp } from '../frames.ts'

const Merge = suite('The merge law')

const FRAME_OCTETS = 200
const INTERFACE: CaptureInterface = { section: 0, interface: 0, name: null, linkType: 1, fcsOctets: 0, snaplen: 0 }
const SMALL: Caps = { ...CAPS, stations: 3, addresses: 4, conversations: 5, neighborDiscovery: 3, fragments: 2 }

/** A frame of a capture in which every record takes 200 octets, and its time (null: none). */
interface Recorded {
  readonly frame: Uint8Array
  readonly second: number | null
}

const station = fc.integer({ min: 1, max: 6 })

/** A fragmented SOLICIT of 44 octets: any of its three fragments, or one that overlaps them. */
const fragment = fc
  .record({ id: fc.integer({ min: 1, max: 2 }), at: fc.constantFrom(0, 16, 16, 32, 32, 8), from: station })
  .map(({ id, at, from }) => {
    const message = octets([1, 0, 0, id], [0, 1, 0, 28], [0, 2, 0, 0, 0, 9], new Uint8Array(22))
    const payload = udp(546, 547, message).subarray(at, at + 16)
    const header = octets([17, 0, 0, at | (at === 32 ? 0 : 1)], [0, 0, 0, id])
    const packet = ipv6(`fe80::${from}`, 'ff02::1:2', 44, octets(header, payload))
    return ethernet('33:33:00:01:00:02', `fa:16:3e:00:00:0${from}`, 0x86dd, packet)
  })
const frame = fc.oneof(
  fc.record({ from: station, to: station, vlan: fc.integer({ min: 0, max: 2 }) }).map(({ from, to, vlan }) => {
    const packet = ipv6(`2001:db8::${from}`, `2001:db8::${to}`, 17, udp(1000, 2000, octets([1, 2, 3])))
    return tagged(`fa:16:3e:00:00:0${to}`, `fa:16:3e:00:00:0${from}`, vlan, 0x86dd, packet)
  }),
  fc
    .integer({ min: 1, max: 5 })
    .map((lifetime) => ethernet('33:33:00:00:00:01', 'fa:16:3e:00:00:01', 0x86dd, routerAdvertisement(lifetime))),
  station.map((who) =>
    ethernet('33:33:ff:00:00:01', `fa:16:3e:00:00:0${who}`, 0x86dd, dadSolicitation(`2001:db8::${who}`)),
  ),
  fc.uint8Array({ minLength: 0, maxLength: 60 }),
  fragment,
  fragment,
)
const recorded = fc.record({ frame, second: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 10 }) })

function scan(
  capture: string,
  frames: readonly Recorded[],
  from: number,
  to: number,
  caps: Caps,
  pinned: ReadonlySet<number>,
): Observation {
  return { parts: [partOf(tallied(frames, from, to, caps, pinned), capture, [rangeOf(from, to)])] }
}

function rangeOf(from: number, to: number): Range {
  return [from * FRAME_OCTETS, to * FRAME_OCTETS, to - from]
}

function tallied(
  frames: readonly Recorded[],
  from: number,
  to: number,
  caps: Caps,
  pinned: ReadonlySet<number>,
): Tally {
  const scanner = new Scanner(caps, [4789], pinned)
  scanner.interface(0, INTERFACE)
  for (let at = from; at < to; at++) {
    const { frame: octetsOf, second } = frames[at]!
    scanner.frame(
      octetsOf,
      0,
      octetsOf.length,
      octetsOf.length,
      second ?? 0,
      second === null ? -1 : 5,
      at * FRAME_OCTETS,
      0,
    )
  }
  return scanner.finish()
}

function report(observation: Observation, captures: readonly (readonly Recorded[])[]): string {
  const named = captures.map((frames, index) => ({
    path: `compute1/tap${index}.pcap`,
    summary: summaryOf(`capture${index}`, frames.length),
    names: [{ node: 'compute1', namespace: null, name: `tap${index}` }],
  }))
  return JSON.stringify(settle(observation, named))
}

function summaryOf(id: string, frames: number): CaptureSummary {
  const interfaces = [{ ...INTERFACE, drops: null }]
  const end = frames * FRAME_OCTETS
  return { id, format: 'pcap', compression: null, octets: end, frames, complete: true, problems: [], interfaces, end }
}

function same(a: Observation, b: Observation): void {
  assert.is(JSON.stringify(a), JSON.stringify(b))
}

const captures = fc.array(fc.array(recorded, { maxLength: 40 }), { minLength: 1, maxLength: 3 })
/** Borders as shares of a capture, and the order and repetition in which parts arrive. */
const splitting = fc.record({ borders: fc.array(fc.nat(40), { maxLength: 5 }), seed: fc.infiniteStream(fc.nat(1000)) })

for (const [title, caps, pinned] of [
  ['under its caps', CAPS, new Set<number>()],
  ['over its caps', SMALL, new Set<number>()],
  ['over its caps with a station that is pinned', SMALL, new Set([0xfa163e000002])],
] as const) {
  Merge(`any splitting, order and repetition gives the same result, ${title}`, () => {
    fc.assert(
      fc.property(captures, splitting, (all, { borders, seed }) => {
        const whole = all
          .map((frames, index) => scan(`capture${index}`, frames, 0, frames.length, caps, pinned))
          .reduce((a, b) => merge(a, b, caps), nothing)
        const pieces = all.flatMap((frames, index) => {
          const cuts = [
            ...new Set([0, ...borders.map((border) => Math.min(border, frames.length)), frames.length]),
          ].sort((a, b) => a - b)
          if (cuts.length === 1) cuts.push(0)
          return cuts.slice(1).map((to, cut) => scan(`capture${index}`, frames, cuts[cut]!, to, caps, pinned))
        })
        const order = [...pieces, ...pieces.slice(0, 2)].map((piece) => ({ piece, at: seed.next().value as number }))
        const shuffled = order
          .sort((a, b) => a.at - b.at)
          .map(({ piece }) => JSON.parse(JSON.stringify(piece)) as Observation)
        const merged = shuffled.reduce((a, b) => merge(a, b, caps), nothing)
        assert.is(report(merged, all), report(whole, all))
        assert.is(report(mergeAll(shuffled, caps), all), report(whole, all))
      }),
      { numRuns: 150 },
    )
  })
}

Merge('is associative and commutative, and has nothing as identity', () => {
  fc.assert(
    fc.property(fc.array(recorded, { minLength: 3, maxLength: 40 }), (frames) => {
      const third = Math.floor(frames.length / 3)
      const [a, b, c] = [
        [0, third],
        [third, 2 * third],
        [2 * third, frames.length],
      ].map(([from, to]) => scan('capture0', frames, from!, to!, SMALL, new Set())) as [
        Observation,
        Observation,
        Observation,
      ]
      const join = (x: Observation, y: Observation) => merge(x, y, SMALL)
      same(join(join(a, b), c), join(a, join(b, c)))
      same(join(a, b), join(b, a))
      same(join(a, nothing), a)
      same(join(a, a), a)
      same(join(join(a, b), a), join(a, b))
    }),
    { numRuns: 100 },
  )
})

Merge('gives the same JSON of a table whether it was thinned or not', () => {
  const frames = ['1', '2', '3', '4', '5'].map((last, second) => ({
    frame: ethernet('33:33:ff:00:00:01', `fa:16:3e:00:00:0${last}`, 0x86dd, dadSolicitation(`2001:db8::${last}`)),
    second,
  }))
  const whole = scan('capture0', frames, 0, 5, SMALL, new Set())
  const [part] = whole.parts
  const table = part!.stations
  assert.ok(table.threshold < 2 ** 32)
  assert.is(JSON.stringify(below(table, table.threshold)), JSON.stringify(table))
})

/** Conversations of one station with as many addresses. */
function conversations(count: number): readonly Recorded[] {
  return Array.from({ length: count }, (_, at) => ({
    frame: ethernet(
      'fa:16:3e:00:00:01',
      'fa:16:3e:00:00:02',
      0x86dd,
      ipv6(`2001:db8::${at}`, '2001:db8::ffff', 17, udp(1, 2, octets([0]))),
    ),
    second: at,
  }))
}

Merge('what caps leave out is counted', () => {
  const frames = conversations(30)
  const settled = JSON.parse(report(scan('capture0', frames, 0, 30, SMALL, new Set()), [frames]))
  assert.is(settled.conversations.length, 5)
  assert.equal(settled.limits.conversations, { cap: 5, leftOut: 25 })
  assert.is(settled.stations[0].count, 30)
})

Merge('threads that share a capture count the senders of all they leave out, whoever scanned the most', () => {
  const frames = conversations(60)
  const whole = report(scan('capture0', frames, 0, 60, SMALL, new Set()), [frames])
  for (const cut of [4, 20, 40, 56]) {
    for (const isFirst of [true, false]) {
      const shares = [tallied(frames, 0, cut, SMALL, new Set()), tallied(frames, cut, 60, SMALL, new Set())]
      const [own, other] = isFirst ? shares : shares.reverse()
      own!.absorb(other!.columns())
      const part = partOf(own!, 'capture0', [rangeOf(0, cut), rangeOf(cut, 60)])
      assert.is(report({ parts: [part] }, [frames]), whole, `${cut} ${isFirst}`)
    }
  }
})

Merge.run()
