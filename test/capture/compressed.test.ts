import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { constants, gunzipSync, gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ChunkSource } from '../../src/capture/octet-source.ts'
import { inflate } from '../../src/capture/open.ts'
import { readCapture, readOctets } from '../../src/capture/read-capture.ts'
import { hex } from '../hex.ts'
import { join } from './pcapng-blocks.ts'
import { portions, type Reading, Recording, readStream, summaryOf } from './recording.ts'
import { zstdRaw } from './zstd-raw.ts'

const COMPRESSED = suite('compressed captures: gzip, RFC 1952, and zstd, RFC 8878')

const folder = mkdtempSync(joinPath(tmpdir(), 'v6gap-compressed-'))
COMPRESSED.after(() => rmSync(folder, { recursive: true }))

const HEADER = hex`d4 c3 b2 a1 02 00 04 00 00 00 00 00 00 00 00 00 00 00 04 00 01 00 00 00`

/** A pcap whose octets do not compress away. */
function pcap(count: number): Uint8Array {
  let state = 1
  const records = Array.from({ length: count }, (_, index) => {
    const record = Buffer.alloc(16 + 40 + (index % 60))
    for (let at = 16; at < record.length; at++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      record[at] = state >>> 28 // four bits of eight
    }
    record.writeUInt32LE(index)
    record.writeUInt32LE(record.length - 16, 8)
    record.writeUInt32LE(record.length - 16, 12)
    return record
  })
  return join(HEADER, ...records)
}

async function readFile(octets: Uint8Array): Promise<Reading> {
  const path = joinPath(folder, 'capture')
  writeFileSync(path, octets)
  const recording = new Recording()
  return { recording, result: await readCapture(path, recording) }
}

const PLAIN = pcap(9000)
const GZIP = new Uint8Array(gzipSync(PLAIN))

COMPRESSED('gzip, from a file and in portions, equals plain', async () => {
  const plain = await readStream(PLAIN)
  for (const reading of [await readFile(GZIP), await readStream(GZIP, [1000, 7, 70_000])]) {
    assert.equal(reading.recording.frames, plain.recording.frames)
    const summary = summaryOf(reading)
    assert.is(summary.compression, 'gzip')
    assert.is(summary.octets, PLAIN.length)
    assert.is(summary.complete, true)
  }
})

COMPRESSED('a compressed file is named by what is stored, a stream by what it holds', async () => {
  const stored = summaryOf(await readFile(GZIP)).id
  assert.match(stored, new RegExp(`^${GZIP.length}-`))
  assert.is(summaryOf(await readStream(GZIP)).id, summaryOf(await readStream(PLAIN)).id)
})

COMPRESSED('gzip of several members, an empty one among them', async () => {
  const parts = [PLAIN.subarray(0, 10), new Uint8Array(0), PLAIN.subarray(10, 5000), PLAIN.subarray(5000)]
  const members = join(...parts.map((part) => gzipSync(part)))
  assert.equal((await readFile(members)).recording.frames, (await readStream(PLAIN)).recording.frames)
})

COMPRESSED('gzip cut anywhere: what was inflated counts, and the cut is told', async () => {
  const small = pcap(20)
  const whole = new Uint8Array(gzipSync(small))
  for (let length = 0; length < whole.length; length++) {
    const part = whole.subarray(0, length)
    const inflated = length < 10 ? 0 : gunzipSync(part, { finishFlush: constants.Z_SYNC_FLUSH }).length
    const reading = await readFile(part)
    const expected = await readStream(small.subarray(0, inflated))
    assert.equal(reading.recording.frames, expected.recording.frames, `cut at ${length}`)
    if (inflated < 4) assert.is(reading.result.ok, false)
    else {
      const summary = summaryOf(reading)
      assert.is(summary.octets, inflated)
      assert.equal([summary.problems[0]!.kind, summary.problems[0]!.at], ['cut-short', inflated])
    }
  }
})

/** What zlib gets out of the start of `octets` before it fails. */
function inflatable(octets: Uint8Array): Uint8Array {
  let [good, bad] = [0, octets.length + 1]
  let inflated: Uint8Array = new Uint8Array(0)
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    try {
      inflated = gunzipSync(octets.subarray(0, middle), { finishFlush: constants.Z_SYNC_FLUSH })
      good = middle
    } catch {
      bad = middle
    }
  }
  return inflated
}

COMPRESSED('gzip damaged anywhere: a file gives every octet before the damage', async () => {
  for (const at of [15, 1000, 70_000, 200_000, GZIP.length - 8, GZIP.length - 1]) {
    const damaged = GZIP.slice()
    damaged[at]! ^= 0x55
    const reading = await readFile(damaged)
    const expected = inflatable(damaged)
    if (!reading.result.ok) {
      assert.is(reading.result.problem.kind, 'damaged')
      continue
    }
    const summary = summaryOf(reading)
    assert.equal(reading.recording.frames, (await readStream(expected)).recording.frames, `damage at ${at}`)
    assert.is(summary.complete, false)
    if (summary.problems[0]!.at === expected.length)
      assert.match(summary.problems[0]!.message, 'gzip stream is damaged')
  }
})

