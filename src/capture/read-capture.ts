import { StreamId } from './capture-id.ts'
import type { CaptureProblem, CaptureReading, CaptureSummary, FrameSink } from './frame.ts'
import { MAX_CAPTURED_OCTETS } from './limits.ts'
import type { OctetSource } from './octet-source.ts'
import { type CaptureOctets, inflate, MAGIC_OCTETS, noCapture, openNamed, problemOf } from './open.ts'
import { isPcap, PCAP_HEADER_OCTETS, PcapWalk, readPcapHeader } from './pcap.ts'
import { PcapngWalk } from './pcapng.ts'
import { BLOCK_OCTETS } from './plain-file.ts'
import { cutShort, type RecordWalk } from './record-walk.ts'

/** One block, and what of a record is carried over from the block before. */
export const BUFFER_OCTETS = BLOCK_OCTETS + 2 * MAX_CAPTURED_OCTETS
/** Octets read between two turns of the event loop, in which signals and progress are served. */
const TURN_OCTETS = 16 * BLOCK_OCTETS

export interface ReadOptions {
  /** Told now and then, and at the end, how many octets of the file as stored have been read. */
  readonly onProgress?: (octetsRead: number) => void
  /** Awaited before each block is read: whoever takes the frames further sets the pace. */
  readonly pace?: () => Promise<void>
  /**
   * Told of octets[0, end), which the walk has gone over and which follow those told of before; reading goes on once that returns.
   * What comes next begins with a record, unless the walk is in the midst of a long one that is not read: it begins at `walk.recordAt`.
   */
  readonly onPassed?: (walk: RecordWalk, octets: Uint8Array, end: number) => Promise<void>
  /** Goes on reading as a file grows, until `signal` ends it. A pipe is read as it is. */
  readonly follow?: boolean
  /** Ends the reading: what was read counts, with the problem 'interrupted'. */
  readonly signal?: AbortSignal
}

/**
 * Reads one capture from start to end into `sink`, in memory that does not grow with it. `-` is standard input. What the
 * file or the disk did is in the result; what `sink` throws comes through.
 */
export async function readCapture(path: string, sink: FrameSink, options: ReadOptions = {}): Promise<CaptureReading> {
  const stored = openNamed(path, options.follow)
  if ('kind' in stored) return { ok: false, problem: stored }
  const interrupt = () => stored.source.close()
  options.signal?.addEventListener('abort', interrupt)
  if (options.signal?.aborted) interrupt()
  let capture: CaptureOctets | undefined
  try {
    capture = await inflate(stored.source, path)
    return await readOctets(capture, stored.id, sink, options)
  } finally {
    options.signal?.removeEventListener('abort', interrupt)
    capture?.source.close()
    stored.source.close()
  }
}

/** As `readCapture`, from octets that are open already; `id` null: it is made of them. The caller closes the source. */
export async function readOctets(
  { source, compression }: CaptureOctets,
  id: string | null,
  sink: FrameSink,
  options: ReadOptions = {},
): Promise<CaptureReading> {
  const head = await source.peek(PCAP_HEADER_OCTETS)
  const wrong = noCapture(head.subarray(0, MAGIC_OCTETS))
  if (wrong !== undefined) return { ok: false, problem: failureOf(source, 0, options.signal) ?? wrong }
  const format = isPcap(head, 0, head.length) ? 'pcap' : 'pcapng'
  const walk = format === 'pcap' ? beginPcap(head, sink) : new PcapngWalk()
  const streamId = id === null ? new StreamId() : null
  const end = await readRecords(source, walk, sink, streamId, options)
  options.onProgress?.(source.stored)
  const problems = [...walk.problems]
  const last = endProblem(source, walk, problems, end, options.signal)
  if (last !== undefined) problems.push(last)
  const summary: CaptureSummary = {
    id: id ?? streamId!.id,
    format,
    compression,
    octets: walk.stopped ? (source.length ?? walk.recordAt) : end,
    frames: walk.frames,
    complete: problems.length === 0,
    problems,
    interfaces: walk.interfaces,
    end: walk.recordAt,
  }
  return { ok: true, summary }
}

/** A pcap whose header is all there has told its interface; of a shorter one nothing can be read. */
function beginPcap(head: Uint8Array, sink: FrameSink): RecordWalk {
  if (head.length < PCAP_HEADER_OCTETS) return new NoRecords()
  const header = readPcapHeader(head, 0)
  sink.interface(0, header.interface)
  return new PcapWalk(header)
}

