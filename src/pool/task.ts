import type { CaptureProblem } from '../capture/frame.ts'
import type { ScanOptions, ScanResult } from '../observe/scan.ts'

/** What of the options goes to every thread alike. */
export type ScanSettings = Omit<ScanOptions, 'onProgress' | 'signal'>

/** What crosses to a thread: a file to scan whole. */
export interface ScanTask {
  readonly file: string
  readonly settings: ScanSettings
  /** Octets read so far, one number a file, over shared memory: telling the progress costs no message. */
  readonly progress: Float64Array<SharedArrayBuffer>
  /** This file's place in `progress`. */
  readonly slot: number
}

/** The thread, not the file, is what failed: it died (say, of its memory), or the scan itself threw. */
export interface ThreadProblem {
  readonly kind: 'not-scanned'
  readonly at: 0
  readonly message: string
}

/** What comes back. Plain data. */
export type Scanned = ScanResult | { readonly ok: false; readonly problem: CaptureProblem | ThreadProblem }
