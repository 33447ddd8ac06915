import type { FrameSink } from './frame.ts'

/** Enough that the waits of many frames for memory overlap, few enough that what is noted of them stays near. */
export const BATCH_FRAMES = 128

/**
 * Frames of a capture in file order, as numbers: what a walk has gone over and not yet handed on. One object serves a whole
 * walk; what the lists hold of a frame is what `FrameSink.frame` is given.
 */
export class FrameBatch {
  /** What the frames lie in, valid until they are given. */
  octets: Uint8Array = new Uint8Array(0)
  /** Of the same octets: it loads a word at once. */
  view: DataView = new DataView(new ArrayBuffer(0))
  /** How many there are. */
  frames = 0
  readonly at = new Int32Array(BATCH_FRAMES)
  readonly end = new Int32Array(BATCH_FRAMES)
  readonly originalLength = new Uint32Array(BATCH_FRAMES)
  readonly second = new Float64Array(BATCH_FRAMES)
  readonly nanosecond = new Int32Array(BATCH_FRAMES)
  readonly offset = new Float64Array(BATCH_FRAMES)
  readonly iface = new Int32Array(BATCH_FRAMES)

  /** The octets the next frames lie in: mostly the buffer that the last ones lay in. */
  lieIn(octets: Uint8Array): void {
    if (octets === this.octets) return
    this.octets = octets
    this.view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
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