/** Stands for a pcap that ends inside its file header. */
class NoRecords implements RecordWalk {
  readonly needed = PCAP_HEADER_OCTETS
  readonly recordAt = 0
  readonly recordOctets = PCAP_HEADER_OCTETS
  readonly frames = 0
  readonly stopped = false
  readonly problems: readonly CaptureProblem[] = []
  readonly interfaces = []
  readonly state = null

  walk(_octets: Uint8Array, at: number): number {
    return at
  }
}

/** What records are read from: all of a source that this needs. */
export type ReadFrom = Pick<OctetSource, 'read' | 'skip' | 'length' | 'stored'>

/**
 * Feeds `walk` from `source`, which stands at `from` of the stream, with all records that begin before `to`, or up to where the
 * source ends or the walk stops. Returns the end of what was read, as an offset.
 */
export async function readRecords(
  source: ReadFrom,
  walk: RecordWalk,
  sink: FrameSink,
  streamId: StreamId | null,
  options: ReadOptions,
  from = 0,
  to = Number.POSITIVE_INFINITY,
  buffer = sink.room?.octets ?? new Uint8Array(Math.min(BUFFER_OCTETS, source.length ?? BUFFER_OCTETS)),
): Promise<number> {
  let octets = buffer
  let base = from // offset of octets[0] in the stream
  let fill = 0 // octets there are
  let at = walk.recordAt - from // first octet wanted, as an index; beyond `fill` what lies between is passed over
  let readEnd = 0
  let turn = TURN_OCTETS
  while (!walk.stopped && walk.recordAt < to && !options.signal?.aborted) {
    const gone = Math.min(at, fill)
    streamId?.add(octets, 0, gone)
    if (options.onPassed !== undefined) await options.onPassed(walk, octets, gone)
    octets.copyWithin(0, gone, fill)
    base += gone
    fill -= gone
    at -= gone
    if (fill === 0 && at > 0 && source.skip !== undefined) {
      source.skip(at)
      base += at
      at = 0
    }
    if (at + walk.needed > octets.length && at <= fill) octets = grown(octets, fill, walk.needed)
    if (options.pace !== undefined) await options.pace()
    const reading = source.read(octets, fill)
    const count = typeof reading === 'number' ? reading : await reading
    if (count === 0) break
    fill += count
    readEnd = base + fill
    const whole = Math.min(fill, to - base)
    if (at < whole) at = walk.walk(octets, at, whole, base, sink)
    // the last record of a range goes on past its end: it is fed alone, once all of it is there
    while (whole < fill && !walk.stopped && walk.recordAt < to && at + walk.needed <= fill) {
      at = walk.walk(octets, at, at + walk.needed, base, sink)
    }
    turn -= count
    if (turn <= 0) {
      turn = TURN_OCTETS
      options.onProgress?.(source.stored)
      await eventLoopTurn()
    }
  }
  const gone = Math.min(at, fill)
  streamId?.add(octets, 0, walk.stopped ? gone : fill)
  if (options.onPassed !== undefined) await options.onPassed(walk, octets, gone)
  return Math.min(base + fill, Math.max(source.length ?? 0, readEnd))
}

/** A larger buffer with the first `fill` octets of `octets`. The walk has checked the length it needs. */
function grown(octets: Uint8Array, fill: number, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(needed + BLOCK_OCTETS)
  larger.set(octets.subarray(0, fill))
  return larger
}

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Why reading ended at `end`; undefined at a border of records. Where the walk stopped, its reason is taken off `problems`. */
export function endProblem(
  source: OctetSource,
  walk: RecordWalk,
  problems: CaptureProblem[],
  end: number,
  signal: AbortSignal | undefined,
): CaptureProblem | undefined {
  if (walk.stopped) return withRest(problems.pop()!, source.length)
  return failureOf(source, end, signal) ?? cutAt(walk, end)
}

function failureOf(source: OctetSource, end: number, signal: AbortSignal | undefined): CaptureProblem | undefined {
  if (signal?.aborted) return interruptedAt(end)
  return source.failure === null ? undefined : { ...problemOf(source.failure), at: end }
}

export function interruptedAt(end: number): CaptureProblem {
  return { kind: 'interrupted', at: end, message: `interrupted at offset ${end}; what comes before it counts` }
}

/** The problem a walk stopped at, with how much was left unread. */
function withRest(problem: CaptureProblem, length: number | null): CaptureProblem {
  if (length === null) return { ...problem, message: `${problem.message}, what comes after it was not read` }
  const available = length - problem.at
  return { ...problem, available, message: `${problem.message}, the ${available} octets from there on were not read` }
}

function cutAt(walk: RecordWalk, end: number): CaptureProblem | undefined {
  return end === walk.recordAt ? undefined : cutShort(walk, end)
}
