import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isPcap, PcapWalk, readPcapHeader } from '../../src/capture/pcap.ts'
import { hex } from '../hex.ts'
import { Recording, readStream, summaryOf } from './recording.ts'

const PCAP = suite('pcap, draft-ietf-opsawg-pcap')

const LITTLE_HEADER = hex`
  d4 c3 b2 a1   # Magic Number, microseconds
  02 00 04 00   # Major and Minor Version 2.4
  00 00 00 00
  00 00 00 00
  00 00 04 00   # SnapLen 262144
  01 00 00 00   # LinkType 1, Ethernet
`

const LITTLE = hex`
  ${Buffer.from(LITTLE_HEADER).toString('hex')}
  00 10 5e 5f   # 1600000000 s
  40 42 0f 00   # 1000000 us: one more than there can be
  03 00 00 00   # Captured Packet Length 3
  05 00 00 00   # Original Packet Length 5
  aa bb cc
  01 10 5e 5f
  3f 42 0f 00   # 999999 us
  01 00 00 00
  00 00 00 00   # shorter on the wire than captured: kept as it is
  dd
`

const BIG = hex`
  a1 b2 c3 d4
  00 02 00 04
  00 00 00 00
  00 00 00 00
  00 00 ff ff
  00 00 00 71   # LinkType 113, LINUX_SLL
  ff ff ff ff   # the last second, 2106
  00 00 00 01
  00 00 00 02
  00 00 00 02
  aa bb
`

const NANOSECONDS = hex`
  4d 3c b2 a1
  02 00 04 00
  00 00 00 00 00 00 00 00
  00 00 00 00   # SnapLen 0: none
  01 00 00 24   # FCS length known, 2 x 16 bits; LinkType 1
  00 10 5e 5f
  ff c9 9a 3b   # 999999999 ns
  01 00 00 00 01 00 00 00
  aa
  00 10 5e 5f
  00 94 35 77   # 2000000000 ns: two seconds
  00 00 00 00 00 00 00 00
`

const KUZNETZOV = hex`
  34 cd b2 a1
  02 00 04 00
  00 00 00 00 00 00 00 00
  ff ff 00 00
  01 00 00 00
  01 00 00 00 02 00 00 00 02 00 00 00 02 00 00 00
  07 00 00 00   # interface index
  08 00         # protocol
  00 00         # packet type, padding
  aa bb
  02 00 00 00 03 00 00 00 01 00 00 00 01 00 00 00
  07 00 00 00 08 00 00 00
  cc
`

PCAP('little-endian microseconds; a fraction of a second or more is carried', async () => {
  const reading = await readStream(LITTLE)
  assert.equal(reading.recording.frames, [
    { octets: 'aabbcc', originalLength: 5, second: 1600000001, nanosecond: 0, offset: 24, iface: 0 },
    { octets: 'dd', originalLength: 0, second: 1600000001, nanosecond: 999_999_000, offset: 43, iface: 0 },
  ])
  assert.equal(reading.recording.interfaces, [
    { section: 0, interface: 0, name: null, linkType: 1, fcsOctets: 0, snaplen: 262_144 },
  ])
  const { id, ...summary } = summaryOf(reading)
  assert.match(id, /^60-[0-9a-f]{32}$/)
  assert.equal(summary, {
    format: 'pcap',
    compression: null,
    octets: 60,
    frames: 2,
    complete: true,
    problems: [],
    interfaces: [{ section: 0, interface: 0, name: null, linkType: 1, fcsOctets: 0, snaplen: 262_144, drops: null }],
    end: 60,
  })
})

PCAP('big-endian, and a time that only unsigned seconds hold', async () => {
  const { recording } = await readStream(BIG)
  assert.equal(recording.frames, [
    { octets: 'aabb', originalLength: 2, second: 4_294_967_295, nanosecond: 1000, offset: 24, iface: 0 },
  ])
  assert.is(recording.interfaces[0]!.linkType, 113)
})

PCAP('nanoseconds, and an FCS length above the link type', async () => {
  const { recording } = await readStream(NANOSECONDS)
  assert.equal(
    recording.frames.map((frame) => [frame.second, frame.nanosecond]),
    [
      [1600000000, 999_999_999],
      [1600000002, 0],
    ],
  )
  assert.is(recording.interfaces[0]!.fcsOctets, 4)
  assert.is(recording.interfaces[0]!.linkType, 1)
  assert.is(recording.interfaces[0]!.snaplen, 0)
})

PCAP('an FCS length that is not said to be known is none', () => {
  const header = LITTLE_HEADER.slice()
  header[23] = 0x20
  assert.is(readPcapHeader(header, 0).interface.fcsOctets, 0)
  assert.is(readPcapHeader(header, 0).interface.linkType, 1)
})

