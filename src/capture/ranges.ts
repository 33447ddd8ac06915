import { load32 } from './byte-order.ts'
import { addUpDrops, dropsOf, type ReportedDrops } from './drops.ts'
import type { CaptureFormat, CaptureProblem, CaptureReading, FrameSink, RecordedInterface } from './frame.ts'
import { compressionOf, MAGIC_OCTETS, noCapture, openNamed, openStored } from './open.ts'
import { isPcap, PCAP_HEADER_OCTETS, type PcapHeader, PcapWalk, readPcapHeader } from './pcap.ts'
import { type PcapngState, PcapngWalk } from './pcapng.ts'
import { PlainFile } from './plain-file.ts'
import { BUFFER_OCTETS, endProblem, type ReadOptions, readRecords } from './read-capture.ts'
import { addProblem, tellInterfaces } from './record-walk.ts'
import { guessBlock, guessRecord } from './resync.ts'

/**
 * One capture read in ranges, side by side. A range holds the records that begin in it; where its first one begins is
 * guessed, and proven when the ranges are stitched: each must begin where, and with what, the one before it ended.
 */
export interface CaptureRange {
  /** Octets of the file. The last range goes on to its end, wherever that is. */
  readonly from: number
  readonly to: number
  /** Where its first record begins, if that is known already. */
  readonly start: RangeStart | null
}

/** A record border, and what a walk from there on must know: of a pcap nothing but its file header. */
export interface RangeStart {
  readonly at: number
  readonly state: PcapngState | null
}

/** What reading a range told. Plain data. */
export interface RangeReading {
  readonly id: string
  readonly format: CaptureFormat
  /** Length of the file. */
  readonly octets: number
  readonly start: RangeStart
  /** Where the range after it must begin. */
  readonly end: RangeStart
  readonly frames: number
  /** Met on the way. */
  readonly problems: readonly CaptureProblem[]
  /** Why the capture ends here: damage, a cut, the disk, an interruption. */
  readonly last: CaptureProblem | null
  /** It met what cannot be a record. */
  readonly stopped: boolean
  readonly interfaces: readonly RecordedInterface[]
  readonly drops: readonly ReportedDrops[]
}

export type RangeResult =
  | { readonly ok: true; readonly reading: RangeReading }
  | { readonly ok: false; readonly problem: CaptureProblem | null }

/** Splits a capture into `count` ranges; null where it cannot be: compressed, a stream, no capture. */
export function splitCapture(path: string, count: number): readonly CaptureRange[] | null {
  const stored = openStored(path)
  if ('kind' in stored) return null
  const { source } = stored
  try {
    if (!(source instanceof PlainFile)) return null
    const head = octetsAt(source, 0, new Uint8Array(PCAP_HEADER_OCTETS))
    if (head.length < PCAP_HEADER_OCTETS || compressionOf(head) !== null) return null
    if (noCapture(head.subarray(0, MAGIC_OCTETS)) !== undefined) return null
    if (isPcap(head, 0, head.length) && readPcapHeader(head, 0).lengthsSwapped !== 'no') return null
    const border = (index: number) => Math.floor((source.length * index) / count / 4) * 4
    return Array.from({ length: count }, (_, index): CaptureRange => {
      const to = index === count - 1 ? Number.POSITIVE_INFINITY : border(index + 1)
      return { from: border(index), to, start: null }
    })
  } finally {
    source.close()
  }
}

/** Reads one range of a capture into `sink`. A `problem` of null: no record border was found in it. */
export async function readRange(
  path: string,
  range: CaptureRange,
  sink: FrameSink,
  options: ReadOptions = {},
): Promise<RangeResult> {
  const capture = openRanges(path)
  if (capture === null || 'kind' in capture) return { ok: false, problem: capture }
  try {
    const reading = await capture.read(range, sink, options)
    return reading === null ? { ok: false, problem: null } : { ok: true, reading }
  } finally {
    capture.close()
  }
}

/** Opens a capture to read ranges of it; null: it is no plain file. */
export function openRanges(path: string): RangedCapture | CaptureProblem | null {
  const stored = openNamed(path)
  if ('kind' in stored) return stored
  if (stored.source instanceof PlainFile) return new RangedCapture(stored.source, stored.id!) // a plain file has one
  stored.source.close()
  return null
}

/** A capture open to be read in ranges. */
export class RangedCapture {
  readonly #source: PlainFile
  readonly #id: string
  /** Null: a pcapng. */
  readonly #pcap: PcapHeader | null
  /** What the blocks at the start of a pcapng establish; undefined: not looked at yet. */
  #head: PcapngState | null | undefined
  /** Read into, range after range; a border is looked for in as much: a few of the longest records there are. */
  readonly #octets = new Uint8Array(BUFFER_OCTETS)
  /** Interfaces the sink knows. */
  #told = 0

  /** Takes over `source`. */
  constructor(source: PlainFile, id: string) {
    this.#source = source
    this.#id = id
    const head = octetsAt(source, 0, new Uint8Array(PCAP_HEADER_OCTETS))
    this.#pcap = isPcap(head, 0, head.length) ? readPcapHeader(head, 0) : null
  }

