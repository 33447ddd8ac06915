import type { FrameAtHand } from './frame-at-hand.ts'
import { finished, mixed, mixedOctets, mixedPair } from './key-hash.ts'
import { HAS_MAC, KEPT_OCTETS } from './key-numbers.ts'
import type { KeyTable } from './key-table.ts'

/** Before a key is begun. */
const NO_WORDS = new Uint32Array(0)
/** Runs of octets a key may have. */
const MOST_RUNS = 4

/**
 * Says a key part by part, from the octets of the frame at hand, where the table expects the next one. All of it is hashed; what is
 * long, runs of octets and the words that all keys of a frame begin with, is written only if the key is kept.
 */
export class KeyWriter {
  #hash = 0
  /** Where the key begins in `#words`, and where its next word goes. */
  #start = 0
  #at = 0
  /** Runs of octets in it: where they lie in the frame, and where in the key. */
  #runs = 0
  readonly #runAt = new Int32Array(MOST_RUNS)
  readonly #runEnd = new Int32Array(MOST_RUNS)
  readonly #runWord = new Int32Array(MOST_RUNS)
  #words: Uint32Array = NO_WORDS
  readonly #table: KeyTable
  readonly #frame: FrameAtHand

  constructor(table: KeyTable, frame: FrameAtHand) {
    this.#table = table
    this.#frame = frame
  }

  /** Words of the key so far. */
  get length(): number {
    return this.#at - this.#start
  }

  /** Begins a key behind so many of the words that all keys of the frame begin with, of which this is the hash. */
  begin(words: number, hash: number): void {
    this.#hash = hash
    this.#words = this.#table.key
    this.#start = this.#table.keyStart
    this.#at = this.#start + words
    this.#runs = 0
  }

  /** The hash of the whole key. */
  finish(): number {
    return finished(this.#hash)
  }

  /** Writes what was only hashed: the first words, so many as the key began with, and runs of octets. */
  complete(words: number): void {
    const from = this.#frame.words
    for (let word = 0; word < words; word++) this.#words[this.#start + word] = from[word]!
    for (let run = 0; run < this.#runs; run++) {
      this.#writeOctets(this.#runAt[run]!, this.#runEnd[run]!, this.#runWord[run]!)
    }
  }

  word(value: number): void {
    this.#hash = mixed(this.#hash, value)
    this.#words[this.#at++] = value
  }

  /** The MAC address at `at`. */
  mac(at: number): void {
    const { view } = this.#frame
    const high = HAS_MAC | view.getUint16(at)
    const low = view.getInt32(at + 2)
    this.#hash = mixedPair(this.#hash, high, low)
    this.#words[this.#at++] = high
    this.#words[this.#at++] = low
  }

  /** The address at `at` of IP version 4, one word, or 6, four words. */
  address(at: number, version: number): void {
    if (version === 4) this.word(this.#frame.view.getInt32(at))
    else this.#ipv6(at)
  }

  #ipv6(at: number): void {
    const { view } = this.#frame
    const into = this.#at
    const words = this.#words
    const a = view.getInt32(at)
    const b = view.getInt32(at + 4)
    const c = view.getInt32(at + 8)
    const d = view.getInt32(at + 12)
    words[into] = a
    words[into + 1] = b
    words[into + 2] = c
    words[into + 3] = d
    this.#hash = mixedPair(mixedPair(this.#hash, a, b), c, d)
    this.#at = into + 4
  }

  /** Octets [at, end): their number, as many as are kept, and a hash of the rest where there is a rest. */
  octets(at: number, end: number): void {
    this.#hash = mixedOctets(mixed(this.#hash, end - at), this.#frame.view, at, Math.min(end, at + KEPT_OCTETS))
    const run = this.#runs++
    this.#runAt[run] = at
    this.#runEnd[run] = end
    this.#runWord[run] = this.#at
    this.#at += wordsOfOctets(end - at)
  }

  nothing(): void {
    this.word(0)
  }

  #writeOctets(at: number, end: number, word: number): void {
    const { view, octets } = this.#frame
    const words = this.#words
    const kept = Math.min(end, at + KEPT_OCTETS)
    let into = word
    words[into++] = end - at
    let from = at
    for (; from + 4 <= kept; from += 4) words[into++] = view.getInt32(from)
    if (from < kept) words[into++] = lastWord(octets, from, kept)
    if (kept < end) words[into] = hashOfRest(octets, kept, end)
  }
}

/** Words that a run of octets takes in a key, that of its length included. */
export function wordsOfOctets(length: number): number {
  return 1 + ((Math.min(length, KEPT_OCTETS) + 3) >> 2) + (length > KEPT_OCTETS ? 1 : 0)
}

/** Fewer than four octets, and zeros behind them. */
function lastWord(octets: Uint8Array, at: number, end: number): number {
  let word = 0
  for (let from = at, shift = 24; from < end; from++, shift -= 8) word |= octets[from]! << shift
  return word
}

/** FNV-1a. */
function hashOfRest(octets: Uint8Array, at: number, end: number): number {
  let hash = 0x811c9dc5
  for (let from = at; from < end; from++) hash = Math.imul(hash ^ octets[from]!, 0x01000193)
  return hash >>> 0
}
