import type { CaptureProblem, FrameSink, RecordedInterface } from './frame.ts'
import type { PcapHeader } from './pcap.ts'
import type { PcapngState } from './pcapng.ts'

/** Problems kept that do not stop a walk; what a hostile file adds after them says nothing new. */
const MAX_PROBLEMS = 16

/**
 * Goes over the records of one format, block of octets by block of octets, without keeping any of them. Who reads decides
 * where the octets come from and where a block ends.
 */
export interface RecordWalk {
  /**
   * Gives `sink` every whole record in octets[at, end), where octets[0] lies at `base` of the decompressed stream.
   * Returns the index of the first octet it still wants: to be called again with at least `needed` octets from there. It may
   * lie beyond `end`: the octets between are of no interest and need not be read. Once `stopped`, it walks no further.
   */
  walk(octets: Uint8Array, at: number, end: number, base: number, sink: FrameSink): number
  /** Octets that must be there from the returned index on for the walk to get any further. */
  readonly needed: number
  /** Where the first record not understood yet begins, in the decompressed stream. */
  readonly recordAt: number
  /** Its length as far as it is known: at least so many octets from `recordAt` must be there. */
  readonly recordOctets: number
  /** Packets given to the sink. */
  readonly frames: number
  /** Something was met after which no record border is known. */
  readonly stopped: boolean
  /** What was met; where it `stopped`, the last one is why. */
  readonly problems: readonly CaptureProblem[]
  readonly interfaces: readonly RecordedInterface[]
  /** What a walk from `recordAt` on has to know; null: nothing comes there. */
  readonly state: WalkState | null
}

/** What comes before a record tells of how to read it: of a pcap, its header. Plain data. */
export type WalkState = PcapHeader | PcapngState

/** Tells `sink` of the interfaces a walk that begins in the midst of a capture knows, but for the first `told`. */
export function tellInterfaces(walk: RecordWalk, sink: FrameSink, told: number): void {
  for (const [index, { drops: _drops, ...description }] of walk.interfaces.entries()) {
    if (index >= told) sink.interface(index, description)
  }
}

/** Keeps a problem that does not stop the walk, unless there are many already. */
export function addProblem(problems: CaptureProblem[], problem: CaptureProblem): void {
  if (problems.length < MAX_PROBLEMS) problems.push(problem)
}

/** The capture ends at `end` of the stream, inside the record the walk is at. */
export function cutShort(walk: RecordWalk, end: number): CaptureProblem {
  const at = walk.recordAt
  const available = end - at
  return {
    kind: 'cut-short',
    at,
    needed: walk.recordOctets,
    available,
    message: `the capture ends inside what begins at offset ${at}, with ${available} of its ${walk.recordOctets} octets; what comes before it counts: stop the recorder (or let it flush) before copying the file`,
  }
}
