import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FORMATS } from '../../bench/generator/capture-writer.ts'
import { generate, type Plan } from '../../bench/generator/generate.ts'
import { analyze } from '../../src/analyze.ts'
import type { CaptureReading } from '../../src/capture/frame.ts'
import { type RangeReading, readRange, splitCapture, stitch } from '../../src/capture/ranges.ts'
import { readCapture } from '../../src/capture/read-capture.ts'
import { renderers } from '../../src/report/renderers.ts'
import { join, PcapngBlocks } from './pcapng-blocks.ts'
import { Recording } from './recording.ts'

const RANGES = suite('one capture in ranges')
const folder = mkdtempSync(joinPath(tmpdir(), 'v6gap-ranges-'))
RANGES.after(() => rmSync(folder, { recursive: true }))

function stored(octets: Uint8Array): string {
  const file = joinPath(folder, 'capture')
  writeFileSync(file, octets)
  return file
}

function generated(plan: Plan): Uint8Array {
  const chunks: Buffer[] = []
  generate(plan, (chunk) => chunks.push(Buffer.from(chunk)))
  return Buffer.concat(chunks)
}

interface Told {
  readonly reading: CaptureReading
  readonly frames: Recording['frames']
  readonly records: readonly number[]
  /** Ranges that had to be read again. */
  readonly again: number
}

async function readWhole(file: string): Promise<Omit<Told, 'again'>> {
  const recording = new Recording()
  const reading = await readCapture(file, recording)
  return { reading, frames: recording.frames, records: recording.records }
}

/** Reads the ranges one by one and stitches them, as threads do side by side. */
async function readInRanges(file: string, count: number): Promise<Told> {
  const ranges = splitCapture(file, count)!
  const recordings = ranges.map(() => new Recording())
  const readings: (RangeReading | null)[] = []
  for (const [index, range] of ranges.entries()) {
    const result = await readRange(file, range, recordings[index]!)
    readings.push(result.ok ? result.reading : null)
  }
  for (let again = 0; ; again++) {
    const stitched = stitch(readings)
    if (stitched.kind === 'whole') {
      const used = recordings.slice(0, stitched.used)
      const frames = used.flatMap((recording) => recording.frames)
      return { reading: stitched.reading, frames, records: used.flatMap(({ records }) => records), again }
    }
    const { index, start } = stitched
    recordings[index] = new Recording()
    const result = await readRange(file, { ...ranges[index]!, start }, recordings[index]!)
    assert.ok(result.ok)
    readings[index] = result.reading
  }
}

async function compare(octets: Uint8Array, count: number): Promise<number> {
  const file = stored(octets)
  const { again, ...told } = await readInRanges(file, count)
  assert.equal(told, await readWhole(file))
  return again
}

for (const format of FORMATS) {
  RANGES(`a ${format} tells the same in any number of ranges, and every guess is right`, async () => {
    const octets = generated({ profile: 'tenant', format, seed: 11, octets: 400_000 })
    for (const count of [1, 2, 3, 7]) assert.is(await compare(octets, count), 0)
  })

  RANGES(`a ${format} cut anywhere, or damaged anywhere, does too`, async () => {
    const octets = generated({ profile: 'control', format, seed: 12, octets: 30_000 })
    const damaged = fc.tuple(
      fc.integer({ min: 24, max: octets.length }),
      fc.array(fc.tuple(fc.integer({ min: 24, max: octets.length - 1 }), fc.integer({ min: 0, max: 255 })), {
        maxLength: 3,
      }),
      fc.integer({ min: 2, max: 5 }),
    )
    await fc.assert(
      fc.asyncProperty(damaged, async ([length, changes, count]) => {
        const copy = Uint8Array.from(octets)
        for (const [at, value] of changes) copy[at] = value
        await compare(copy.subarray(0, length), count)
      }),
      { numRuns: 20 },
    )
  })

  RANGES(`captures inside the frames of a ${format} mislead a guess, and no report`, async () => {
    const inner = generated({ profile: 'control', format, seed: 13, octets: 250_000 })
    const octets = format === 'pcapng' ? pcapngAround(inner) : pcapAround(inner, format)
    let again = 0
    for (const count of [2, 3, 5, 8]) again += await compare(octets, count)
    assert.ok(again > 0, 'no guess was misled: the test proves nothing')
  })
}

