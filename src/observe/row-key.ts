import { ipv4Text, ipv6Text } from '../decode/address.ts'
import type { Layers } from '../decode/layers.ts'
import { u16, u32 } from '../decode/octets.ts'
import { SEGMENT_KINDS } from '../decode/segment-kind.ts'
import type { KeyTable } from './key-table.ts'
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
const HAS_SOURCE = 1 << 16
const HAS_DESTINATION = 1 << 17

/** Octets of a run kept in a key; longer runs are told apart by a hash of the rest. */
const KEPT_OCTETS = 2048

export function putPlace(key: Uint32Array, section: number, iface: number, layers: Layers): void {
  key[0] = ((section & 0xffff) << 16) | (iface & 0xffff)
  key[1] = layers.ifindex
  key[2] =
    SEGMENT_KINDS.indexOf(layers.segment) |
    ((layers.innerVlan1 + 1) << INNER_1) |
    ((layers.innerVlan2 + 1) << INNER_2) |
    (layers.segmentId < 0 ? 0 : HAS_ID)
  key[3] = layers.segmentId
}

/** Source and destination MAC of the frame. */
export function putLink(key: Uint32Array, octets: Uint8Array, layers: Layers): void {
  const source = layers.linkSourceAt
  const destination = layers.linkDestinationAt
  key[4] = (source < 0 ? 0 : HAS_SOURCE | u16(octets, source)) | (destination < 0 ? 0 : HAS_DESTINATION)
  key[5] = source < 0 ? 0 : u32(octets, source + 2)
  key[6] = destination < 0 ? 0 : u16(octets, destination)
  key[7] = destination < 0 ? 0 : u32(octets, destination + 2)
}

/** Hop limit, version and addresses of a packet, behind the words every key begins with. @returns the length of the key */
export function putPacket(key: Uint32Array, octets: Uint8Array, layers: Layers): number {
  const { version, sourceAt, destinationAt } = layers
  key[LINK_WORDS] = layers.hopLimit | (version << 8)
  const words = version === 4 ? 1 : 4
  for (let word = 0; word < words; word++) {
    key[LINK_WORDS + 1 + word] = u32(octets, sourceAt + 4 * word)
    key[LINK_WORDS + 1 + words + word] = u32(octets, destinationAt + 4 * word)
  }
  return LINK_WORDS + 1 + 2 * words
}

/** Words 4 and 5 for a MAC address at `at`. */
export function putSource(key: Uint32Array, octets: Uint8Array, at: number): void {
  key[4] = HAS_SOURCE | u16(octets, at)
  key[5] = u32(octets, at + 2)
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

export interface KeyPlace {
  readonly section: number
  readonly interface: number
  readonly ifindex: number | null
}

export function placeOf(key: Uint32Array): KeyPlace {
  return {
    section: key[0]! >>> 16,
    interface: key[0]! & 0xffff,
    ifindex: key[1] === 0xffffffff ? null : key[1]!,
  }
}

export function segmentOf(key: Uint32Array): Segment {
  const word = key[2]!
  const inner = [(word >>> INNER_1) & INNER, (word >>> INNER_2) & INNER].filter((id) => id > 0).map((id) => id - 1)
  return { kind: SEGMENT_KINDS[word & 0x0f]!, id: word & HAS_ID ? key[3]! : null, inner }
}

/** Empty text where the link has no addresses. */
export function linkSourceOf(key: Uint32Array): string {
  return key[4]! & HAS_SOURCE ? macOf(key[4]!, key[5]!) : ''
}

export function linkDestinationOf(key: Uint32Array): string | null {
  return key[4]! & HAS_DESTINATION ? macOf(key[6]!, key[7]!) : null
}

function macOf(high: number, low: number): string {
  return [high >>> 8, high, low >>> 24, low >>> 16, low >>> 8, low].map((octet) => HEX[octet & 0xff]).join(':')
}

const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))

/** Writes words of varying number behind those every key begins with. */
export class KeyWriter {
  readonly #table: KeyTable<never> | KeyTable<unknown>
  length = 0

  constructor(table: KeyTable<never> | KeyTable<unknown>) {
    this.#table = table
  }

  begin(at: number): void {
    this.length = at
  }

  word(value: number): void {
    this.#table.reserve(this.length + 1)
    this.#table.key[this.length++] = value
  }

  /** An address of IP version 4 (one word) or 6 (four). */
  address(octets: Uint8Array, at: number, version: number): void {
    this.word(u32(octets, at))
    if (version === 4) return
    this.word(u32(octets, at + 4))
    this.word(u32(octets, at + 8))
    this.word(u32(octets, at + 12))
  }

  /** Octets [at, end): their number, as many as are kept, and a hash of the rest where there is a rest. */
  octets(octets: Uint8Array, at: number, end: number): void {
    const kept = Math.min(end, at + KEPT_OCTETS)
    this.word(end - at)
    this.#table.reserve(this.length + KEPT_OCTETS / 4 + 2)
    let from = at
    for (; kept - from >= 4; from += 4) this.word(u32(octets, from))
    let rest = 0
    for (let shift = 24; from < kept; from++, shift -= 8) rest |= octets[from]! << shift
    if ((kept - at) % 4 !== 0) this.word(rest)
    if (kept < end) this.word(hashOctets(octets, kept, end))
  }

  nothing(): void {
    this.word(0)
  }
}

/** Reads what a KeyWriter wrote. */
export class KeyReader {
  readonly #key: Uint32Array
  #at: number
  /** Whether the run read last was longer than what is kept of it. */
  shortened = false

  constructor(key: Uint32Array, at: number) {
    this.#key = key
    this.#at = at
  }

  word(): number {
    return this.#key[this.#at++]!
  }

  address(version: number): string {
    const octets = new Uint8Array(version === 4 ? 4 : 16)
    this.#fill(octets)
    return version === 4 ? ipv4Text(octets, 0) : ipv6Text(octets, 0)
  }

  octets(): Uint8Array {
    const length = this.word()
    this.shortened = length > KEPT_OCTETS
    const octets = new Uint8Array(Math.min(length, KEPT_OCTETS))
    this.#fill(octets)
    if (this.shortened) this.#at++
    return octets
  }

  #fill(octets: Uint8Array): void {
    for (let at = 0; at < octets.length; at += 4) {
      const word = this.word()
      for (let octet = 0; octet < 4 && at + octet < octets.length; octet++) {
        octets[at + octet] = word >>> (24 - 8 * octet)
      }
    }
  }
}

/** FNV-1a. */
function hashOctets(octets: Uint8Array, at: number, end: number): number {
  let hash = 0x811c9dc5
  for (let from = at; from < end; from++) hash = Math.imul(hash ^ octets[from]!, 0x01000193)
  return hash >>> 0
}
