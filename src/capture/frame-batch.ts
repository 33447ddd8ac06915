import type { FrameSink } from './frame.ts'
import { BATCH_FRAMES } from './limits.ts'

/** What is noted of the frames of a batch, by frame: what `FrameSink.frame` is given. */
export interface FrameLists {
  readonly at: Int32Array
  readonly end: Int32Array
  readonly originalLength: Uint32Array
  readonly second: Float64Array
  readonly nanosecond: Int32Array
  readonly offset: Float64Array
  readonly iface: Int32Array
}

const LISTS = ['at', 'end', 'originalLength', 'second', 'nanosecond', 'offset', 'iface'] as const

/**
 * Frames of a capture in file order, as numbers: what a walk has gone over and not yet handed on. One object serves a whole
 * walk.
 */
export class FrameBatch implements FrameLists {
  /** What the frames lie in, valid until they are given. */
  octets: Uint8Array = new Uint8Array(0)
  /** Of the same octets: it loads a word at once. */
  view: DataView = new DataView(new ArrayBuffer(0))
  /** How many there are. */
  frames = 0
  readonly at: Int32Array
  readonly end: Int32Array
  readonly originalLength: Uint32Array
  readonly second: Float64Array
  readonly nanosecond: Int32Array
  readonly offset: Float64Array
  readonly iface: Int32Array

  /** @param lists each with room for BATCH_FRAMES */
  constructor(lists: FrameLists = newLists()) {
    this.at = lists.at
    this.end = lists.end
    this.originalLength = lists.originalLength
    this.second = lists.second
    this.nanosecond = lists.nanosecond
    this.offset = lists.offset
    this.iface = lists.iface
  }

  /** The octets the next frames lie in: mostly the buffer that the last ones lay in. */
  lieIn(octets: Uint8Array): void {
    if (octets === this.octets) return
    this.octets = octets
    this.view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  }

  /** Writes what another batch noted into the lists of this one, which holds no frame itself. */
  copyLists(other: FrameBatch): void {
    for (const name of LISTS) this[name].set(other[name].subarray(0, other.frames))
  }

  /** Takes a frame, as `FrameSink.frame` does; a full batch is given to `sink` at once. */
  add(
    sink: FrameSink,
    at: number,
    end: number,
    originalLength: number,
    second: number,
    nanosecond: number,
    offset: number,
    iface: number,
  ): void {
    const frame = this.frames++
    this.at[frame] = at
    this.end[frame] = end
    this.originalLength[frame] = originalLength
    this.second[frame] = second
    this.nanosecond[frame] = nanosecond
    this.offset[frame] = offset
    this.iface[frame] = iface
    if (this.frames === BATCH_FRAMES) this.giveTo(sink)
  }

  /** Gives `sink` all frames, together or one by one as it takes them; then there are none. */
  giveTo(sink: FrameSink): void {
    if (this.frames === 0) return
    if (sink.batch === undefined) this.#giveEach(sink)
    else sink.batch(this)
    this.frames = 0
  }

  #giveEach(sink: FrameSink): void {
    for (let frame = 0; frame < this.frames; frame++) {
      sink.frame(
        this.octets,
        this.at[frame]!,
        this.end[frame]!,
        this.originalLength[frame]!,
        this.second[frame]!,
        this.nanosecond[frame]!,
        this.offset[frame]!,
        this.iface[frame]!,
      )
    }
  }
}

function newLists(): FrameLists {
  return {
    at: new Int32Array(BATCH_FRAMES),
    end: new Int32Array(BATCH_FRAMES),
    originalLength: new Uint32Array(BATCH_FRAMES),
    second: new Float64Array(BATCH_FRAMES),
    nanosecond: new Int32Array(BATCH_FRAMES),
    offset: new Float64Array(BATCH_FRAMES),
    iface: new Int32Array(BATCH_FRAMES),
  }
}