  /** Reads the records that begin in a range into `sink`, always the same one; null: no record border was found. */
  async read(range: CaptureRange, sink: FrameSink, options: ReadOptions = {}): Promise<RangeReading | null> {
    const source = this.#source
    const pcap = this.#pcap
    const start = range.start ?? (pcap === null ? this.#blockStart(range.from) : this.#recordStart(range.from, pcap))
    if (start === null) return null
    const walk = pcap === null ? new PcapngWalk(start.at, start.state ?? undefined) : new PcapWalk(pcap, start.at)
    tellInterfaces(walk, sink, this.#told)
    source.moveTo(start.at)
    const readEnd = await readRecords(
      source,
      walk,
      sink,
      null,
      options,
      start.at,
      range.to,
      sink.room?.octets ?? this.#octets,
    )
    this.#told = Math.max(this.#told, walk.interfaces.length)
    options.onProgress?.(Math.min(source.stored, range.to))
    const done = !walk.stopped && walk.recordAt >= range.to
    const problems = [...walk.problems]
    const last = done ? null : (endProblem(source, walk, problems, readEnd, options.signal) ?? null)
    const state = walk instanceof PcapngWalk ? walk.state : null
    return {
      id: this.#id,
      format: pcap === null ? 'pcapng' : 'pcap',
      octets: walk.stopped ? source.length : done ? source.length : readEnd,
      start,
      end: { at: walk.recordAt, state },
      frames: walk.frames,
      problems,
      last,
      stopped: walk.stopped,
      interfaces: walk.interfaces,
      drops: walk instanceof PcapngWalk ? walk.drops : [],
    }
  }

  close(): void {
    this.#source.close()
  }

  #recordStart(from: number, header: PcapHeader): RangeStart | null {
    if (from <= PCAP_HEADER_OCTETS) return { at: PCAP_HEADER_OCTETS, state: null }
    const first = load32(octetsAt(this.#source, PCAP_HEADER_OCTETS, new Uint8Array(4)), 0, header.little)
    const octets = octetsAt(this.#source, from, this.#octets)
    const at = guessRecord(octets, 0, octets.length, header, first, from + octets.length === this.#source.length)
    return at < 0 ? null : { at: from + at, state: null }
  }

  /** In nearly all captures the interfaces are described before the first packet: what is known there holds to the end. */
  #blockStart(from: number): RangeStart | null {
    if (from === 0) return { at: 0, state: new PcapngWalk().state }
    if (this.#head === undefined) this.#head = stateOf(octetsAt(this.#source, 0, this.#octets))
    if (this.#head === null) return null
    const octets = octetsAt(this.#source, from, this.#octets)
    const at = guessBlock(octets, 0, octets.length, this.#head.little)
    return at < 0 ? null : { at: from + at, state: this.#head }
  }
}

/** What the blocks at the start of a pcapng establish; null: they cannot be followed. */
function stateOf(octets: Uint8Array): PcapngState | null {
  const walk = new PcapngWalk()
  walk.walk(octets, 0, octets.length, 0, { interface() {}, frame() {} })
  return walk.stopped ? null : walk.state
}

export type Stitched =
  /** The capture read as a whole by the first `used` of the ranges. */
  | { readonly kind: 'whole'; readonly used: number; readonly reading: CaptureReading }
  /** This range has to be read again, from here; the first one finds its start itself. */
  | { readonly kind: 'again'; readonly index: number; readonly start: RangeStart | null }

/** Proves the ranges of a capture, in their order; null stands for one that found no border. */
export function stitch(ranges: readonly (RangeReading | null)[]): Stitched {
  let before: RangeReading | null = null
  const used: RangeReading[] = []
  for (const [index, reading] of ranges.entries()) {
    if (before !== null && (reading === null || !follows(reading.start, before.end))) {
      return { kind: 'again', index, start: before.end }
    }
    if (reading === null) return { kind: 'again', index, start: null }
    used.push(reading)
    before = reading
    if (reading.last !== null) break
  }
  return { kind: 'whole', used: used.length, reading: { ok: true, summary: summaryOf(used) } }
}

function follows(start: RangeStart, end: RangeStart): boolean {
  return start.at === end.at && JSON.stringify(start.state) === JSON.stringify(end.state)
}

function summaryOf(readings: readonly RangeReading[]): Extract<CaptureReading, { ok: true }>['summary'] {
  const final = readings.at(-1)!
  const problems: CaptureProblem[] = []
  for (const reading of readings) for (const problem of reading.problems) addProblem(problems, problem)
  if (final.last !== null) problems.push(final.last)
  return {
    id: final.id,
    format: final.format,
    compression: null,
    octets: final.octets,
    frames: readings.reduce((sum, { frames }) => sum + frames, 0),
    complete: problems.length === 0,
    problems,
    interfaces: final.interfaces.map((each, index) => ({ ...each, drops: totalDrops(readings, index) })),
    end: final.end.at,
  }
}

function totalDrops(readings: readonly RangeReading[], index: number): number | null {
  const reported = readings.flatMap(({ drops }) => drops[index] ?? [])
  return reported.length === 0 ? null : dropsOf(reported.reduce(addUpDrops))
}

/** Octets from `position` on, as many as there are room for and there are. */
function octetsAt(source: PlainFile, position: number, into: Uint8Array): Uint8Array {
  let fill = 0
  source.moveTo(position)
  for (let got = -1; got !== 0 && fill < into.length; fill += got) got = source.read(into, fill)
  return into.subarray(0, fill)
}
