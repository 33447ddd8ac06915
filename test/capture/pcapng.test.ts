import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isPcapng, PcapngWalk } from '../../src/capture/pcapng.ts'
import { hex } from '../hex.ts'
import { join, PcapngBlocks, text } from './pcapng-blocks.ts'
import { Recording, readStream, summaryOf } from './recording.ts'

const PCAPNG = suite('pcapng, draft-ietf-opsawg-pcapng')

const END_OF_OPTIONS = new Uint8Array(4)
const LITTLE = new PcapngBlocks(true)

PCAPNG('a section, an interface and a packet, octet by octet', async () => {
  const octets = hex`
    0a 0d 0d 0a   # Section Header Block
    1c 00 00 00   # Block Total Length 28
    4d 3c 2b 1a   # Byte-Order Magic
    01 00 00 00   # Major and Minor Version 1.0
    ff ff ff ff ff ff ff ff
    1c 00 00 00
    01 00 00 00   # Interface Description Block
    20 00 00 00
    01 00 00 00   # LinkType 1, Reserved
    00 00 00 00   # SnapLen: none
    02 00 03 00   # if_name
    62 72 30 00   # br0, padded
    00 00 00 00   # opt_endofopt
    20 00 00 00
    06 00 00 00   # Enhanced Packet Block
    24 00 00 00
    00 00 00 00   # Interface ID 0
    31 af 05 00   # Timestamp (Upper)
    01 00 a4 07   # Timestamp (Lower): 1600000000000001 us
    03 00 00 00   # Captured Packet Length
    04 00 00 00   # Original Packet Length
    aa bb cc 00
    24 00 00 00
  `
  const reading = await readStream(octets)
  assert.equal(reading.recording.frames, [
    { octets: 'aabbcc', originalLength: 4, second: 1_600_000_000, nanosecond: 1000, offset: 60, iface: 0 },
  ])
  assert.equal(summaryOf(reading).interfaces, [
    { section: 0, interface: 0, name: 'br0', linkType: 1, fcsOctets: 0, snaplen: 0, drops: null },
  ])
  assert.is(summaryOf(reading).complete, true)
  assert.is(summaryOf(reading).end, octets.length)
})

/** Every kind of block there is, in one section. */
function kitchen(blocks: PcapngBlocks): Uint8Array[] {
  const name = blocks.option(2, text('tap0a1b2c3d-4e'))
  const nanoseconds = blocks.option(9, hex`09`)
  const offset = blocks.option(14, blocks.u64(-3600n))
  return [
    blocks.section(blocks.option(1, text('a comment')), END_OF_OPTIONS),
    blocks.description(1, 262_144, name, END_OF_OPTIONS),
    blocks.description(113, 4, nanoseconds, offset, blocks.option(13, hex`20`), END_OF_OPTIONS),
    blocks.enhanced(0, 1_600_000_000_123_456n, hex`aa bb cc dd ee`, 60),
    blocks.enhanced(1, 3_600_000_000_001n, hex`01 02`, 2, blocks.option(4, blocks.u64(3n)), END_OF_OPTIONS),
    blocks.block(4, hex`00 00 00 00`), //                name resolution
    blocks.block(0x0bad, hex`00 00 7e d9`, text('copy')), // custom
    blocks.simple(3, hex`a1 a2 a3`),
    blocks.obsolete(0, 5, 7n, hex`b1`),
    blocks.obsolete(0, 0xffff, 8n, hex`b2`),
    blocks.block(0x40000bad, hex`00 00 7e d9`), //       custom, not to be copied
    blocks.block(9, text('journal')), //                 systemd journal
    blocks.block(0x12345678, new Uint8Array(100)), //    unknown
    blocks.block(10, new Uint8Array(8)), //              secrets
    blocks.statistics(1, blocks.option(5, blocks.u64(4n)), blocks.option(7, blocks.u64(2n)), END_OF_OPTIONS),
    blocks.statistics(1, blocks.option(5, blocks.u64(9n))),
    blocks.enhanced(0, 1_600_000_009_000_000n, hex`ff`),
  ]
}

