import { copyOctets } from '../capture/copy-octets.ts'
import type { CaptureInterface, FrameRoom, FrameSink } from '../capture/frame.ts'
import type { FrameBatch } from '../capture/frame-batch.ts'
import { readCapture } from '../capture/read-capture.ts'
import { BlockReader, type RecordBlock } from '../capture/record-block.ts'
import type { RecordWalk } from '../capture/record-walk.ts'
import type { Range } from './observation.ts'
import { type CaptureTold, newScanner, readOptions, type ScanOptions, type Told } from './scan.ts'
import type { Scanner } from './scanner.ts'
import type { Thresholds } from './tally.ts'

/** How the reader of a stream gets on with what it scans itself. */
export interface OwnScan {
  /** How long it has scanned. */
  readonly scanningMs: number
  /** Takers that leave out what it does have the less to keep. */
  readonly thresholds: Thresholds
}

/** Those to whom the reader of a stream may hand blocks of it over. */
export interface BlockTakers {
  /** Octets of a block at least, but for the last one. */
  readonly blockOctets: number
  /**
   * Memory for a block that begins at `offset`, should the reader hand it over; undefined: it had better scan on itself.
   * @param own what the reader has scanned so far
   */
  room(offset: number, own: OwnScan): Promise<ArrayBuffer | undefined>
  take(block: RecordBlock): void
}

/**
 * As `tallyCapture`, of what cannot be split: one thread reads it all, and scans what it does not hand over. What the takers are
 * told is theirs to tell.
 */
export async function tallyStream(file: string, takers: BlockTakers, options: ScanOptions): Promise<CaptureTold> {
  const scanner = newScanner(options)
  const reader = new StreamReader(scanner, takers)
  const reading = await readCapture(file, reader, {
    ...readOptions(options),
    onPassed: (walk, octets, end) => reader.pass(walk, octets, end),
  })
  if (!reading.ok) return reading
  const { summary } = reading
  const ranges = reader.finish(summary.end)
  return { ok: true, summary, told: { capture: summary.id, ranges, ...scanner.finishUntold() } }
}

/**
 * What blocks of one stream told, in whatever order they came; the name of the capture is not known here.
 * @param thresholds of the reader, when the blocks began to come
 */
export async function tallyBlocks(
  blocks: AsyncIterable<RecordBlock>,
  thresholds: Thresholds,
  options: ScanOptions,
): Promise<Told> {
  const scanner = newScanner(options)
  scanner.leaveOutFrom(thresholds)
  const reader = new BlockReader()
  const ranges: Range[] = []
  for await (const block of blocks) {
    const end = await reader.read(block, scanner)
    ranges.push([block.from, end, scanner.takeRecords()])
  }
  return { capture: '', ranges, ...scanner.finishUntold() }
}

/** A block while it is filled. */
interface OpenBlock extends Omit<RecordBlock, 'octets'> {
  octets: Uint8Array<ArrayBuffer>
  fill: number
}

/** Goes over all records of a stream, and has each scanned by the scanner here or, as part of a block, elsewhere. */
class StreamReader implements FrameSink, OwnScan {
  readonly #scanner: Scanner
  readonly #takers: BlockTakers
  readonly #ranges: Range[] = []
  /** Where that which is scanned here begins, or began last. */
  #from = 0
  /** Octets passed, in all. */
  #passed = 0
  scanningMs = 0
  /** Null: what comes is scanned here. */
  #block: OpenBlock | null = null

  /** The scanner's: what is handed over is listed there and nothing else. */
  readonly room: FrameRoom | undefined

  constructor(scanner: Scanner, takers: BlockTakers) {
    this.#scanner = scanner
    this.#takers = takers
    this.room = scanner.room && this.#roomOf(scanner.room)
  }

  #roomOf(room: FrameRoom): FrameRoom {
    return {
      octets: room.octets,
      batch: room.batch,
      get passed() {
        return room.passed
      },
      passRecords: (...records) => {
        if (this.#block !== null) return room.listRecords(...records)
        const begun = performance.now()
        const next = room.passRecords(...records)
        this.scanningMs += performance.now() - begun
        return next
      },
      listRecords: room.listRecords,
    }
  }

  get thresholds(): Thresholds {
    return this.#scanner.thresholds
  }

  interface(iface: number, description: CaptureInterface): void {
    this.#scanner.interface(iface, description)
  }

  batch(batch: FrameBatch): void {
    if (this.#block !== null) return
    const begun = performance.now()
    this.#scanner.batch(batch)
    this.scanningMs += performance.now() - begun
  }

  frame(...frame: Parameters<FrameSink['frame']>): void {
    if (this.#block === null) this.#scanner.frame(...frame)
  }

  record(): void {
    if (this.#block === null) this.#scanner.record()
  }

  /** As `ReadOptions.onPassed`. */
  async pass(walk: RecordWalk, octets: Uint8Array, end: number): Promise<void> {
    this.#passed += end
    const atBorder = this.#passed === walk.recordAt
    if (this.#block !== null) {
      append(this.#block, octets, end)
      if (atBorder && this.#block.fill < this.#takers.blockOctets) return
      this.#handOver(walk.recordAt)
    }
    if (!atBorder || walk.stopped) return
    const from = walk.recordAt
    const room = await this.#takers.room(from, this)
    if (room === undefined || walk.state === null) return
    this.#endRange(from)
    this.#block = { octets: new Uint8Array(room), fill: 0, from, state: walk.state }
  }

  /** Hands over what is left. Returns the ranges scanned here, of a stream whose records end at `end`. */
  finish(end: number): readonly Range[] {
    if (this.#block !== null && this.#block.fill > 0) this.#handOver(end)
    else this.#endRange(end)
    return this.#ranges
  }

  #handOver(end: number): void {
    const { octets, fill, from, state } = this.#block!
    this.#takers.take({ octets: octets.subarray(0, fill), from, state })
    this.#block = null
    this.#from = end
  }

  #endRange(end: number): void {
    if (end > this.#from || end === 0) this.#ranges.push([this.#from, end, this.#scanner.takeRecords()])
    this.#from = end
  }
}

function append(block: OpenBlock, octets: Uint8Array, end: number): void {
  const { fill } = block
  if (fill + end > block.octets.length) {
    const larger = new Uint8Array(fill + end)
    larger.set(block.octets.subarray(0, fill))
    block.octets = larger
  }
  copyOctets(octets.subarray(0, end), block.octets, fill)
  block.fill += end
}
