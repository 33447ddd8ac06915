import type { CaptureProblem, CaptureSummary } from '../capture/frame.ts'
import { readCapture } from '../capture/read-capture.ts'
import { parseMac } from '../decode/address.ts'
import { VXLAN_PORTS } from '../decode/frame.ts'
import { u48 } from '../decode/octets.ts'
import { CAPS, type Caps } from './caps.ts'
import type { Observation } from './observation.ts'
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

/** Reads one capture from start to end and says what it told. Never throws for what a file or the disk did. */
export async function scanCapture(file: string, options: ScanOptions = {}): Promise<ScanResult> {
  const scanner = new Scanner(
    { ...CAPS, ...options.caps },
    options.vxlanPorts ?? VXLAN_PORTS,
    new Set((options.pinnedMacs ?? []).map(macAsNumber)),
  )
  const reading = await readCapture(file, scanner, {
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.signal && { signal: options.signal }),
  })
  if (!reading.ok) return reading
  const { summary } = reading
  return {
    ok: true,
    summary,
    observation: { parts: [partOf(scanner, summary.id, [[0, summary.end, scanner.records]])] },
  }
}

function macAsNumber(text: string): number {
  const octets = parseMac(text)
  return octets === undefined ? -1 : u48(octets, 0)
}
