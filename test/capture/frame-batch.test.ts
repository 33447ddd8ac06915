import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FrameRoom, FrameSink } from '../../src/capture/frame.ts'
import type { FrameBatch } from '../../src/capture/frame-batch.ts'
import { BATCH_FRAMES } from '../../src/capture/limits.ts'
import { PcapWalk, readPcapHeader } from '../../src/capture/pcap.ts'
import { PcapngWalk } from '../../src/capture/pcapng.ts'
import type { RecordWalk } from '../../src/capture/record-walk.ts'
import { KnownConversations, LIST_ALL } from '../../src/observe/known-conversations.ts'
import { pcapOf } from '../pcap.ts'
import { join, PcapngBlocks } from './pcapng-blocks.ts'
import { Recording } from './recording.ts'

const Batch = suite('Frames given many at once')

const MANY = 2 * BATCH_FRAMES + 3
const FRAMES = Array.from({ length: MANY }, (_, index) => new Uint8Array(1 + (index % 7)).fill(index))

/** Keeps what it is told, in the order of its coming; frames come in batches. */
class Batches extends Recording {
  readonly told: string[] = []

  batch(batch: FrameBatch): void {
    this.told.push(`${batch.frames} frames`)
    for (let frame = 0; frame < batch.frames; frame++) {
      const originalLength = batch.originalLength[frame]!
      const [second, nanosecond] = [batch.second[frame]!, batch.nanosecond[frame]!]
      const [at, end, offset, iface] = [batch.at[frame]!, batch.end[frame]!, batch.offset[frame]!, batch.iface[frame]!]
      this.frame(batch.octets, at, end, originalLength, second, nanosecond, offset, iface)
    }
  }

  override interface(...described: Parameters<Recording['interface']>): void {
    this.told.push('interface')
    super.interface(...described)
  }

  override record(offset: number): void {
    this.told.push('record')
    super.record(offset)
  }
}

Batch('are those given one by one, of a pcap', () => {
  const octets = pcapOf(FRAMES, {
    header: (index) => (index === 5 ? { original: 0xffff_ffff, second: 0xffff_ffff } : {}),
  })
  const header = readPcapHeader(octets, 0)
  const [each, batches] = [new Recording(), new Batches()]
  for (const sink of [each, batches]) {
    sink.interface(0, header.interface)
    assert.is(new PcapWalk(header).walk(octets, 24, octets.length, 2 ** 40, sink), octets.length)
  }
  assert.is(each.frames.length, MANY)
  assert.equal(batches.frames, each.frames)
  assert.equal(batches.told, ['interface', `${BATCH_FRAMES} frames`, `${BATCH_FRAMES} frames`, '3 frames'])
})

/** A sink that frames may be read into. */
class Roomy extends Batches {
  readonly room: FrameRoom

  constructor(room: FrameRoom) {
    super()
    this.room = room
  }
}

/** A pcap of any kind, with something wrong here and there. */
const damagedPcap = fc
  .record({
    magic: fc.constantFrom(0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34),
    little: fc.boolean(),
    minor: fc.constantFrom(4, 4, 4, 3, 2),
    records: fc.array(
      fc.record({
        second: fc.constantFrom(0, 1_700_000_000, 0xffff_ffff),
        fraction: fc.constantFrom(0, 999_999, 1_000_000, 999_999_999, 0xffff_ffff),
        original: fc.constantFrom(0, 5, 60, 0xffff_ffff),
        octets: fc.nat(7),
      }),
      { maxLength: 2 * MANY },
    ),
    wrongLength: fc.option(fc.record({ at: fc.nat(2 * MANY), to: fc.constantFrom(3, 262_144, 262_145, 0xffff_ffff) })),
    cut: fc.nat(30),
  })
  .map(({ magic, little, minor, records, wrongLength, cut }) => {
    const header = magic === 0xa1b2cd34 ? 24 : 16
    const length = records.reduce((sum, { octets }) => sum + header + octets, 24)
    const pcap = new Uint8Array(length).fill(0x55)
    const view = new DataView(pcap.buffer)
    view.setUint32(0, magic, little)
    view.setUint16(4, 2, little)
    view.setUint16(6, minor, little)
    view.setUint32(20, 1, little)
    let at = 24
    for (const [index, { second, fraction, original, octets }] of records.entries()) {
      view.setUint32(at, second, little)
      view.setUint32(at + 4, fraction, little)
      view.setUint32(at + 8, index === wrongLength?.at ? wrongLength.to : octets, little)
      view.setUint32(at + 12, original, little)
      at += header + octets
    }
    return pcap.subarray(0, Math.max(24, length - cut))
  })

/** No interface is Ethernet: none of the frames is counted. */
function roomOf(known: KnownConversations): FrameRoom {
  return {
    octets: known.memory.octets,
    batch: known.memory.batch,
    passed: 0,
    passRecords: (at, end, base, of) => known.passRecords(at, end, base, of, 0),
    listRecords: (at, end, base, of) => known.passRecords(at, end, base, of, LIST_ALL),
  }
}

