import { Layers } from '../decode/layers.ts'
import { mixedPair } from './key-hash.ts'
import { HAS_MAC, LINK_WORDS, PLACE_WORDS, SOURCE_WORDS } from './key-numbers.ts'
import { segmentWord } from './row-key.ts'

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

  /** The octets the next frames lie in: mostly the buffer that the last ones lay in. */
  lieIn(octets: Uint8Array): void {
    if (octets === this.octets) return
    this.octets = octets
    this.view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  }

  /** Reads the words that its keys begin with, once its layers are read. */
  readWords(): void {
    const { words, layers, view, place } = this
    const { ifindex, segmentId, linkSourceAt, linkDestinationAt } = layers
    const segment = segmentWord(layers.segmentKind, layers.innerVlan1, layers.innerVlan2, segmentId)
    const sourceHigh = macHigh(view, linkSourceAt)
    const sourceLow = macLow(view, linkSourceAt)
    const destinationHigh = macHigh(view, linkDestinationAt)
    const destinationLow = macLow(view, linkDestinationAt)
    words[0] = place
    words[1] = ifindex
    words[2] = segment
    words[3] = segmentId
    words[PLACE_WORDS] = sourceHigh
    words[PLACE_WORDS + 1] = sourceLow
    words[SOURCE_WORDS] = destinationHigh
    words[SOURCE_WORDS + 1] = destinationLow
    const placeHash = mixedPair(mixedPair(0, place, ifindex), segment, segmentId)
    const sourceHash = mixedPair(placeHash, sourceHigh, sourceLow)
    this.placeHash = placeHash
    this.sourceHash = sourceHash
    this.linkHash = mixedPair(sourceHash, destinationHigh, destinationLow)
  }
}

/** The two words of the MAC address at `at`, both 0 where there is none. */
function macHigh(view: DataView, at: number): number {
  return at < 0 ? 0 : HAS_MAC | view.getUint16(at)
}

function macLow(view: DataView, at: number): number {
  return at < 0 ? 0 : view.getInt32(at + 2)
}