for (const [order, little] of [
  ['little', true],
  ['big', false],
] as const) {
  const parts = kitchen(new PcapngBlocks(little))
  const whole = join(...parts)
  const borders = parts.map((_, index) => join(...parts.slice(0, index)).length).concat(whole.length)

  PCAPNG(`all kinds of blocks, ${order}-endian`, async () => {
    const reading = await readStream(whole)
    const { frames, records } = reading.recording
    assert.equal(
      frames.map((frame) => [frame.octets, frame.originalLength, frame.second, frame.nanosecond, frame.iface]),
      [
        ['aabbccddee', 60, 1_600_000_000, 123_456_000, 0],
        ['0102', 2, 0, 1, 1],
        ['a1a2a3', 3, 0, -1, 0],
        ['b1', 1, 0, 7000, 0],
        ['b2', 1, 0, 8000, 0],
        ['ff', 1, 1_600_000_009, 0, 0],
      ],
    )
    assert.equal(
      frames.map((frame) => borders.indexOf(frame.offset)),
      [3, 4, 7, 8, 9, 16],
    )
    assert.equal(
      records.map((offset) => borders.indexOf(offset)),
      [6, 10, 11],
    )
    const summary = summaryOf(reading)
    assert.is(summary.frames, 6)
    assert.equal(summary.problems, [])
    assert.equal(summary.interfaces, [
      { section: 0, interface: 0, name: 'tap0a1b2c3d-4e', linkType: 1, fcsOctets: 0, snaplen: 262_144, drops: 5 },
      { section: 0, interface: 1, name: null, linkType: 113, fcsOctets: 0, snaplen: 4, drops: 11 },
    ])
  })

  PCAPNG(`cut at every octet, ${order}-endian`, async () => {
    for (let length = 4; length < whole.length; length++) {
      const reading = await readStream(whole.subarray(0, length))
      const summary = summaryOf(reading)
      const border = borders.findLast((each) => each <= length)!
      assert.is(summary.end, border, `cut at ${length}`)
      assert.is(summary.frames, [3, 4, 7, 8, 9, 16].filter((block) => borders[block + 1]! <= length).length)
      assert.is(summary.octets, length)
      if (length === border) assert.is(summary.complete, true)
      else {
        assert.equal(
          summary.problems.map(({ kind, at, available }) => ({ kind, at, available })),
          [{ kind: 'cut-short', at: border, available: length - border }],
        )
        assert.ok(summary.problems[0]!.needed! > length - border)
      }
    }
  })
}

PCAPNG('sections have byte orders and interface ids of their own', async () => {
  const big = new PcapngBlocks(false)
  const octets = join(
    LITTLE.section(),
    LITTLE.description(1, 0),
    LITTLE.enhanced(0, 1n, hex`01`),
    big.section(),
    big.description(113, 0),
    big.description(276, 0),
    big.enhanced(1, 2n, hex`02`),
    LITTLE.section(),
    LITTLE.enhanced(0, 3n, hex`03`),
  )
  const reading = await readStream(octets)
  assert.equal(
    reading.recording.frames.map((frame) => [frame.octets, frame.iface]),
    [
      ['01', 0],
      ['02', 2],
    ],
  )
  const summary = summaryOf(reading)
  assert.equal(
    summary.interfaces.map((each) => [each.section, each.interface, each.linkType]),
    [
      [0, 0, 1],
      [1, 0, 113],
      [1, 1, 276],
    ],
  )
  assert.match(summary.problems[0]!.message, 'names interface 0, and 0 were described in its section')
})

PCAPNG('a simple packet has what fits: its length, the snaplen and its block bound it', async () => {
  const data = hex`01 02 03 04 05 06 07 08`
  const cases = [
    { original: 3, snaplen: 0, captured: 3 },
    { original: 100, snaplen: 5, captured: 5 },
    { original: 100, snaplen: 0, captured: 8 },
  ]
  for (const { original, snaplen, captured } of cases) {
    const octets = join(LITTLE.section(), LITTLE.description(1, snaplen), LITTLE.simple(original, data))
    const { recording } = await readStream(octets)
    assert.is(recording.frames[0]!.octets.length / 2, captured)
    assert.is(recording.frames[0]!.originalLength, original)
  }
})

