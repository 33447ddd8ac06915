import { AddressTexts } from './address-texts.ts'
import { KEPT_OCTETS } from './key-writer.ts'
import { hasDestination, hasSource } from './row-key.ts'

/** Reads keys, one after the other: the words every key begins with, and what a KeyWriter wrote behind them. */
export class KeyReader {
  readonly #texts = new AddressTexts()
  #key: Uint32Array = new Uint32Array(0)
  #at = 0

  begin(key: Uint32Array, at: number): void {
    this.#key = key
    this.#at = at
  }

  /** Empty text where the link has no source address. */
  get linkSource(): string {
    const key = this.#key
    return hasSource(key) ? this.#texts.mac(key[4]!, key[5]!) : ''
  }

  get linkDestination(): string | null {
    const key = this.#key
    return hasDestination(key) ? this.#texts.mac(key[6]!, key[7]!) : null
  }

  word(): number {
    return this.#key[this.#at++]!
  }

  address(version: number): string {
    const at = this.#at
    this.#at += version === 4 ? 1 : 4
    return version === 4 ? this.#texts.ipv4(this.#key[at]!) : this.#texts.ipv6(this.#key, at)
  }

  octets(): Uint8Array {
    const length = this.word()
    const octets = new Uint8Array(Math.min(length, KEPT_OCTETS))
    const view = new DataView(octets.buffer)
    const whole = octets.length & ~3
    for (let at = 0; at < whole; at += 4) view.setUint32(at, this.word())
    if (whole < octets.length) {
      const rest = this.word()
      for (let at = whole, shift = 24; at < octets.length; at++, shift -= 8) octets[at] = rest >>> shift
    }
    if (length > KEPT_OCTETS) this.#at++
    return octets
  }
}
