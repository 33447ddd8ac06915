import { Layers } from '../decode/layers.ts'
import { SEGMENT_KINDS, type SegmentKind } from '../decode/segment-kind.ts'
import { mixedWords } from './key-hash.ts'
import { HAS_MAC, LINK_WORDS, PLACE_WORDS, SOURCE_WORDS, segmentWord } from './row-key.ts'

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

  /** The words that its keys begin with, see `row-key.ts`; and hashes of those up to its segment, to its source, and of all. */
  readonly words = new Uint32Array(LINK_WORDS)
  placeHash = 0
  sourceHash = 0
  linkHash = 0
  /** Of the frame before. */
  #segment: SegmentKind = SEGMENT_KINDS[0]!
  #segmentNumber = 0

  /** The octets the next frames lie in: mostly the buffer that the last ones lay in. */
  lieIn(octets: Uint8Array): void {
    if (octets === this.octets) return
    this.octets = octets
    this.view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  }

  /** Reads the words that its keys begin with, once its layers are read. */
  readWords(): void {
    const { words, layers } = this
    if (layers.segment !== this.#segment) {
      this.#segment = layers.segment
      this.#segmentNumber = SEGMENT_KINDS.indexOf(layers.segment)
    }
    words[0] = this.place
    words[1] = layers.ifindex
    words[2] = segmentWord(this.#segmentNumber, layers.innerVlan1, layers.innerVlan2, layers.segmentId)
    words[3] = layers.segmentId
    this.#readMac(PLACE_WORDS, layers.linkSourceAt)
    this.#readMac(SOURCE_WORDS, layers.linkDestinationAt)
    this.placeHash = mixedWords(0, words, 0, PLACE_WORDS)
    this.sourceHash = mixedWords(this.placeHash, words, PLACE_WORDS, SOURCE_WORDS)
    this.linkHash = mixedWords(this.sourceHash, words, SOURCE_WORDS, LINK_WORDS)
  }

  #readMac(word: number, at: number): void {
    this.words[word] = at < 0 ? 0 : HAS_MAC | this.view.getUint16(at)
    this.words[word + 1] = at < 0 ? 0 : this.view.getInt32(at + 2)
  }
}
