import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCapture } from '../../src/capture/read-capture.ts'
import { join } from './pcapng-blocks.ts'
import { Recording, readStream } from './recording.ts'

const READER = suite('classic pcaps, against the npm package pcap-parser')

interface ParsedPacket {
  readonly header: {
    readonly timestampSeconds: number
    readonly timestampMicroseconds: number
    readonly originalLength: number
  }
  readonly data: Buffer
}

interface Parser {
  on(event: 'packet', listener: (packet: ParsedPacket) => void): void
  on(event: 'end', listener: () => void): void
  on(event: 'error', listener: (error: Error) => void): void
}

/** The package has no types. */
const parser: { parse(stream: Readable): Parser } = createRequire(import.meta.url)('pcap-parser')

type Row = readonly [octets: string, originalLength: number, second: number, nanosecond: number]

function readIndependently(octets: Uint8Array): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const rows: Row[] = []
    const parsed = parser.parse(Readable.from([Buffer.from(octets)], { objectMode: false }))
    parsed.on('packet', ({ header, data }) => {
      const nanosecond = header.timestampMicroseconds * 1000
      rows.push([data.toString('hex'), header.originalLength, header.timestampSeconds, nanosecond])
    })
    parsed.on('end', () => resolve(rows))
    parsed.on('error', reject)
  })
}

function rowsOf(recording: Recording): Row[] {
  return recording.frames.map((frame) => [frame.octets, frame.originalLength, frame.second, frame.nanosecond])
}

interface Packet {
  readonly second: number
  readonly microsecond: number
  readonly originalLength: number
  readonly octets: Uint8Array
}

function pcap(little: boolean, packets: readonly Packet[]): Uint8Array {
  const u32 = (...values: readonly number[]) => {
    const octets = new Uint8Array(values.length * 4)
    const view = new DataView(octets.buffer)
    values.forEach((value, index) => {
      view.setUint32(index * 4, value, little)
    })
    return octets
  }
  const header = u32(0xa1b2c3d4, little ? 0x0004_0002 : 0x0002_0004, 0, 0, 65_535, 1)
  const records = packets.flatMap(({ second, microsecond, octets, originalLength }) => [
    u32(second, microsecond, octets.length, originalLength),
    octets,
  ])
  return join(header, ...records)
}

READER('any packets, in either byte order', async () => {
  const packets = fc.array(
    fc.record({
      second: fc.nat(0xffffffff),
      microsecond: fc.nat(999_999),
      originalLength: fc.nat(0xffffffff),
      octets: fc.uint8Array({ maxLength: 200 }),
    }),
    { maxLength: 20 },
  )
  await fc.assert(
    fc.asyncProperty(fc.boolean(), packets, async (little, each) => {
      const octets = pcap(little, each)
      assert.equal(rowsOf((await readStream(octets)).recording), await readIndependently(octets))
    }),
  )
})

READER('a larger file', async () => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'v6gap-reader-'))
  const packets = Array.from({ length: 3000 }, (_, index) => ({
    second: index,
    microsecond: index,
    originalLength: index,
    octets: new Uint8Array((index * 31) % 1500).fill(index),
  }))
  const octets = pcap(true, packets)
  writeFileSync(joinPath(folder, 'capture'), octets)
  const recording = new Recording()
  await readCapture(joinPath(folder, 'capture'), recording)
  rmSync(folder, { recursive: true })
  assert.equal(rowsOf(recording), await readIndependently(octets))
})

/** Beside the repository; see the test of the corpus. */
const CORPUS = joinPath(import.meta.dirname, '../../../../shared/corpus')

READER('the classic microsecond captures of the corpus', async () => {
  if (!existsSync(CORPUS)) {
    console.log(`skipped: no corpus at ${CORPUS}`)
    return
  }
  let compared = 0
  for (const name of readdirSync(CORPUS).sort()) {
    const octets = readFileSync(joinPath(CORPUS, name))
    if (!/^(d4c3b2a102000400|a1b2c3d400020004)/.test(octets.toString('hex', 0, 8)) || octets.length < 24) continue
    const recording = new Recording()
    const result = await readCapture(joinPath(CORPUS, name), recording)
    const ours = rowsOf(recording)
    const theirs = await readIndependently(octets)
    const whole = result.ok && result.summary.complete
    // it has no limit for a record's length, and shows a microsecond field of a second or more as it is
    const comparable = theirs.slice(0, whole ? theirs.length : ours.length).map(carried)
    assert.equal(ours, comparable, name)
    compared++
  }
  console.log(`${compared} captures agree`)
})

function carried([octets, originalLength, second, nanosecond]: Row): Row {
  return [octets, originalLength, second + Math.floor(nanosecond / 1e9), nanosecond % 1e9]
}

READER.run()
