import { Layers } from '../decode/layers.ts'

/** The frame being looked at: where its octets lie, what its headers say, where and when it was seen. One object for all frames. */
export class FrameAtHand {
  octets: Uint8Array = new Uint8Array(0)
  /** Of the same octets: it loads a word at once. */
  view: DataView = new DataView(new ArrayBuffer(0))
  readonly layers = new Layers()
  /** Its first octet. */
  at = 0
  /** Section and interface, as a key's first word. */
  place = 0
  second = 0
  nanosecond = 0
  /** Of its record in the capture. */
  offset = 0
  /** Among the records of the range. */
  index = 0

  /** The octets the next frames lie in: mostly the buffer that the last ones lay in. */
  lieIn(octets: Uint8Array): void {
    if (octets === this.octets) return
    this.octets = octets
    this.view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  }
}
