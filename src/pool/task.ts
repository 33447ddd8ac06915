import type { MessagePort } from 'node:worker_threads'
import type { CaptureProblem } from '../capture/frame.ts'
import type { CaptureRange } from '../capture/ranges.ts'
import type { RecordBlock } from '../capture/record-block.ts'
import type { CaptureTold, RangesTold, ScanOptions, ScanResult } from '../observe/scan.ts'
import type { SharedMemory } from '../observe/shared-thresholds.ts'
import type { Thresholds } from '../observe/tally.ts'

/** What of the options goes to every thread alike. */
export type ScanSettings = Omit<ScanOptions, 'onProgress' | 'signal'>

/** What crosses to a thread: a file to scan, or a share in one. */
export interface ScanTask {
  readonly file: string
  /** Null: the whole of it. */
  readonly shared: SharedRanges | null
  readonly settings: ScanSettings
  /** Octets read so far, one number a task, over shared memory: telling the progress costs no message. */
  readonly progress: Float64Array<SharedArrayBuffer>
  /** This task's place in `progress`. */
  readonly slot: number
  /** Its one number is no longer 0 once everybody is to end with what was read. */
  readonly stop: Int32Array<SharedArrayBuffer>
  /** Nothing else runs in the process that the thread is of. */
  readonly ownProcess: boolean
}

/** A file in ranges that threads take one by one, in file order, as they have time: none waits for another at the end. */
export interface SharedRanges {
  readonly ranges: readonly CaptureRange[]
  /** Its one number is the place of the next range to be taken; past the last one: none is. */
  readonly next: Int32Array<SharedArrayBuffer>
  readonly leftOut: SharedMemory
}

/** What crosses to a thread that is to scan blocks of a stream. */
export interface BlocksTask {
  /** Through it come blocks, and null at the end; back go null, once it is ready, and the memory of each block it has read. */
  readonly blocks: MessagePort
  /** Those of the thread that reads the stream. */
  readonly thresholds: Thresholds
  readonly settings: ScanSettings
  /** As of a `ScanTask`. */
  readonly ownProcess: boolean
}

export type ToTaker = RecordBlock | null
export type FromTaker = ArrayBuffer | null

/** The thread, not the file, is what failed: it died (say, of its memory), or the scan itself threw. */
export interface ThreadProblem {
  readonly kind: 'not-scanned'
  readonly at: 0
  readonly message: string
}

export interface Failed {
  readonly ok: false
  readonly problem: CaptureProblem | ThreadProblem
}

/** What becomes of a file. */
export type Scanned = ScanResult | Failed

/** What a task comes to; from a thread, plain data. */
export type TaskResult = CaptureTold | RangesTold | Failed
