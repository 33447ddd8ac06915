import { hexText } from '../decode/address.ts'
import type { AddressTexts } from './address-texts.ts'
import { KEPT_OCTETS } from './key-numbers.ts'
import { wordsOfOctets } from './key-writer.ts'
import type { Numbers } from './observation.ts'

/** Reads what a KeyWriter wrote into a key, one after the other. */
export class KeyReader {
  /** The run of octets read last. */
  readonly run = new Uint8Array(KEPT_OCTETS)
  runLength = 0
  readonly #view = new DataView(this.run.buffer)
  readonly #texts: AddressTexts
  #key: Numbers = []
  #at = 0

  constructor(texts: AddressTexts) {
    this.#texts = texts
  }

  begin(key: Numbers, at: number): void {
    this.#key = key
    this.#at = at
  }

  word(): number {
    return this.#key[this.#at++]!
  }

  skip(words: number): void {
    this.#at += words
  }

  address(version: number): string {
    const at = this.#at
    this.#at += version === 4 ? 1 : 4
    return version === 4 ? this.#texts.ipv4(this.#key[at]!) : this.#texts.ipv6(this.#key, at)
  }

  /** Skips the run of octets that comes next. */
  skipOctets(): void {
    const length = this.word()
    this.#at += wordsOfOctets(length) - 1
  }

  /** The run of octets that comes next lies in `run` then, its first `runLength`. Returns `runLength`. */
  octets(): number {
    const length = this.word()
    this.runLength = Math.min(length, KEPT_OCTETS)
    for (let at = 0; at < this.runLength; at += 4) this.#view.setUint32(at, this.word())
    if (length > KEPT_OCTETS) this.#at++
    return this.runLength
  }

  /** Hex of the run of octets that comes next. */
  hex(): string {
    return hexText(this.run, 0, this.octets())
  }
}