PCAPNG('a length without the padding is taken with it, as some writers leave it out', async () => {
  const octets = join(LITTLE.section(), LITTLE.description(1, 0), LITTLE.enhanced(0, 1n, hex`01 02`))
  const at = octets.length - 36
  octets[at + 4] = 34
  octets[octets.length - 4] = 34
  assert.is(summaryOf(await readStream(octets)).frames, 1)
})

const START = join(LITTLE.section(), LITTLE.description(1, 0), LITTLE.enhanced(0, 1n, hex`01`))

/** `block` with 32 bits at `at` set to `value`. */
function set(block: Uint8Array, at: number, value: number): Uint8Array {
  const changed = block.slice()
  changed.set(LITTLE.u32(value), at)
  return changed
}

const PACKET = LITTLE.enhanced(0, 2n, hex`01 02 03 04`)
const OVERRUN = LITTLE.block(1, LITTLE.u32(1), LITTLE.u32(0), LITTLE.u16(2), LITTLE.u16(400), text('name'))
const DAMAGED: readonly (readonly [what: string, block: Uint8Array, message: string])[] = [
  ['a length of 8', set(PACKET, 4, 8), 'claims a length of 8, less than any block has'],
  ['lengths that differ', set(PACKET, 32, 40), 'as 36 at its head and as 40 at its tail'],
  ['an unknown block whose lengths differ', set(LITTLE.block(77, text('body')), 12, 0), 'as 16 at its head and as 0'],
  ['a packet of 2 GiB', set(PACKET, 4, 0x7ffffffc), 'more than any packet or description needs'],
  [
    'a packet in too short a block',
    LITTLE.block(6, new Uint8Array(16)),
    'has 28 octets, less than its kind needs (32)',
  ],
  ['captured octets beyond the block', set(PACKET, 20, 5000), 'claims 5000 captured octets in the room of 4'],
  ['captured octets beyond reason', set(PACKET, 20, 262_145), 'more than any capture holds'],
  ['an unknown interface', set(PACKET, 8, 5), 'names interface 5, and 1 were described'],
  ['a description without a body', LITTLE.block(1), 'less than its kind needs (20)'],
  ['a description with an option that overruns it', OVERRUN, 'with an option that overruns it'],
  ['statistics without a body', LITTLE.block(5), 'less than its kind needs (24)'],
  ['a section without a byte order', set(LITTLE.section(), 8, 0), 'is a section header without a byte order'],
  ['a section in too short a block', LITTLE.block(0x0a0d0d0a, LITTLE.u32(0x1a2b3c4d)), 'less than its kind needs (28)'],
]

for (const [what, block, message] of DAMAGED) {
  PCAPNG(`${what}: damage, and what comes before stands`, async () => {
    const summary = summaryOf(await readStream(join(START, block, PACKET)))
    assert.is(summary.frames, 1)
    assert.is(summary.end, START.length)
    assert.equal(
      summary.problems.map(({ kind, at }) => ({ kind, at })),
      [{ kind: 'damaged', at: START.length }],
    )
    assert.match(summary.problems[0]!.message, message)
  })
}

PCAPNG('a section of another version is not read', async () => {
  const section = LITTLE.section()
  section[12] = 2
  const summary = summaryOf(await readStream(join(START, section, PACKET)))
  assert.equal([summary.frames, summary.problems[0]!.kind], [1, 'unsupported'])
})

PCAPNG('statistics that do not make sense cost no frame', async () => {
  const lost = LITTLE.statistics(7)
  const overrun = LITTLE.statistics(0, LITTLE.u16(5), LITTLE.u16(800))
  const summary = summaryOf(await readStream(join(START, lost, overrun, PACKET)))
  assert.is(summary.frames, 2)
  assert.is(summary.complete, false)
  assert.is(summary.end, summary.octets)
  assert.equal(
    summary.problems.map((problem) => problem.at),
    [START.length, START.length + lost.length],
  )
})

