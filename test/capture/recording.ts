import type { CaptureInterface, CaptureReading, CaptureSummary, FrameSink } from '../../src/capture/frame.ts'
import { type ChunkProducer, ChunkSource } from '../../src/capture/octet-source.ts'
import { inflate } from '../../src/capture/open.ts'
import { readOctets } from '../../src/capture/read-capture.ts'

export interface RecordedFrame {
  readonly octets: string
  readonly originalLength: number
  readonly second: number
  readonly nanosecond: number
  readonly offset: number
  readonly iface: number
}

/** A sink that keeps all it is told. */
export class Recording implements FrameSink {
  readonly frames: RecordedFrame[] = []
  readonly interfaces: CaptureInterface[] = []
  readonly records: number[] = []

  frame(
    octets: Uint8Array,
    at: number,
    end: number,
    originalLength: number,
    second: number,
    nanosecond: number,
    offset: number,
    iface: number,
  ): void {
    if (this.interfaces[iface] === undefined) throw new Error(`interface ${iface} was not told before its frame`)
    const captured = Buffer.from(octets.subarray(at, end)).toString('hex')
    this.frames.push({ octets: captured, originalLength, second, nanosecond, offset, iface })
  }

  interface(iface: number, description: CaptureInterface): void {
    if (iface !== this.interfaces.length) throw new Error(`interface ${iface} out of turn`)
    this.interfaces.push(description)
  }

  record(offset: number): void {
    this.records.push(offset)
  }
}

/** Gives `octets` in portions of the sizes given, over and over. */
export function portions(octets: Uint8Array, sizes: readonly number[]): ChunkProducer {
  let at = 0
  let turn = 0
  return {
    stored: 0,
    failure: null,
    close: () => {},
    next: () => {
      if (at >= octets.length) return Promise.resolve(null)
      const size = Math.max(sizes[turn++ % sizes.length] ?? octets.length, 1)
      const chunk = octets.subarray(at, at + size)
      at += size
      return Promise.resolve(chunk)
    },
  }
}

export interface Reading {
  readonly recording: Recording
  readonly result: CaptureReading
}

/** Reads `octets` as a stream, inflated where compressed. */
export async function readStream(octets: Uint8Array, sizes: readonly number[] = [octets.length]): Promise<Reading> {
  const recording = new Recording()
  const stored = new ChunkSource(portions(octets, sizes))
  return { recording, result: await readOctets(await inflate(stored, '-'), null, recording) }
}

/** The summary of a reading that must have one. */
export function summaryOf({ result }: Reading): CaptureSummary {
  if (!result.ok) throw new Error(result.problem.message)
  return result.summary
}