/** Holds a walk from `at` on that a sink has room for to one that gives frames one by one. */
function sameWhereThereIsRoom(
  octets: Uint8Array,
  at: number,
  room: FrameRoom,
  begin: (sink: FrameSink) => RecordWalk,
): void {
  const [each, roomy] = [new Recording(), new Roomy(room)]
  const walks = [each, roomy].map((sink) => {
    const walk = begin(sink)
    const buffer = sink === roomy ? room.octets : octets
    if (sink === roomy) room.octets.set(octets)
    const next = walk.walk(buffer, at, octets.length, 1000, sink)
    return { next, problems: walk.problems, frames: walk.frames, needed: walk.needed, at: walk.recordAt }
  })
  assert.equal(walks[1], walks[0])
  assert.equal(roomy.frames, each.frames)
}

Batch('are those given one by one, of any pcap, where the sink has room for them', () => {
  const known = KnownConversations.of([], () => {})!
  const room = roomOf(known)
  fc.assert(
    fc.property(damagedPcap, (octets) => {
      const header = readPcapHeader(octets, 0)
      sameWhereThereIsRoom(octets, 24, room, (sink) => {
        sink.interface(0, header.interface)
        return new PcapWalk(header)
      })
    }),
    { numRuns: 200 },
  )
  known.end()
})

const clock = fc.record({
  resolution: fc.constantFrom(null, 6, 9, 0, 3, 10, 12, 0x80, 0x8a, 0x94),
  offset: fc.constantFrom(null, 0n, -3600n, 2n ** 53n - 10n, -(2n ** 53n)),
})
const ticks = fc.oneof(
  fc.constantFrom(0n, 1_700_000_000_000_000n, 2n ** 64n - 1n, 2n ** 53n),
  fc.bigInt({ min: 1_700_000_000_000_000n, max: 1_700_000_003_000_000n }),
)
type Described = typeof clock extends fc.Arbitrary<infer Of> ? Of : never

function described(write: PcapngBlocks, { resolution, offset }: Described): Uint8Array {
  const options = [
    ...(resolution === null ? [] : [write.option(9, Uint8Array.of(resolution))]),
    ...(offset === null ? [] : [write.option(14, write.u64(offset))]),
  ]
  return write.description(1, 0, ...options)
}

/** A block, or some, as they are written in either byte order. */
type Writing = (write: PcapngBlocks) => Uint8Array

const packet = fc
  .record({
    iface: fc.constantFrom(0, 0, 0, 1, 2),
    ticks,
    octets: fc.nat(7),
    original: fc.constantFrom(0, 5, 0xffff_ffff),
    hasOptions: fc.constantFrom(false, false, false, false, true),
  })
  .map(
    ({ iface, ticks, octets, original, hasOptions }): Writing =>
      (write) => {
        const options = hasOptions ? [write.option(1, new Uint8Array(4))] : []
        return write.enhanced(iface, ticks, new Uint8Array(octets), original, ...options)
      },
  )
const other = fc.oneof(
  clock.map(
    (one): Writing =>
      (write) =>
        described(write, one),
  ),
  clock.map(
    (one): Writing =>
      (write) =>
        join(write.section(), described(write, one)),
  ),
  fc.constantFrom<Writing>(
    (write) => write.simple(3, new Uint8Array(3)),
    (write) => write.block(0x7777, new Uint8Array(8)),
    (write) => write.block(9),
  ),
)
/** A pcapng of any kind, with something wrong here and there. */
const damagedPcapng = fc
  .record({
    little: fc.boolean(),
    first: clock,
    blocks: fc.array(fc.oneof({ weight: 20, arbitrary: packet }, { weight: 1, arbitrary: other }), {
      maxLength: 2 * MANY,
      size: 'max',
    }),
    damage: fc.option(fc.record({ at: fc.nat(20_000), to: fc.constantFrom(0, 1, 0xff) })),
    cut: fc.nat(30),
  })
  .map(({ little, first, blocks, damage, cut }) => {
    const write = new PcapngBlocks(little)
    const octets = join(write.section(), described(write, first), ...blocks.map((each) => each(write)))
    if (damage !== null && damage.at < octets.length) octets[damage.at] = damage.to
    return octets.subarray(0, octets.length - cut)
  })

Batch('are those given one by one, of any pcapng, where the sink has room for them', () => {
  const known = KnownConversations.of([], () => {})!
  const room = roomOf(known)
  fc.assert(
    fc.property(damagedPcapng, (octets) => {
      sameWhereThereIsRoom(octets, 0, room, () => new PcapngWalk())
    }),
    { numRuns: 500 },
  )
  known.end()
})

Batch('are those given one by one, of a pcapng, what stands between them in its place', () => {
  const blocks = new PcapngBlocks(true)
  const packet = (index: number) => blocks.enhanced(0, BigInt(index), FRAMES[index]!)
  const octets = join(
    blocks.section(),
    blocks.description(1, 0),
    packet(0),
    blocks.block(9),
    packet(1),
    blocks.description(1, 0),
    blocks.simple(2, FRAMES[1]!),
    blocks.enhanced(1, 2n, FRAMES[2]!, 3, blocks.option(1, new Uint8Array(4))),
    ...FRAMES.map((_, index) => packet(index)),
  )
  const [each, batches] = [new Recording(), new Batches()]
  for (const sink of [each, batches]) new PcapngWalk().walk(octets, 0, octets.length, 0, sink)
  assert.is(each.frames.length, MANY + 4)
  assert.equal(batches.frames, each.frames)
  assert.equal(batches.told.slice(0, 6), [
    'interface',
    '1 frames',
    'record',
    '1 frames',
    'interface',
    `${BATCH_FRAMES} frames`,
  ])
})

Batch.run()
