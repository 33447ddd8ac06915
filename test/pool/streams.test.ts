import { execFileSync, spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FORMATS, type Format } from '../../bench/generator/capture-writer.ts'
import { generate } from '../../bench/generator/generate.ts'
import { analyze } from '../../src/analyze.ts'
import type { RecordBlock } from '../../src/capture/record-block.ts'
import type { Told } from '../../src/observe/scan.ts'
import type { OwnScan } from '../../src/observe/scan-stream.ts'
import { scanAll } from '../../src/pool/pool.ts'
import { StreamThreads, type StreamThreadsOptions } from '../../src/pool/stream-threads.ts'
import type { BlocksTask, Scanned } from '../../src/pool/task.ts'
import { renderers } from '../../src/report/renderers.ts'
import { zstdRaw } from '../capture/zstd-raw.ts'

const STREAMS = suite('One stream on several threads')

const BLOCK = 64 * 1024
const MEBIBYTE = 1024 * 1024
/** A thread has started by then, as a rule. */
const START_MS = 400
const folder = mkdtempSync(join(tmpdir(), 'v6gap-streams-'))
STREAMS.after(() => rmSync(folder, { recursive: true }))

function generated(format: Format, octets: number): Uint8Array {
  const chunks: Buffer[] = []
  generate({ profile: 'control', format, seed: 7, octets }, (chunk) => chunks.push(Buffer.from(chunk)))
  return new Uint8Array(Buffer.concat(chunks))
}

function stored(name: string, octets: Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, octets)
  return file
}

const fifo = join(folder, 'fifo')
let hasFifo = true
try {
  execFileSync('mkfifo', [fifo])
} catch {
  hasFifo = false
}

/** Writes a stream to the FIFO so slowly that threads have started before half of it came. Returned when it is written. */
async function feed(octets: Uint8Array): Promise<void> {
  const writer = createWriteStream(fifo)
  const closed = new Promise<void>((resolve) => writer.on('close', () => resolve()))
  writer.on('error', () => {}) // who reads may end before all is written
  writer.write(octets.subarray(0, octets.length / 3))
  await new Promise((resolve) => setTimeout(resolve, START_MS))
  writer.end(octets.subarray(octets.length / 3))
  await closed
}

async function reportOf(file: string, workers: number): Promise<string> {
  const analyzed = await analyze([file], { workers, rangeOctets: BLOCK })
  assert.ok(analyzed.ok)
  return renderers.json(analyzed.analysis)
}

async function sameReports(file: string, stream?: Uint8Array): Promise<void> {
  const reports: string[] = []
  for (const workers of [0, 1, 2, 5]) {
    const fed = stream && feed(stream)
    reports.push(await reportOf(file, workers))
    await fed
  }
  assert.is(new Set(reports).size, 1, file)
}

for (const format of FORMATS) {
  STREAMS(`tells what one thread tells: ${format}, through gzip and zstd`, async () => {
    const octets = generated(format, 1_500_000)
    await sameReports(stored(`${format}.gz`, gzipSync(octets, { level: 1 })))
    const parts = Array.from({ length: 15 }, (_, at) => octets.subarray(at * 100_000, (at + 1) * 100_000))
    await sameReports(stored(`${format}.zst`, zstdRaw([...parts, octets.subarray(1_500_000)], false)))
  })
}

STREAMS('tells what one thread tells of a FIFO, cut or damaged or whole', async () => {
  if (!hasFifo) return console.log('skipped: no mkfifo here')
  const whole = generated('pcapng', 1_000_000)
  const damaged = Uint8Array.from(whole).fill(0xff, 700_000, 700_100)
  for (const octets of [whole, whole.subarray(0, 900_001), damaged]) {
    await sameReports(fifo, octets)
  }
})

STREAMS('tells what one thread tells of standard input', () => {
  const bin = fileURLToPath(new URL('../../src/cli/bin.js', import.meta.url))
  const input = generated('pcap', 11 * MEBIBYTE)
  const told = (workers: string) =>
    spawnSync(process.execPath, [bin, '-', '--format', 'json', '--fail-on', 'never', '--workers', workers], {
      input,
      maxBuffer: 200 * MEBIBYTE,
    }).stdout.toString()
  const alone = told('0')
  assert.match(alone, /"complete": true/)
  assert.is(told('2'), alone)
})

STREAMS('an interruption leaves no gap: all that was read counts', async () => {
  if (!hasFifo) return console.log('skipped: no mkfifo here')
  const octets = generated('pcap', 1_000_000)
  const interruption = new AbortController()
  const writer = createWriteStream(fifo)
  writer.write(octets.subarray(0, 200_000))
  setTimeout(() => writer.write(octets.subarray(200_000, 600_000)), START_MS)
  const onProgress = ({ octets: read }: { octets: number }) => {
    if (read >= 600_000) interruption.abort()
  }
  const never = setTimeout(() => interruption.abort(), 10_000)
  const options = { workers: 2, rangeOctets: BLOCK, onProgress, signal: interruption.signal }
  const analyzed = await analyze([fifo], options)
  clearTimeout(never)
  writer.destroy()
  assert.ok(analyzed.ok && !analyzed.analysis.complete)
  const [capture] = analyzed.analysis.captures
  const { octets: read, frames, problems } = capture!
  assert.equal([read, problems.map(({ kind }) => kind)], [600_000, ['interrupted']])
  const part = await analyze([stored('part.pcap', octets.subarray(0, 600_000))], { workers: 0 })
  assert.ok(part.ok)
  const { analysis } = part
  assert.is(frames, analysis.captures[0]!.frames)
  assert.equal(analyzed.analysis.coverage, analysis.coverage)
})

