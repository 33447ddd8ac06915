import { copyOctets } from './copy-octets.ts'
import type { FrameSink } from './frame.ts'
import { PcapWalk } from './pcap.ts'
import { PcapngWalk } from './pcapng.ts'
import { BLOCK_OCTETS } from './plain-file.ts'
import { type ReadFrom, readRecords } from './read-capture.ts'
import { type RecordWalk, tellInterfaces, type WalkState } from './record-walk.ts'

/** Whole records of a capture, one after the other, as whoever read them hands them over to another thread. Plain data. */
export interface RecordBlock {
  readonly octets: Uint8Array<ArrayBuffer>
  /** Offset of the first one in the stream. */
  readonly from: number
  readonly state: WalkState
}

/** Reads blocks of one capture, in file order though others lie between. */
export class BlockReader {
  /** Interfaces the sink knows. */
  #told = 0

  /** Reads the records of a block into `sink`, always the same one. Returns the offset where they end. */
  async read({ octets, from, state }: RecordBlock, sink: FrameSink): Promise<number> {
    const walk = walkFrom(from, state)
    tellInterfaces(walk, sink, this.#told)
    await readRecords(sourceOf(octets), walk, sink, null, {}, from)
    this.#told = Math.max(this.#told, walk.interfaces.length)
    return walk.recordAt
  }
}

function walkFrom(at: number, state: WalkState): RecordWalk {
  return 'section' in state ? new PcapngWalk(at, state) : new PcapWalk(state, at)
}

function sourceOf(octets: Uint8Array): ReadFrom {
  let at = 0
  return {
    length: octets.length,
    get stored() {
      return at
    },
    read: (into, intoAt) => {
      const count = Math.min(octets.length - at, into.length - intoAt, BLOCK_OCTETS)
      copyOctets(octets.subarray(at, at + count), into, intoAt)
      at += count
      return count
    },
  }
}
