import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FORMATS } from '../../bench/generator/capture-writer.ts'
import { generate, PROFILES } from '../../bench/generator/generate.ts'
import type { RecordBlock } from '../../src/capture/record-block.ts'
import { joinedObservation, type ScanOptions, type ScanResult, scanCapture } from '../../src/observe/scan.ts'
import { type OwnScan, tallyBlocks, tallyStream } from '../../src/observe/scan-stream.ts'
import { settle } from '../../src/observe/settle.ts'
import { join, PcapngBlocks } from '../capture/pcapng-blocks.ts'
import { ethernet, ipv4, routerAdvertisement } from '../frames.ts'
import { HOSTILE_FILES } from '../hostile/files.ts'
import { fileName } from '../hostile/hostile-file.ts'
import { pcapOf } from '../pcap.ts'

const STREAMS = suite('A stream of which blocks are scanned elsewhere')

const folder = mkdtempSync(joinPath(tmpdir(), 'v6gap-stream-'))
STREAMS.after(() => rmSync(folder, { recursive: true }))

function stored(octets: Uint8Array, name = 'capture'): string {
  const file = joinPath(folder, name)
  writeFileSync(file, octets)
  return file
}

/** Who takes blocks: each in turn scans here (null) or elsewhere (by number), over and over. */
type Turns = readonly (number | null)[]

async function shared(file: string, turns: Turns, blockOctets: number, options: ScanOptions): Promise<ScanResult> {
  const taken = new Map<number, RecordBlock[]>()
  let turn = 0
  let thresholds: OwnScan['thresholds'] | undefined
  const takers = {
    blockOctets,
    room: (_: number, own: OwnScan) => {
      if (turns[turn++ % turns.length] === null) return Promise.resolve(undefined)
      thresholds ??= own.thresholds
      return Promise.resolve(new ArrayBuffer(blockOctets))
    },
    take: (block: RecordBlock) => {
      const taker = turns[(turn - 1) % turns.length]!
      taken.set(taker, [...(taken.get(taker) ?? []), structuredClone(block)])
    },
  }
  const result = await tallyStream(file, takers, options)
  const told = await Promise.all([...taken.values()].map((blocks) => tallyBlocks(inTurn(blocks), thresholds!, options)))
  if (!result.ok) return result
  return { ok: true, summary: result.summary, observation: joinedObservation([result.told, ...told], options)! }
}

async function* inTurn(blocks: readonly RecordBlock[]): AsyncGenerator<RecordBlock> {
  yield* blocks
}

function toldOf(result: ScanResult): string {
  if (!result.ok) return JSON.stringify(result)
  const { summary, observation } = result
  const names = summary.interfaces.map((_, index) => ({ node: 'n', namespace: null, name: `e${index}` }))
  return JSON.stringify([summary, settle(observation, [{ path: 'capture', summary, names }])])
}

async function sameAsAlone(file: string, turns: Turns, blockOctets: number, options: ScanOptions = {}): Promise<void> {
  assert.is(toldOf(await shared(file, turns, blockOctets, options)), toldOf(await scanCapture(file, options)), file)
}

const GENERATED = PROFILES.flatMap((profile, seed) =>
  FORMATS.map((format) => {
    const chunks: Buffer[] = []
    generate({ profile, format, seed, octets: 60_000 }, (chunk) => chunks.push(Buffer.from(chunk)))
    return new Uint8Array(Buffer.concat(chunks))
  }),
)

/** Two sections, blocks that nobody reads, one of them longer than what is read at a time, and packets of every kind between. */
function sections(): Uint8Array {
  const parts = [true, false].flatMap((little) => {
    const blocks = new PcapngBlocks(little)
    const packet = (at: number) =>
      ethernet('33:33:00:00:00:01', `fa:16:3e:00:00:0${at % 9}`, 0x86dd, routerAdvertisement(at))
    const some = (from: number) => [
      blocks.enhanced(0, BigInt(from), packet(from)),
      blocks.enhanced(1, BigInt(from + 1), packet(from + 1), 90, blocks.option(4, blocks.u64(3n))),
      blocks.block(0xbad, blocks.u32(1), new Uint8Array(300)),
      blocks.simple(90, packet(from + 2)),
      blocks.obsolete(1, 2, BigInt(from + 3), packet(from + 3)),
      blocks.statistics(0, blocks.option(5, blocks.u64(BigInt(from)))),
      blocks.statistics(77), // a problem that stops nothing
    ]
    return [
      blocks.section(),
      blocks.description(1, 0),
      blocks.description(1, 96),
      ...some(0),
      blocks.block(0xbad, blocks.u32(1), new Uint8Array(1_500_000)),
      ...some(10),
      blocks.description(113, 0),
      blocks.block(7, new Uint8Array(1_200_000)),
      ...some(20),
    ]
  })
  return join(...parts)
}

const capture = fc.oneof(fc.constantFrom(...GENERATED), fc.constant(sections()))
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  octets: fc.uint8Array({ minLength: 1, maxLength: 8 }),
})
const turns = fc.array(fc.option(fc.nat(2), { freq: 3 }), { minLength: 1, maxLength: 12 })
const CAPS = [
  {},
  { caps: { stations: 3, addresses: 4, conversations: 5, neighborDiscovery: 3, dhcp: 4, fragments: 2 } },
]

STREAMS('tells what one thread tells, whoever takes which block, of captures cut and damaged anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      capture,
      fc.array(damage, { maxLength: 2 }),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      turns,
      fc.integer({ min: 1, max: 40_000 }),
      fc.constantFrom(...CAPS),
      fc.boolean(),
      async (whole, damages, cut, order, blockOctets, options, isGzip) => {
        const octets = whole.slice(0, cut === null ? whole.length : Math.floor(cut * whole.length))
        for (const { at, octets: wrong } of damages) {
          octets.set(wrong.subarray(0, octets.length), Math.floor(at * Math.max(octets.length - wrong.length, 0)))
        }
        await sameAsAlone(stored(isGzip ? gzipSync(octets, { level: 1 }) : octets), order, blockOctets, options)
      },
    ),
    { numRuns: 40 },
  )
})

STREAMS('tells what one thread tells of a pcapng of many sections and of blocks that are passed over', async () => {
  const file = stored(gzipSync(sections(), { level: 1 }))
  for (const order of [[0], [0, null], [null, 0, 1], [0, 1, null, null]] as const) {
    for (const blockOctets of [1, 500, 3000, 2_000_000]) await sameAsAlone(file, order, blockOctets)
  }
})

STREAMS('tells what one thread tells of every hostile capture', async () => {
  for (const each of HOSTILE_FILES) {
    const octets = each.octets()
    if (octets.length > 500_000) continue // the others are read in the same way, for longer
    const file = stored(octets, fileName(each))
    await sameAsAlone(file, [0, null, 1, 1], 20_000)
    rmSync(file)
  }
})

STREAMS(
  'counts frames of known conversations once, though whole batches of them are read here and scanned elsewhere',
  async () => {
    const segment = ipv4('192.0.2.1', '192.0.2.2', 6, new Uint8Array(20).fill(7))
    const frame = ethernet('fa:16:3e:00:00:02', 'fa:16:3e:00:00:01', 0x0800, segment)
    const file = stored(gzipSync(pcapOf(new Array(60_000).fill(frame))), 'plain')
    for (const turns of [[0], [null, 0], [0, null, 1]]) await sameAsAlone(file, turns, 300_000)
  },
)

STREAMS.run()
