import { SEGMENT_KINDS } from '../decode/segment-kind.ts'
import { HAS_ID, HAS_MAC, INNER_1, INNER_2 } from './key-numbers.ts'
import type { Segment } from './observation.ts'

// The words every key begins with: where the frame was seen, on which segment, and its MAC addresses.
//
//   0  section, interface (16 bits each)       4  0–15 source MAC, high; 16: it is there
//   1  interface index of LINUX_SLL2            5  source MAC, low
//   2  0–3 segment kind; 4–16, 17–29 inner VLANs + 1; 30: id is there
//   3  segment id                               6, 7  destination MAC, likewise
//
// They hold what frames say and no number given in the order of their coming, so that a key is the same on every thread.

const INNER = 0x1fff

/** The first word of the keys of frames of an interface. */
export function placeWord(section: number, iface: number): number {
  return (((section & 0xffff) << 16) | (iface & 0xffff)) >>> 0
}

/** The third word of a key. `innerVlan1`, `innerVlan2` and `id`: -1 where there is none. */
export function segmentWord(kind: number, innerVlan1: number, innerVlan2: number, id: number): number {
  return kind | ((innerVlan1 + 1) << INNER_1) | ((innerVlan2 + 1) << INNER_2) | (id < 0 ? 0 : HAS_ID)
}

/** A MAC address as one number, high 16 bits and low 32 of it. */
export function macNumber(high: number, low: number): number {
  return (high & 0xffff) * 0x1_0000_0000 + low
}

/** Of the third and fourth word of a key. */
export function segmentOf(word: number, id: number): Segment {
  return { kind: SEGMENT_KINDS[word & 0x0f]!, id: word & HAS_ID ? id : null, inner: innerOf(word) }
}

const NO_VLANS: readonly number[] = []

function innerOf(word: number): readonly number[] {
  const outer = (word >>> INNER_1) & INNER
  const inner = (word >>> INNER_2) & INNER
  return outer + inner === 0 ? NO_VLANS : [outer, inner].filter((id) => id > 0).map((id) => id - 1)
}

/** The tunnel that carries a segment. */
export function tunnelKindOf({ kind }: Segment): Exclude<Segment['kind'], 'untagged' | 'vlan'> {
  return kind === 'untagged' || kind === 'vlan' ? 'ip-tunnel' : kind
}

/** Whether the link has a source address, by the key that begins at `at`. */
export function hasSource(words: Uint32Array, at: number): boolean {
  return (words[at + 4]! & HAS_MAC) !== 0
}
