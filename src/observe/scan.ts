import type { CaptureProblem, CaptureSummary } from '../capture/frame.ts'
import { type CaptureRange, type RangeReading, readRange } from '../capture/ranges.ts'
import { type ReadOptions, readCapture } from '../capture/read-capture.ts'
import { parseMac } from '../decode/address.ts'
import { VXLAN_PORTS } from '../decode/frame.ts'
import { u48 } from '../decode/octets.ts'
import { CAPS, type Caps } from './caps.ts'
import type { Observation, Part } from './observation.ts'
import { partOf } from './part.ts'
import { Scanner } from './scanner.ts'

export interface ScanOptions {
  /** UDP ports that carry VXLAN, in place of the usual two. */
  readonly vxlanPorts?: readonly number[]
  /** MAC addresses whose rows no cap touches. */
  readonly pinnedMacs?: readonly string[]
  readonly caps?: Partial<Caps>
  readonly onProgress?: (octetsRead: number) => void
  readonly signal?: AbortSignal
}

/** Plain data: it crosses threads. */
export type ScanResult =
  | { readonly ok: true; readonly summary: CaptureSummary; readonly observation: Observation }
  | { readonly ok: false; readonly problem: CaptureProblem }

/** A range of a capture, scanned; to be proven by the ranges before it. A `problem` of null: no record border was found in it. */
export type RangeScan =
  | { readonly ok: true; readonly reading: RangeReading; readonly part: Part }
  | { readonly ok: false; readonly problem: CaptureProblem | null }

/** Reads one capture from start to end and says what it told. Never throws for what a file or the disk did. */
export async function scanCapture(file: string, options: ScanOptions = {}): Promise<ScanResult> {
  const scanner = newScanner(options)
  const reading = await readCapture(file, scanner, readOptions(options))
  if (!reading.ok) return reading
  const { summary } = reading
  const tally = scanner.finish()
  return {
    ok: true,
    summary,
    observation: { parts: [partOf(tally, summary.id, [[0, summary.end, tally.records]])] },
  }
}

/** As `scanCapture`, of the records that begin in a range. */
export async function scanRange(file: string, range: CaptureRange, options: ScanOptions = {}): Promise<RangeScan> {
  const scanner = newScanner(options)
  const result = await readRange(file, range, scanner, readOptions(options))
  if (!result.ok) return result
  const { reading } = result
  const from = range.from === 0 ? 0 : reading.start.at // the file header is the first range's
  return { ok: true, reading, part: partOf(scanner, reading.id, [[from, reading.end.at, scanner.records]]) }
}

function newScanner({ caps, vxlanPorts = VXLAN_PORTS, pinnedMacs = [] }: ScanOptions): Scanner {
  return new Scanner({ ...CAPS, ...caps }, vxlanPorts, new Set(pinnedMacs.map(macAsNumber)))
}

function readOptions({ onProgress, signal }: ScanOptions): ReadOptions {
  return { ...(onProgress && { onProgress }), ...(signal && { signal }) }
}

function macAsNumber(text: string): number {
  const octets = parseMac(text)
  return octets === undefined ? -1 : u48(octets, 0)
}
