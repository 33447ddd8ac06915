import { ipv4Text, ipv6Text, macText } from '../decode/address.ts'
import type { Numbers } from './observation.ts'

const SLOTS = 1 << 13
const WORDS = 4

/** Texts of addresses given as words. Many rows name the same ones, so the last texts are kept, each in the place its words tell. */
export class AddressTexts {
  readonly #octets = new Uint8Array(4 * WORDS)
  readonly #view = new DataView(this.#octets.buffer)
  readonly #macWords = new Uint32Array(2 * SLOTS)
  readonly #macs = new Array<string | undefined>(SLOTS)
  readonly #ipv4Words = new Uint32Array(SLOTS)
  readonly #ipv4Texts = new Array<string | undefined>(SLOTS)
  readonly #words = new Uint32Array(WORDS * SLOTS)
  readonly #texts = new Array<string | undefined>(SLOTS)

  /** The MAC address of its high 16 bits (others are ignored) and its low 32. */
  mac(high: number, low: number): string {
    const words = this.#macWords
    const above = high & 0xffff
    const slot = (Math.imul(low ^ above, 0x9e3779b1) >>> 17) & (SLOTS - 1)
    const known = this.#macs[slot]
    if (known !== undefined && words[2 * slot] === above && words[2 * slot + 1] === low) return known
    this.#view.setUint16(0, above)
    this.#view.setUint32(2, low)
    words[2 * slot] = above
    words[2 * slot + 1] = low
    const text = macText(this.#octets, 0)
    this.#macs[slot] = text
    return text
  }

  ipv4(word: number): string {
    const slot = (Math.imul(word, 0x9e3779b1) >>> 17) & (SLOTS - 1)
    const known = this.#ipv4Texts[slot]
    if (known !== undefined && this.#ipv4Words[slot] === word) return known
    this.#view.setUint32(0, word)
    const text = ipv4Text(this.#octets, 0)
    this.#ipv4Words[slot] = word
    this.#ipv4Texts[slot] = text
    return text
  }

  /** The IPv6 address in four words of `key`. */
  ipv6(key: Numbers, at: number): string {
    const words = this.#words
    const a = key[at]!
    const b = key[at + 1]!
    const c = key[at + 2]!
    const d = key[at + 3]!
    const mixed = Math.imul(a ^ (b << 7), 0x85ebca6b) ^ Math.imul(c ^ (c >>> 11), 0xc2b2ae35) ^ d
    const slot = (Math.imul(mixed, 0x9e3779b1) >>> 17) & (SLOTS - 1)
    const place = slot * WORDS
    const known = this.#texts[slot]
    const same = words[place] === a && words[place + 1] === b && words[place + 2] === c && words[place + 3] === d
    if (known !== undefined && same) return known
    for (let word = 0; word < WORDS; word++) {
      this.#view.setUint32(4 * word, key[at + word]!)
      words[place + word] = key[at + word]!
    }
    const text = ipv6Text(this.#octets, 0)
    this.#texts[slot] = text
    return text
  }
}