PCAP("Kuznetzov's modified records have a header of 24 octets", async () => {
  const { recording } = await readStream(KUZNETZOV)
  assert.equal(
    recording.frames.map(({ octets, second, nanosecond, offset }) => [octets, second, nanosecond, offset]),
    [
      ['aabb', 1, 2000, 24],
      ['cc', 2, 3000, 50],
    ],
  )
})

PCAP('before version 2.3 the original length comes first, in 2.3 where it is larger', async () => {
  const record = '00 00 00 00 00 00 00 00 05 00 00 00 02 00 00 00 aa bb'
  for (const [minor, lengths] of [
    [0, [5]],
    [2, [5]],
    [3, [5]],
    [4, []],
  ] as const) {
    const header = LITTLE_HEADER.slice()
    header[6] = minor
    const { recording } = await readStream(hex`${Buffer.from(header).toString('hex')} ${record}`)
    assert.equal(
      recording.frames.map((frame) => frame.originalLength),
      lengths,
      `2.${minor}`,
    )
  }
})

PCAP('only the header: complete, and empty', async () => {
  const summary = summaryOf(await readStream(LITTLE_HEADER))
  assert.is(summary.complete, true)
  assert.is(summary.frames, 0)
  assert.is(summary.end, 24)
})

PCAP('262144 captured octets are a frame, one more is damage', async () => {
  const frame = (captured: number) => {
    const octets = new Uint8Array(24 + 16 + captured + 40)
    octets.set(LITTLE_HEADER)
    new DataView(octets.buffer).setUint32(24 + 8, captured, true)
    return octets
  }
  const ordinary = summaryOf(await readStream(frame(262_144)))
  assert.is(ordinary.frames, 3) // the zeros after it make two empty records
  assert.is(ordinary.problems[0]?.kind, 'cut-short')
  const damaged = summaryOf(await readStream(frame(262_145)))
  assert.is(damaged.frames, 0)
  assert.is(damaged.end, 24)
  assert.is(damaged.complete, false)
  assert.equal(
    damaged.problems.map(({ kind, at }) => ({ kind, at })),
    [{ kind: 'damaged', at: 24 }],
  )
})

PCAP('a record length of 2^31 and more asks for no memory', async () => {
  for (const captured of [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
    const octets = new Uint8Array(64)
    octets.set(LITTLE_HEADER)
    new DataView(octets.buffer).setUint32(24 + 8, captured, true)
    assert.is(summaryOf(await readStream(octets)).problems[0]?.kind, 'damaged')
  }
})

for (const [name, whole, borders] of [
  ['little-endian', LITTLE, [24, 43, 60]],
  ['big-endian', BIG, [24, 42]],
  ['nanoseconds', NANOSECONDS, [24, 41, 57]],
  ['modified', KUZNETZOV, [24, 50, 75]],
] as const) {
  PCAP(`${name}, cut at every octet: what comes before counts, and the cut is told`, async () => {
    for (let length = 4; length < whole.length; length++) {
      const summary = summaryOf(await readStream(whole.subarray(0, length)))
      const border = borders.findLast((each) => each <= length) ?? 0
      assert.is(summary.end, border, `cut at ${length}`)
      assert.is(summary.frames, Math.max((borders as readonly number[]).indexOf(border), 0))
      assert.is(summary.octets, length)
      if (length === border) assert.is(summary.complete, true)
      else {
        const [problem] = summary.problems
        assert.is(problem?.kind, 'cut-short')
        assert.is(problem?.at, border)
        assert.is(problem?.available, length - border)
        assert.ok(problem!.needed! > length - border)
      }
    }
  })
}

PCAP('a walk may begin at any record, and be fed in any portions', () => {
  const header = readPcapHeader(LITTLE, 0)
  const recording = new Recording()
  recording.interface(0, header.interface)
  const walk = new PcapWalk(header, 43)
  assert.is(walk.walk(LITTLE, 43, 50, 0, recording), 43)
  assert.is(walk.needed, 16)
  assert.is(walk.walk(LITTLE.subarray(43), 0, 16, 43, recording), 0)
  assert.is(walk.needed, 17)
  assert.is(walk.walk(LITTLE.subarray(43), 0, 17, 43, recording), 17)
  assert.equal([walk.recordAt, walk.frames, recording.frames[0]!.offset], [60, 1, 43])
})

PCAP('is told by its magic', () => {
  for (const octets of [LITTLE, BIG, NANOSECONDS, KUZNETZOV]) assert.is(isPcap(octets, 0, octets.length), true)
  assert.is(isPcap(hex`a1 b2 c3`, 0, 3), false)
  assert.is(isPcap(hex`a1 b2 c3 d5`, 0, 4), false)
})

PCAP.run()