async function scanned(octets: Uint8Array, workerFile: string, workers = 2): Promise<Scanned> {
  const path = fileURLToPath(new URL(workerFile, import.meta.url))
  const options = { settings: {}, workers, rangeOctets: BLOCK, workerFile: path }
  const fed = feed(octets)
  const [result] = await scanAll([{ file: fifo, octets: null }], options)
  await fed
  return result!
}

STREAMS('a thread that dies with a block makes the scan of that stream fail, and says how', async () => {
  if (!hasFifo) return console.log('skipped: no mkfifo here')
  const result = await scanned(generated('pcap', 1_000_000), './mortal-worker.js')
  assert.is(result.ok, false)
  assert.match(result.ok ? '' : result.problem.message, /exited with code: 7.*--workers 0/)
})

STREAMS('threads that cannot even start leave the stream to the main thread', async () => {
  if (!hasFifo) return console.log('skipped: no mkfifo here')
  const octets = generated('pcap', 1_000_000)
  const [alone, left] = [await scanned(octets, './broken-worker.js', 0), await scanned(octets, './broken-worker.js')]
  assert.ok(alone.ok && left.ok)
  assert.is(left.summary.frames, alone.summary.frames)
  assert.equal(left.observation.parts[0]!.coverage, alone.observation.parts[0]!.coverage)
})

/** Stands for threads: each says it is ready, and keeps what it gets until told to give one back. */
class Hoarders {
  readonly blocks: RecordBlock[] = []
  started = 0
  readonly #ports: BlocksTask['blocks'][] = []

  start() {
    const runBlocks = ({ blocks: port }: BlocksTask) => {
      this.started++
      this.#ports.push(port)
      port.postMessage(null)
      return new Promise<Told>((resolve) => {
        port.on('message', (block: RecordBlock | null) => {
          if (block !== null) this.blocks.push(block)
          else resolve({ capture: '', ranges: [], tally: undefined!, known: null })
        })
      })
    }
    const run = () => Promise.reject(new Error('no task of this kind'))
    return Promise.resolve({ run, runBlocks, lost: false, end: () => Promise.resolve() })
  }

  giveBack(): void {
    const { buffer } = this.blocks.shift()!.octets
    this.#ports[0]!.postMessage(buffer, [buffer])
  }
}

const state = { section: 0, little: true, first: 0, interfaces: [] }
const own = (scanningMs: number): OwnScan => ({ scanningMs, thresholds: undefined! })
const given = () => new Promise((resolve) => setTimeout(resolve, 20))

function threadsOf(hoarders: Hoarders, options: Partial<StreamThreadsOptions>): StreamThreads {
  const usual = { settings: {}, ownProcess: false, count: 1, asked: true, mainScans: true, blockOctets: BLOCK }
  return new StreamThreads({ ...usual, start: () => hoarders.start(), ...options })
}

/** Hands over blocks as long as there is room for them. */
async function fill(threads: StreamThreads, most = 20): Promise<number> {
  let count = 0
  for (; count < most; count++) {
    const room = await threads.room(BLOCK, own(0))
    if (room === undefined) break
    threads.take({ octets: new Uint8Array(room, 0, 10), from: count, state })
  }
  await given()
  return count
}

STREAMS('a thread has two blocks at most, in memory that goes to and fro', async () => {
  const hoarders = new Hoarders()
  const threads = threadsOf(hoarders, { count: 2 })
  assert.is(await fill(threads), 0) // they are yet to start
  assert.is(await fill(threads), 4)
  assert.is(hoarders.blocks.length, 4)
  hoarders.giveBack()
  await given()
  assert.is(await fill(threads), 1)
  await threads.end()
})

STREAMS('with one worker the main thread waits for it rather than scan', async () => {
  const hoarders = new Hoarders()
  const threads = threadsOf(hoarders, { mainScans: false })
  assert.is(await fill(threads), 0)
  setTimeout(() => hoarders.giveBack(), 40)
  assert.is(await fill(threads, 3), 3)
  await threads.end()
})

STREAMS('no thread is started for a short stream, nor where scanning is not what takes the time', async () => {
  const hoarders = new Hoarders()
  const threads = threadsOf(hoarders, { asked: false })
  for (const [offset, scanningMs, started] of [
    [100 * MEBIBYTE, 1e6, 0],
    [600 * MEBIBYTE, 0, 0],
    [700 * MEBIBYTE, 1e6, 0],
    [1200 * MEBIBYTE, 1e6, 1],
  ] as const) {
    await threads.room(offset, own(scanningMs))
    await given()
    assert.is(hoarders.started, started)
  }
  await threads.end()
  const none = threadsOf(hoarders, { count: 0 })
  assert.is(await none.room(1200 * MEBIBYTE, own(1e6)), undefined)
  await none.end()
})

STREAMS.run()
