import { SEGMENT_KINDS } from '../decode/segment-kind.ts'
import type { FrameAtHand } from './frame-at-hand.ts'
import type { Segment } from './observation.ts'

/**
 * The words every key begins with: where the frame was seen, on which segment, and its MAC addresses.
 *
 *   0  section, interface (16 bits each)       4  0–15 source MAC, high; 16: it is there; 17: destination is there
 *   1  interface index of LINUX_SLL2            5  source MAC, low
 *   2  0–3 segment kind; 4–16, 17–29 inner VLANs + 1; 30: id is there
 *   3  segment id                               6  destination MAC, high      7  destination MAC, low
 *
 * They hold what frames say and no number given in the order of their coming, so that a key is the same on every thread.
 */
export const PLACE_WORDS = 4
export const SOURCE_WORDS = 6
export const LINK_WORDS = 8

const INNER_1 = 4
const INNER_2 = 17
const INNER = 0x1fff
const HAS_ID = 1 << 30
export const HAS_SOURCE = 1 << 16
export const HAS_DESTINATION = 1 << 17

/** The first word of the keys of frames of an interface. */
export function placeWord(section: number, iface: number): number {
  return (((section & 0xffff) << 16) | (iface & 0xffff)) >>> 0
}

/** The third word of a key. `innerVlan1`, `innerVlan2` and `id`: -1 where there is none. */
export function segmentWord(kind: number, innerVlan1: number, innerVlan2: number, id: number): number {
  return kind | ((innerVlan1 + 1) << INNER_1) | ((innerVlan2 + 1) << INNER_2) | (id < 0 ? 0 : HAS_ID)
}

export function putPlace(key: Uint32Array, { place, layers }: FrameAtHand): void {
  key[0] = place
  key[1] = layers.ifindex
  key[2] = segmentWord(SEGMENT_KINDS.indexOf(layers.segment), layers.innerVlan1, layers.innerVlan2, layers.segmentId)
  key[3] = layers.segmentId
}

/** Source and destination MAC of the frame. */
export function putLink(key: Uint32Array, { view, layers }: FrameAtHand): void {
  const source = layers.linkSourceAt
  const destination = layers.linkDestinationAt
  key[4] = (source < 0 ? 0 : HAS_SOURCE | view.getUint16(source)) | (destination < 0 ? 0 : HAS_DESTINATION)
  key[5] = source < 0 ? 0 : view.getUint32(source + 2)
  key[6] = destination < 0 ? 0 : view.getUint16(destination)
  key[7] = destination < 0 ? 0 : view.getUint32(destination + 2)
}

/** Hop limit, version and addresses of a packet, behind the words every key begins with. @returns the length of the key */
export function putPacket(key: Uint32Array, { view, layers }: FrameAtHand): number {
  const { version, sourceAt, destinationAt } = layers
  key[LINK_WORDS] = layers.hopLimit | (version << 8)
  const words = version === 4 ? 1 : 4
  for (let word = 0; word < words; word++) {
    key[LINK_WORDS + 1 + word] = view.getUint32(sourceAt + 4 * word)
    key[LINK_WORDS + 1 + words + word] = view.getUint32(destinationAt + 4 * word)
  }
  return LINK_WORDS + 1 + 2 * words
}

/** Words 4 and 5 for a MAC address at `at`. */
export function putSource(key: Uint32Array, view: DataView, at: number): void {
  key[4] = HAS_SOURCE | view.getUint16(at)
  key[5] = view.getUint32(at + 2)
}

/** The words before a row's destination, with nothing said of it. */
export function copySource(from: Uint32Array, into: Uint32Array): void {
  for (let word = 0; word < SOURCE_WORDS; word++) into[word] = from[word]!
  into[4] = into[4]! & ~HAS_DESTINATION
}

/** A MAC address as one number, high 16 bits and low 32 of it. */
export function macNumber(high: number, low: number): number {
  return (high & 0xffff) * 0x1_0000_0000 + low
}

/** Of the third and fourth word of a key. */
export function segmentOf(word: number, id: number): Segment {
  const inner = [(word >>> INNER_1) & INNER, (word >>> INNER_2) & INNER].filter((id) => id > 0).map((id) => id - 1)
  return { kind: SEGMENT_KINDS[word & 0x0f]!, id: word & HAS_ID ? id : null, inner }
}

/** Whether the link has a source address. */
export function hasSource(key: Uint32Array): boolean {
  return (key[4]! & HAS_SOURCE) !== 0
}

/** Whether the link has a destination address. */
export function hasDestination(key: Uint32Array): boolean {
  return (key[4]! & HAS_DESTINATION) !== 0
}
