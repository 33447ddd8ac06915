import { addUpDrops, dropsOf, type ReportedDrops } from './drops.ts'
import type { CaptureFormat, CaptureProblem, CaptureReading, FrameSink, RecordedInterface } from './frame.ts'
import { compressionOf, MAGIC_OCTETS, noCapture, openNamed, openStored } from './open.ts'
import { isPcap, PCAP_HEADER_OCTETS, PcapWalk, readPcapHeader } from './pcap.ts'
import { type PcapngState, PcapngWalk } from './pcapng.ts'
import { PlainFile } from './plain-file.ts'
import { endProblem, type ReadOptions, readRecords } from './read-capture.ts'
import { addProblem } from './record-walk.ts'
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

/** Octets in which the first record border of a range is looked for; more than a chain of ordinary frames takes. */
const GUESS_OCTETS = 4 * 1024 * 1024

/** Splits a capture into `count` ranges; null where it cannot be: compressed, a stream, no capture. */
export function splitCapture(path: string, count: number): readonly CaptureRange[] | null {
  const stored = openStored(path)
  if ('kind' in stored) return null
  const { source } = stored
  try {
    if (!(source instanceof PlainFile)) return null
    const head = octetsAt(source, 0, PCAP_HEADER_OCTETS)
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
  const stored = openNamed(path)
  if ('kind' in stored) return { ok: false, problem: stored }
  const { source, id } = stored
  try {
    if (!(source instanceof PlainFile)) return { ok: false, problem: null }
    const head = octetsAt(source, 0, PCAP_HEADER_OCTETS)
    const pcap = isPcap(head, 0, head.length) ? readPcapHeader(head, 0) : null
    const start =
      range.start ?? (pcap === null ? blockStart(source, range.from) : recordStart(source, range.from, pcap))
    if (start === null) return { ok: false, problem: null }
    const walk = pcap === null ? new PcapngWalk(start.at, start.state ?? undefined) : new PcapWalk(pcap, start.at)
    for (const [index, each] of walk.interfaces.entries()) {
      const { drops: _drops, ...description } = each
      sink.interface(index, description)
    }
    source.moveTo(start.at)
    const readEnd = await readRecords(source, walk, sink, null, options, start.at, range.to)
    options.onProgress?.(Math.min(source.stored, range.to))
    const done = !walk.stopped && walk.recordAt >= range.to
    const problems = [...walk.problems]
    const last = done ? null : (endProblem(source, walk, problems, readEnd, options.signal) ?? null)
    const state = walk instanceof PcapngWalk ? walk.state : null
    return {
      ok: true,
      reading: {
        id: id!, // a plain file has one
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
      },
    }
  } finally {
    source.close()
  }
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

function recordStart(source: PlainFile, from: number, header: ReturnType<typeof readPcapHeader>): RangeStart | null {
  if (from <= PCAP_HEADER_OCTETS) return { at: PCAP_HEADER_OCTETS, state: null }
  const octets = octetsAt(source, from, GUESS_OCTETS)
  const at = guessRecord(octets, 0, octets.length, header, from + octets.length === source.length)
  return at < 0 ? null : { at: from + at, state: null }
}

/** In nearly all captures the interfaces are described before the first packet: what is known there holds to the end. */
function blockStart(source: PlainFile, from: number): RangeStart | null {
  if (from === 0) return { at: 0, state: new PcapngWalk().state }
  const head = octetsAt(source, 0, GUESS_OCTETS)
  const walk = new PcapngWalk()
  walk.walk(head, 0, head.length, 0, { interface() {}, frame() {} })
  if (walk.stopped) return null
  const octets = octetsAt(source, from, GUESS_OCTETS)
  const at = guessBlock(octets, 0, octets.length, walk.state.little)
  return at < 0 ? null : { at: from + at, state: walk.state }
}

/** Up to `count` octets from `position` on. */
function octetsAt(source: PlainFile, position: number, count: number): Uint8Array {
  const octets = new Uint8Array(count)
  let fill = 0
  source.moveTo(position)
  for (let got = -1; got !== 0 && fill < count; fill += got) got = source.read(octets, fill)
  return octets.subarray(0, fill)
}
