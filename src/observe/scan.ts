import type { CaptureProblem, CaptureSummary } from '../capture/frame.ts'
import { type CaptureRange, openRanges, type RangeReading } from '../capture/ranges.ts'
import { type ReadOptions, readCapture } from '../capture/read-capture.ts'
import { parseMac } from '../decode/address.ts'
import { VXLAN_PORTS } from '../decode/frame.ts'
import { u48 } from '../decode/octets.ts'
import { CAPS, type Caps } from './caps.ts'
import { KnownConversations } from './known-conversations.ts'
import type { Observation, Range } from './observation.ts'
import { partOf } from './part.ts'
import { Scanner } from './scanner.ts'
import { memoryOf, Tally, type TallyColumns, type Thresholds } from './tally.ts'

export interface ScanOptions {
  /** UDP ports that carry VXLAN, in place of the usual two. */
  readonly vxlanPorts?: readonly number[]
  /** MAC addresses whose rows no cap touches. */
  readonly pinnedMacs?: readonly string[]
  readonly caps?: Partial<Caps>
  readonly onProgress?: (octetsRead: number) => void
  readonly signal?: AbortSignal
}

export type ScanResult =
  | { readonly ok: true; readonly summary: CaptureSummary; readonly observation: Observation }
  | { readonly ok: false; readonly problem: CaptureProblem }

/** What ranges of a capture told, as numbers: a tally, or what crosses threads in its place. */
export interface Told {
  /** Its content id. */
  readonly capture: string
  readonly ranges: readonly Range[]
  readonly tally: Tally | TallyColumns
  /** What is yet to be told of conversations, or as it crosses threads; null: nothing. */
  readonly known: KnownConversations | Uint8Array<ArrayBuffer> | null
}

/** A capture, read from start to end. */
export type CaptureTold =
  | { readonly ok: true; readonly summary: CaptureSummary; readonly told: Told }
  | { readonly ok: false; readonly problem: CaptureProblem }

/** Ranges of a capture, by their places among all of them, null where no record border was found; to be proven by those before them. */
export type RangesTold =
  | { readonly ok: true; readonly readings: ReadonlyMap<number, RangeReading | null>; readonly told: Told }
  | { readonly ok: false; readonly problem: CaptureProblem | null }

/** Ranges of a capture, handed out in file order to whoever has time. */
export interface RangeClaims {
  readonly ranges: readonly CaptureRange[]
  /** The place of the next range; undefined: there are no more. */
  claim(): number | undefined
  /** The capture ends in a range, or cannot be read in ranges: the others are not needed. */
  end(): void
  /** Says what whoever reads ranges leaves out by now. @returns what all together do */
  leaveOut(thresholds: Thresholds): Thresholds
}

/** Reads one capture from start to end and says what it told. Never throws for what a file or the disk did. */
export async function scanCapture(file: string, options: ScanOptions = {}): Promise<ScanResult> {
  const result = await tallyCapture(file, options)
  return result.ok ? { ok: true, summary: result.summary, observation: observationOf(result.told, options) } : result
}

/** As `scanCapture`, as numbers. */
export async function tallyCapture(file: string, options: ScanOptions): Promise<CaptureTold> {
  const scanner = newScanner(options)
  const reading = await readCapture(file, scanner, readOptions(options))
  if (!reading.ok) return reading
  const { summary } = reading
  const ranges = [[0, summary.end, scanner.takeRecords()] as const]
  return { ok: true, summary, told: { capture: summary.id, ranges, tally: scanner.finish(), known: null } }
}

/** As `tallyCapture`, of the ranges claimed. A signal ends the claiming: what was claimed is read to its end, so that no gap is left. */
export async function tallyRanges(file: string, claims: RangeClaims, options: ScanOptions): Promise<RangesTold> {
  const { signal, onProgress = () => {} } = options
  const capture = openRanges(file)
  if (capture === null || 'kind' in capture) return { ok: false, problem: capture }
  const scanner = newScanner(options)
  const readings = new Map<number, RangeReading | null>()
  const ranges: Range[] = []
  let octets = 0
  try {
    while (!signal?.aborted) {
      const place = claims.claim()
      if (place === undefined) break
      const range = claims.ranges[place]!
      const start = readings.get(place - 1)?.end ?? null
      const onRangeProgress = (position: number) => onProgress(octets + Math.max(position - range.from, 0))
      const reading = await capture.read({ ...range, start }, scanner, { onProgress: onRangeProgress })
      readings.set(place, reading)
      if (reading === null || reading.last !== null) claims.end()
      if (reading === null) continue
      octets += Math.min(range.to, reading.octets) - range.from
      const from = place === 0 ? 0 : reading.start.at // the file header is the first range's
      ranges.push([from, reading.end.at, scanner.takeRecords()])
      scanner.leaveOutFrom(claims.leaveOut(scanner.thresholds))
    }
  } finally {
    capture.close()
  }
  const id = [...readings.values()].find((reading) => reading !== null)?.id ?? ''
  return { ok: true, readings, told: { capture: id, ranges, ...scanner.finishUntold() } }
}