COMPRESSED('a damaged gzip pipe: what zlib gave before counts, and the damage is told', async () => {
  const damaged = GZIP.slice()
  damaged[200_000]! ^= 0x55
  const one = summaryOf(await readStream(damaged, [5000]))
  assert.ok(one.frames > 1000)
  assert.is(one.problems.at(-1)!.kind, 'damaged')
  assert.equal(summaryOf(await readStream(damaged, [77_777])), one)
})

/** Resolves once `count` has not changed for a while. */
async function settled(count: () => number): Promise<number> {
  for (let before = -1; before !== count(); ) {
    before = count()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return count()
}

COMPRESSED('gzip is inflated ahead of its reader, no further than some chunks', async () => {
  const octets = new Uint8Array(gzipSync(pcap(40_000), { level: 1 }))
  const pieces = portions(octets, [4096])
  const { next } = pieces
  let asked = 0
  pieces.next = () => {
    asked += 4096
    return next()
  }
  const { source } = await inflate(new ChunkSource(pieces), '-')
  const into = new Uint8Array(4096)
  assert.is(await source.read(into, 0), into.length)
  const ahead = await settled(() => asked)
  assert.ok(ahead >= 2 * 65_536, `${ahead} octets asked for: none ahead`)
  assert.ok(ahead <= 7 * 65_536 && ahead < octets.length / 2, `${ahead} octets asked for, with nobody reading`)
  let read = into.length
  for (let count = -1; count !== 0; read += count) count = await source.read(into, 0)
  assert.is(read, gunzipSync(octets).length)
  assert.is(source.failure, null)
  source.close()
})

COMPRESSED('gzip damaged while chunks wait for a slow reader: each of them is given', async () => {
  const damaged = GZIP.slice()
  damaged[200_000]! ^= 0x55
  const path = joinPath(folder, 'slow')
  writeFileSync(path, damaged)
  const recording = new Recording()
  const slowly = () => {
    let pauses = 3
    return () => new Promise<void>((resolve) => (pauses-- > 0 ? setTimeout(resolve, 50) : resolve()))
  }
  const slow = summaryOf({ recording, result: await readCapture(path, recording, { pace: slowly() }) })
  assert.equal(slow, summaryOf(await readFile(damaged)))
  const stream = async (pause?: () => Promise<void>) => {
    const sink = new Recording()
    const { source } = await inflate(new ChunkSource(portions(damaged, [5000])), '-')
    const options = pause === undefined ? {} : { pace: pause }
    return summaryOf({
      recording: sink,
      result: await readOctets({ source, compression: 'gzip' }, null, sink, options),
    })
  }
  assert.equal(await stream(slowly()), await stream())
})

COMPRESSED('gzip is given up in the midst, with chunks waiting', async () => {
  const path = joinPath(folder, 'interrupted')
  writeFileSync(path, gzipSync(pcap(60_000), { level: 1 }))
  const interruption = new AbortController()
  const recording = new Recording()
  let blocks = 0
  const pace = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (++blocks === 3) interruption.abort()
  }
  const summary = summaryOf({
    recording,
    result: await readCapture(path, recording, { pace, signal: interruption.signal }),
  })
  assert.is(summary.problems.at(-1)!.kind, 'interrupted')
  assert.ok(recording.frames.length > 0 && recording.frames.length < 60_000)
})

COMPRESSED('gzip of something else is no capture', async () => {
  const { result } = await readFile(new Uint8Array(gzipSync('text of some length, no capture')))
  assert.is(result.ok ? '' : result.problem.kind, 'no-capture')
  const empty = await readFile(new Uint8Array(gzipSync('')))
  assert.is(empty.result.ok ? '' : empty.result.problem.kind, 'empty')
})

COMPRESSED('a bomb inflates in flat memory, and no further than it is understood', async () => {
  const zeros = gzipSync(new Uint8Array(4_000_000)) // made of many members, for making it must not take memory either
  const bomb = join(gzipSync(HEADER), ...new Array<Uint8Array>(50).fill(zeros))
  const before = process.resourceUsage().maxRSS
  let frames = 0
  const counting = { frame: () => void frames++, interface: () => {} }
  const stored = new ChunkSource(portions(bomb, [bomb.length]))
  const result = await readOctets(await inflate(stored, '-'), null, counting)
  assert.is(result.ok && result.summary.frames, (50 * 4_000_000) / 16)
  assert.ok(process.resourceUsage().maxRSS - before < 100_000, 'less than 100 MB more')

  const damaged = new Uint8Array(gzipSync(join(HEADER, new Uint8Array(1000).fill(255), new Uint8Array(50_000_000))))
  const pieces = portions(damaged, [4096])
  let asked = 0
  const next = pieces.next
  pieces.next = () => {
    asked++
    return next()
  }
  const source = (await inflate(new ChunkSource(pieces), '-')).source
  const stopped = await readOctets({ source, compression: 'gzip' }, null, counting)
  source.close()
  assert.is(stopped.ok && stopped.summary.problems[0]!.kind, 'damaged')
  assert.ok(asked <= 17, `${asked} pieces of 4 KiB asked for`)
})