RANGES('plausible headers at every offset give the same report', async () => {
  // a record header of 16 times the same octet fits at each offset; whoever guesses must be corrected
  const frame = new Uint8Array(200_000).fill(0)
  const octets = pcapAround(frame, 'pcap', 12)
  for (const count of [2, 3, 9]) await compare(octets, count)
})

RANGES('interfaces and sections that come late are known before a range counts', async () => {
  const random = fc.sample(fc.uint8Array({ minLength: 60, maxLength: 300 }), { numRuns: 400, seed: 5 })
  for (const little of [true, false]) {
    const blocks = new PcapngBlocks(little)
    const other = new PcapngBlocks(!little)
    const packets = (of: PcapngBlocks, iface: number) => random.map((data, i) => of.enhanced(iface, BigInt(i), data))
    const octets = join(
      blocks.section(),
      blocks.description(1, 0),
      ...packets(blocks, 0),
      blocks.description(1, 96, blocks.option(9, Uint8Array.of(9))),
      ...packets(blocks, 1),
      blocks.statistics(0, blocks.option(5, blocks.u64(7n))),
      other.section(),
      other.description(113, 0),
      ...packets(other, 0),
      other.block(0xbad, other.u32(1), random[0]!),
      other.statistics(0, other.option(5, other.u64(9n))),
      ...packets(other, 0),
    )
    let again = 0
    for (const count of [2, 3, 4, 6]) again += await compare(octets, count)
    assert.ok(again > 0)
  }
})

RANGES('a frame longer than a range leaves nothing to that range', async () => {
  const long = new Uint8Array(200_000).map((_, at) => (at * 31) ^ (at >> 8))
  const octets = pcapAround(long, 'pcap', 3)
  for (const count of [4, 11, 20]) await compare(octets, count)
})

RANGES('what cannot be split is said so: streams, compressed files, what is no capture', () => {
  const file = stored(Buffer.from('no capture, but long enough to be one'))
  assert.is(splitCapture(file, 2), null)
  assert.is(splitCapture(stored(Uint8Array.of(0x1f, 0x8b, ...new Uint8Array(40))), 2), null)
  assert.is(splitCapture(joinPath(folder, 'missing'), 2), null)
})

for (const format of FORMATS) {
  RANGES(`the report on a ${format} is the same at any number of threads`, async () => {
    const file = stored(generated({ profile: 'control', format, seed: 14, octets: 500_000 }))
    await sameReports([file], 40_000)
  })
}

RANGES('so it is on a capture of captures, and on the cloud in the repository', async () => {
  const inner = generated({ profile: 'control', format: 'pcap', seed: 15, octets: 250_000 })
  await sameReports([stored(pcapAround(inner, 'pcap'))], 20_000)
  const cloud = 'captures/all-good'
  assert.ok(existsSync(cloud) && readdirSync(cloud).length > 0)
  await sameReports([cloud], 3_000)
})

async function sameReports(paths: readonly string[], rangeOctets: number): Promise<void> {
  const reports = new Set<string>()
  for (const workers of [0, 1, 2, 5]) {
    const analyzed = await analyze(paths, { workers, rangeOctets })
    assert.ok(analyzed.ok)
    reports.add(renderers.json(analyzed.analysis))
  }
  assert.is(reports.size, 1)
}

/** A pcap each of whose frames holds a large piece of `inner`, or all of it. */
function pcapAround(inner: Uint8Array, format: (typeof FORMATS)[number], times = 4): Uint8Array {
  const little = format !== 'pcap-be'
  const header = new Uint8Array(24)
  const view = new DataView(header.buffer)
  view.setUint32(0, format === 'pcap-ns' ? 0xa1b23c4d : 0xa1b2c3d4, little)
  view.setUint16(4, 2, little)
  view.setUint16(6, 4, little)
  view.setUint32(20, 1, little)
  const records = Array.from({ length: times }, (_, second) => {
    const record = new Uint8Array(16)
    const fields = new DataView(record.buffer)
    fields.setUint32(0, 1_700_000_000 + second, little)
    fields.setUint32(8, inner.length, little)
    fields.setUint32(12, inner.length, little)
    return join(record, inner)
  })
  return join(header, ...records)
}

function pcapngAround(inner: Uint8Array): Uint8Array {
  const blocks = new PcapngBlocks(true)
  const packets = [1n, 2n, 3n, 4n].map((ticks) => blocks.enhanced(0, ticks, inner))
  return join(blocks.section(), blocks.description(1, 0), ...packets)
}

RANGES.run()