/** What was told as it crosses threads: plain data, whose `memory` is handed over. What was told must not be used any more. */
export function handOver(told: Told): { readonly told: Told; readonly memory: readonly ArrayBuffer[] } {
  const tally = told.tally instanceof Tally ? told.tally.columns() : told.tally
  const known = told.known instanceof KnownConversations ? told.known.entries() : told.known
  if (told.known instanceof KnownConversations) told.known.end()
  return { told: { ...told, tally, known }, memory: [...memoryOf(tally), ...(known === null ? [] : [known.buffer])] }
}

/** What a capture told. If live it must not be used any more. */
export function observationOf({ capture, ranges, tally }: Told, options: ScanOptions): Observation {
  if (tally instanceof Tally) return { parts: [partOf(tally, capture, ranges)] }
  const total = newTally(options)
  total.absorb(tally)
  return { parts: [partOf(total, capture, ranges)] }
}

/** As `observationOf`, of what ranges of one capture told, see `joined`. */
export function joinedObservation(told: readonly Told[], options: ScanOptions): Observation | null {
  const all = joined(told, options)
  return all && observationOf(all, options)
}

/**
 * What ranges of one capture told, added up; the first says which capture it is. What is live of it must not be used any more. Null:
 * threads know conversations, and there is no memory for them here.
 */
export function joined(told: readonly Told[], options: ScanOptions): Told | null {
  const live = told.find(({ tally }) => tally instanceof Tally)
  const tally = live?.tally instanceof Tally ? live.tally : newTally(options)
  if (!tellKnown(told, live, tally)) return null
  for (const each of told) {
    if (each !== live) tally.absorb(each.tally instanceof Tally ? each.tally.columns() : each.tally)
  }
  const ranges = told.flatMap((each) => each.ranges).sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return { capture: told[0]!.capture, ranges, tally, known: null }
}

/** Tells what all know of conversations, as one. */
function tellKnown(told: readonly Told[], live: Told | undefined, tally: Tally): boolean {
  const others = told.flatMap((each) => (each === live ? [] : (each.known ?? [])))
  const isLive = live?.known instanceof KnownConversations
  if (!isLive && others.length === 0) return true
  const known = isLive ? live.known : KnownConversations.of([], (table, rows) => tally.count(table, rows))
  if (known === null) return false
  for (const other of others) known.join(other instanceof KnownConversations ? other.entries() : other)
  known.tellRows()
  known.end()
  return true
}

function newTally({ caps, pinnedMacs = [] }: ScanOptions): Tally {
  return new Tally({ ...CAPS, ...caps }, numbersOf(pinnedMacs))
}

export function newScanner({ caps, vxlanPorts = VXLAN_PORTS, pinnedMacs = [] }: ScanOptions): Scanner {
  return new Scanner({ ...CAPS, ...caps }, vxlanPorts, numbersOf(pinnedMacs))
}

export function readOptions({ onProgress, signal }: ScanOptions): ReadOptions {
  return { ...(onProgress && { onProgress }), ...(signal && { signal }) }
}

/** Of lists of MAC addresses; a run has one list, for however many captures. */
const NUMBERS = new WeakMap<readonly string[], ReadonlySet<number>>()

function numbersOf(macs: readonly string[]): ReadonlySet<number> {
  const known = NUMBERS.get(macs)
  if (known !== undefined) return known
  const numbers = new Set(macs.map(macAsNumber))
  NUMBERS.set(macs, numbers)
  return numbers
}

function macAsNumber(text: string): number {
  const octets = parseMac(text)
  return octets === undefined ? -1 : u48(octets, 0)
}
