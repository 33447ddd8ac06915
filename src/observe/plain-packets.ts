import { BATCH_FRAMES } from '../capture/frame-batch.ts'

/** What the frames of a batch look like, by frame: the fields of `PlainPacket`. */
export class PlainPackets {
  /** NOT_PLAIN: nothing else is said of the frame. */
  readonly shape = new Int32Array(BATCH_FRAMES)
  readonly ethernet = new Int32Array(BATCH_FRAMES)
  readonly ip = new Int32Array(BATCH_FRAMES)
  readonly outer = new Int32Array(BATCH_FRAMES)
  readonly id = new Int32Array(BATCH_FRAMES)
  /** Of what tells its conversation. */
  readonly hash = new Int32Array(BATCH_FRAMES)
}
