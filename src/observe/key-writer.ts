import type { FrameAtHand } from './frame-at-hand.ts'
import { KEPT_OCTETS, type KeyParts } from './key-parts.ts'
import type { KeyTable } from './key-table.ts'
import { HAS_MAC } from './row-key.ts'

/** Writes the words of a key, into the table it is to be looked up in. */
export class KeyWriter implements KeyParts {
  length = 0
  readonly #table: KeyTable
  readonly #frame: FrameAtHand

  constructor(table: KeyTable, frame: FrameAtHand) {
    this.#table = table
    this.#frame = frame
  }

  /** Begins with so many of the words that all keys of the frame begin with. */
  begin(words: number): void {
    const { key } = this.#table
    const from = this.#frame.words
    for (let word = 0; word < words; word++) key[word] = from[word]!
    this.length = words
  }

  word(value: number): void {
    this.#table.reserve(this.length + 1)
    this.#table.key[this.length++] = value
  }

  mac(at: number): void {
    const { view } = this.#frame
    this.word(HAS_MAC | view.getUint16(at))
    this.word(view.getInt32(at + 2))
  }

  /** One word of IPv4, four of IPv6. */
  address(at: number, version: number): void {
    const words = version === 4 ? 1 : 4
    this.#table.reserve(this.length + words)
    this.#words(at, words)
  }

  /** Their number, as many as are kept, and a hash of the rest where there is a rest. */
  octets(at: number, end: number): void {
    const kept = Math.min(end, at + KEPT_OCTETS)
    const words = (kept - at) >> 2
    this.#table.reserve(this.length + words + 3)
    this.word(end - at)
    this.#words(at, words)
    const { octets } = this.#frame
    let rest = 0
    for (let from = at + 4 * words, shift = 24; from < kept; from++, shift -= 8) rest |= octets[from]! << shift
    if ((kept - at) % 4 !== 0) this.word(rest)
    if (kept < end) this.word(hashOfRest(octets, kept, end))
  }

  nothing(): void {
    this.word(0)
  }

  #words(at: number, words: number): void {
    const { key } = this.#table
    const { view } = this.#frame
    const start = this.length
    for (let word = 0; word < words; word++) key[start + word] = view.getInt32(at + 4 * word)
    this.length = start + words
  }
}

/** FNV-1a. */
function hashOfRest(octets: Uint8Array, at: number, end: number): number {
  let hash = 0x811c9dc5
  for (let from = at; from < end; from++) hash = Math.imul(hash ^ octets[from]!, 0x01000193)
  return hash >>> 0
}