PCAPNG('an option of a packet that overruns it costs nothing, since none is needed', async () => {
  const octets = join(START, LITTLE.enhanced(0, 1n, hex`01`, 1, LITTLE.u16(1), LITTLE.u16(900)), PACKET)
  assert.is(summaryOf(await readStream(octets)).frames, 3)
})

PCAPNG('big blocks of no interest are passed over unread, and their tails checked', () => {
  const recording = new Recording()
  const walk = new PcapngWalk()
  const head = join(START, LITTLE.u32(0x0bad), LITTLE.u32(0x8000_0000))
  const next = walk.walk(join(head, new Uint8Array(64)), 0, head.length + 64, 0, recording)
  assert.is(next, START.length + 0x8000_0000 - 4)
  assert.equal([walk.needed, walk.recordAt, walk.recordOctets], [4, START.length, 0x8000_0000])
  const tail = join(LITTLE.u32(0x8000_0000), PACKET)
  assert.is(walk.walk(tail, 0, 3, next, recording), 0)
  assert.is(walk.walk(tail, 0, tail.length, next, recording), tail.length)
  assert.equal([walk.frames, walk.recordAt], [2, next + tail.length])
  assert.equal(recording.records, [START.length])
})

PCAPNG('a big block whose tail is wrong is damage where it begins', async () => {
  const block = LITTLE.block(77, new Uint8Array(3_000_000))
  block[block.length - 1] = 1
  const summary = summaryOf(await readStream(join(START, block, PACKET), [1000]))
  assert.equal([summary.frames, summary.end, summary.problems[0]!.at], [1, START.length, START.length])
})

PCAPNG('a packet with megabytes of options is read', async () => {
  const comments = Array.from({ length: 50 }, () => LITTLE.option(1, new Uint8Array(60_000)))
  const octets = join(START, LITTLE.enhanced(0, 1n, hex`07`, 1, ...comments), PACKET)
  const reading = await readStream(octets, [100_000])
  assert.equal(
    reading.recording.frames.map((frame) => frame.octets),
    ['01', '07', '01020304'],
  )
})

PCAPNG('a flood of descriptions ends somewhere', async () => {
  const description = LITTLE.description(1, 0)
  const octets = new Uint8Array(28 + description.length * 65_537)
  octets.set(LITTLE.section())
  for (let at = 28; at < octets.length; at += description.length) octets.set(description, at)
  const summary = summaryOf(await readStream(octets))
  assert.is(summary.interfaces.length, 65_536)
  assert.match(summary.problems[0]!.message, 'describes one interface more than 65536')
})

PCAPNG('a flood of problems is told by the first ones', async () => {
  const summary = summaryOf(await readStream(join(START, ...Array.from({ length: 100 }, () => LITTLE.statistics(7)))))
  assert.is(summary.problems.length, 16)
  const stopped = summaryOf(
    await readStream(join(START, ...Array.from({ length: 20 }, () => LITTLE.statistics(7)), hex`ff`, START)),
  )
  assert.equal([stopped.problems.length, stopped.problems.at(-1)!.at], [17, START.length + 20 * 24])
})

PCAPNG('a walk may begin at any block, knowing what came before', () => {
  const octets = join(START, LITTLE.description(113, 0), LITTLE.enhanced(1, 5n, hex`09`))
  const first = new PcapngWalk()
  const recording = new Recording()
  const half = first.walk(octets, 0, START.length + 20, 0, recording)
  const second = new PcapngWalk(half, first.state)
  second.walk(octets, half, octets.length, 0, recording)
  assert.equal(
    recording.frames.map((frame) => [frame.octets, frame.iface]),
    [
      ['01', 0],
      ['09', 1],
    ],
  )
})

PCAPNG('is told by its magic, which is the same in both byte orders', () => {
  assert.is(isPcapng(START, 0, START.length), true)
  assert.is(isPcapng(START, 0, 4), true)
  assert.is(isPcapng(START, 0, 3), false)
  const other = set(START, 8, 0)
  assert.is(isPcapng(other, 0, other.length), false)
})

PCAPNG.run()
