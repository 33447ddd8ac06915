import type { FrameBatch } from './frame-batch.ts'
import type { PcapHeader } from './pcap.ts'
import type { PcapngSection } from './pcapng.ts'

/** What a capture is read into: frames as numbers, and at the end what reading it told. */

/**
 * Receives the frames of a capture in file order. Nothing is allocated per frame, so everything is a number; what is to
 * outlive the call must be copied.
 */
export interface FrameSink {
  /**
   * One captured frame, FCS included where the interface records one.
   *
   * @param octets one reused buffer, valid during the call only
   * @param at first captured octet
   * @param end one past the last captured octet
   * @param originalLength octets on the wire, as recorded: more than `end - at` where the snaplen cut, and now and then less
   * @param second since the Unix epoch, a safe integer (a hostile file's may lie beyond what `Date` can hold)
   * @param nanosecond 0 to 999,999,999; -1 where the record has no time
   * @param offset of the record (pcapng: block) in the decompressed stream, octets
   * @param iface index into the capture's interfaces, announced before by `interface`
   */
  frame(
    octets: Uint8Array,
    at: number,
    end: number,
    originalLength: number,
    second: number,
    nanosecond: number,
    offset: number,
    iface: number,
  ): void
  /** In place of `frame`, where it is there: many frames at once. What holds of `octets` holds of the whole batch. */
  batch?(batch: FrameBatch): void
  /** Where frames best lie and are best noted: it takes them fastest from there. */
  readonly room?: FrameRoom | undefined
  /** An interface was described: once for a pcap, at its header; before any frame of it. `iface` counts from 0 without gaps. */
  interface(iface: number, description: CaptureInterface): void
  /** A record at `offset` that Wireshark numbers though it carries no packet. `frames` of the summary leaves it out. */
  record?(offset: number): void
}

export interface FrameRoom {
  /** To be read into. */
  readonly octets: Uint8Array
  readonly batch: FrameBatch
  /**
   * Adds the records that begin at octets[at] to the batch, until it is full or one is not whole or not as nearly all are: of a pcap
   * whose lengths are in the usual order, or enhanced packets of a section of a pcapng. Frames that it need not be given it may take at
   * once, as if it had been.
   * @param base offset of octets[0] in the stream
   * @returns where the next record begins
   */
  passRecords(at: number, end: number, base: number, of: PcapHeader | PcapngSection): number
  /** How many frames it took at once. */
  readonly passed: number
  /** As `passRecords`, but it takes none of the frames. */
  listRecords(at: number, end: number, base: number, of: PcapHeader | PcapngSection): number
}

export interface CaptureInterface {
  /** Section of the pcapng, from 0; 0 in a pcap. */
  readonly section: number
  /** Interface id within its section; 0 in a pcap. */
  readonly interface: number
  /** `if_name` as written (untrusted text); null where there is none. */
  readonly name: string | null
  /** LINKTYPE_ value, as tcpdump.org/linktypes.html lists them. */
  readonly linkType: number
  /** Octets of frame check sequence at the end of each frame. */
  readonly fcsOctets: number
  /** Octets captured at most per frame; 0: no limit. */
  readonly snaplen: number
}

export type CaptureProblemKind =
  | 'cut-short' //   the capture ends inside a record
  | 'damaged' //     what stands there cannot be a record, or a compressed stream is broken
  | 'unsupported' // a capture, or a compression, that is not read
  | 'empty' //       no octet at all
  | 'no-capture' //  another kind of file
  | 'unreadable' //  the disk or its permissions
  | 'interrupted' // the caller's signal

/** What kept a capture, or the rest of it, from being understood. */
export interface CaptureProblem {
  readonly kind: CaptureProblemKind
  /** Offset in the decompressed stream. */
  readonly at: number
  /** Octets needed from `at` on, where that is known. */
  readonly needed?: number
  /** Octets there were from `at` on. */
  readonly available?: number
  /** One sentence with what to do about it; the path is the caller's to say. */
  readonly message: string
}

export type CaptureFormat = 'pcap' | 'pcapng'
export type Compression = 'gzip' | 'zstd'

/** An interface and how many frames its recorder says it lost; null: not reported. */
export interface RecordedInterface extends CaptureInterface {
  readonly drops: number | null
}

/** What reading one capture told. Plain data, safe in JSON; the same for the same octets, however they came. */
export interface CaptureSummary {
  /** Names the content: equal for a copy under another path (see `capture-id.ts`). */
  readonly id: string
  readonly format: CaptureFormat
  readonly compression: Compression | null
  /** Length of the decompressed stream; where it was not read to its end and has no known length, `end`. */
  readonly octets: number
  /** Packets given to the sink. */
  readonly frames: number
  /** The whole of it was understood. */
  readonly complete: boolean
  readonly problems: readonly CaptureProblem[]
  readonly interfaces: readonly RecordedInterface[]
  /** Offset one past the last octet understood, in the decompressed stream. */
  readonly end: number
}

export type CaptureReading =
  | { readonly ok: true; readonly summary: CaptureSummary }
  | { readonly ok: false; readonly problem: CaptureProblem }
