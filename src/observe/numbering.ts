import { NOT_FOUND } from './key-store.ts'
import type { Numbers } from './observation.ts'

/**
 * Distinct runs of words, all of one length, each under a number in the order of their coming. Rows of whole tables are looked up one
 * after the other, once, before any of it is compiled: so a look-up is one call, with nothing to call inside.
 */
export class Numbering {
  /** Of a run. */
  readonly #words: number
  /** All runs, one after the other. */
  readonly words: Uint32Array
  /** Distinct runs. */
  length = 0
  /** A number, counted from 1, where the hash of its run tells or behind; 0: empty. At most half of them are taken. */
  readonly #slots: Int32Array

  /**
   * @param words of a run
   * @param most runs there may be
   */
  constructor(words: number, most: number) {
    this.#words = words
    this.words = new Uint32Array(words * most)
    this.#slots = new Int32Array(2 << (32 - Math.clz32(most)))
  }

  /** The number of the run of `first` and the words from `at` on; a new one where it is new. */
  number(first: number, words: Numbers, at: number): number {
    const slot = this.#slotOf(first, words, at)
    const known = this.#slots[slot]!
    if (known > 0) return known - 1
    const from = this.length * this.#words
    this.words[from] = first
    for (let word = 1; word < this.#words; word++) this.words[from + word] = words[at + word - 1]!
    this.#slots[slot] = ++this.length
    return this.length - 1
  }

  /** The number of a run, or NOT_FOUND. */
  known(first: number, words: Numbers, at: number): number {
    const known = this.#slots[this.#slotOf(first, words, at)]!
    return known === 0 ? NOT_FOUND : known - 1
  }

  /** Where the number of a run is, or belongs. */
  #slotOf(first: number, words: Numbers, at: number): number {
    const own = this.words
    const slots = this.#slots
    const length = this.#words
    const mask = slots.length - 1
    const behind = at - 1
    let hash = first
    for (let word = 1; word < length; word++) {
      hash = Math.imul(hash ^ words[behind + word]!, 0x9e3779b1)
      hash ^= hash >>> 15
    }
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = slots[slot]!
      if (known === 0) return slot
      const from = (known - 1) * length
      if (own[from] !== first) continue
      let word = 1
      while (word < length && own[from + word] === words[behind + word]) word++
      if (word === length) return slot
    }
  }
}