const ZSTD = join(
  hex`50 2a 4d 18 05 00 00 00 01 02 03 04 05`, // skippable frame
  zstdRaw([PLAIN.subarray(0, 10), PLAIN.subarray(10, 100_000)], true),
  hex`5f 2a 4d 18 00 00 00 00`,
  zstdRaw([PLAIN.subarray(100_000, 200_000), PLAIN.subarray(200_000, 300_000)], false),
)

COMPRESSED('zstd of several frames, skippable ones among them, in portions of any size', async () => {
  const expected = await readStream(PLAIN.subarray(0, 300_000))
  for (const sizes of [[ZSTD.length], [1000], [70_000, 3]]) {
    const reading = await readStream(ZSTD, sizes)
    assert.equal(reading.recording.frames, expected.recording.frames)
    const summary = summaryOf(reading)
    assert.is(summary.compression, 'zstd')
    assert.is(summary.octets, 300_000)
  }
})

COMPRESSED('zstd as its own program writes it', async () => {
  try {
    execFileSync('zstd', ['--version'])
  } catch {
    console.log('skipped: no zstd here; the corpus and the frames laid out by hand remain')
    return
  }
  for (const level of ['-1', '-19']) {
    const octets = execFileSync('zstd', [...level.split(' '), '-c'], { input: PLAIN })
    const reading = await readFile(new Uint8Array(octets))
    assert.equal(reading.recording.frames, (await readStream(PLAIN)).recording.frames)
    assert.is(summaryOf(reading).complete, true)
  }
})

COMPRESSED('zstd cut anywhere: whole blocks count, and the cut is told', async () => {
  const small = pcap(4)
  const parts = [small.subarray(0, 30), small.subarray(30, 100), small.subarray(100)]
  const whole = zstdRaw(parts, true)
  for (let length = 4; length < whole.length; length++) {
    const reading = await readStream(whole.subarray(0, length))
    const inflated =
      length < 9 + 3 + 30 ? 0 : length < 9 + 6 + 100 ? 30 : length < whole.length - 4 ? 100 : small.length
    if (inflated === 0) assert.is(reading.result.ok ? '' : reading.result.problem.kind, 'cut-short')
    else {
      const summary = summaryOf(reading)
      assert.is(summary.octets, inflated, `cut at ${length}`)
      assert.equal([summary.problems[0]!.kind, summary.problems[0]!.at], ['cut-short', inflated])
    }
  }
})

COMPRESSED('zstd that claims memory or makes no sense is damage', async () => {
  const start = zstdRaw([PLAIN.subarray(0, 1000)], false)
  const cases = [
    ['its window is larger than 128 MiB', hex`28 b5 2f fd 00 f8 01 00 00 00 00 00 00 00 00 00 00 00`],
    ['its window is larger than 128 MiB', hex`28 b5 2f fd e0 ff ff ff ff ff ff 0f 00 01 00 00 00 00`],
    ['a block is larger than 128 KiB', hex`28 b5 2f fd 00 58 f9 ff ff 00 00 00 00 00 00 00 00 00 00`],
    ['what follows a frame is no frame', hex`11 22 33 44 55 66 77 88`],
  ] as const
  for (const [message, octets] of cases) {
    const summary = summaryOf(await readStream(join(start, octets)))
    assert.is(summary.octets, 1000)
    assert.is(summary.problems[0]!.kind, 'damaged')
    assert.match(summary.problems[0]!.message, message)
  }
})

COMPRESSED('a zstd bomb of run-length blocks inflates in flat memory', async () => {
  const block = hex`02 00 10 00` // RLE, 128 KiB of zeros
  const octets = new Uint8Array(6 + 2000 * 4 + 3)
  octets.set(hex`28 b5 2f fd 00 38`)
  for (let index = 0; index < 2000; index++) octets.set(block, 6 + index * 4)
  octets.set(hex`01 00 00`, 6 + 8000)
  let frames = 0
  const counting = { frame: () => void frames++, interface: () => {} }
  const before = process.resourceUsage().maxRSS
  const stored = new ChunkSource(portions(join(zstdRaw([HEADER], false), octets), [1_000_000]))
  const result = await readOctets(await inflate(stored, '-'), null, counting)
  assert.is(result.ok && result.summary.frames, (2000 * 131_072) / 16)
  assert.ok(process.resourceUsage().maxRSS - before < 100_000, 'less than 100 MB more')
})

COMPRESSED.run()
