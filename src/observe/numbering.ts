import { NOT_FOUND } from './key-store.ts'
import type { Numbers } from './observation.ts'

/**
 * Distinct runs of words, all of one length, each under a number in the order of their coming. Rows of whole tables are looked up one
 * after the other, once, before much of it is compiled: so a look-up calls next to nothing.
 */
export class Numbering {
  /** Distinct runs. */
  length = 0
  /** All runs, one after the other. */
  readonly words: Uint32Array
  /** Words of a run. */
  readonly #each: number
  /** Numbers, where the hashes of their runs tell or behind; NOT_FOUND: empty. Half of them are, or more. */
  readonly #slots: Int32Array

  /**
   * @param each words of a run
   * @param most runs there may be
   */
  constructor(each: number, most: number) {
    this.words = new Uint32Array(each * most)
    this.#each = each
    this.#slots = new Int32Array(2 << (32 - Math.clz32(most))).fill(NOT_FOUND)
  }

  /** The number of the run of `first` and the words from `at` on; a new one where it is new. */
  number(first: number, words: Numbers, at: number): number {
    const slot = this.#slotOf(first, words, at)
    const known = this.#slots[slot]!
    if (known !== NOT_FOUND) return known
    const number = this.length++
    const from = number * this.#each
    this.#slots[slot] = number
    this.words[from] = first
    for (let word = 1; word < this.#each; word++) this.words[from + word] = words[at + word - 1]!
    return number
  }

  /** The number of a run, or NOT_FOUND. */
  known(first: number, words: Numbers, at: number): number {
    return this.#slots[this.#slotOf(first, words, at)]!
  }

  /** Where the number of a run is, or belongs. */
  #slotOf(first: number, words: Numbers, at: number): number {
    const own = this.words
    const slots = this.#slots
    const each = this.#each
    const mask = slots.length - 1
    const behind = at - 1
    let hash = first
    for (let word = 1; word < each; word++) {
      hash = Math.imul(hash ^ words[behind + word]!, 0x9e3779b1)
      hash ^= hash >>> 15
    }
    let slot = hash & mask
    for (let known = slots[slot]!; known !== NOT_FOUND; known = slots[slot]!) {
      const from = known * each
      let word = 1
      while (word < each && own[from + word] === words[behind + word]) word++
      if (word === each && own[from] === first) return slot
      slot = (slot + 1) & mask
    }
    return slot
  }
}
