import type { TableName } from './caps.ts'
import { LINK_WORDS, PART_WORDS, PLACE_WORDS, SOURCE_WORDS } from './key-numbers.ts'
import { Numbering } from './numbering.ts'
import type { Numbers } from './observation.ts'
import type { SituatedPart } from './situated-part.ts'

/** The word of a key that says an address's IP version, and the bits in front of it. */
const VERSION_AT: Partial<Readonly<Record<TableName, readonly [word: number, shift: number]>>> = {
  addresses: [SOURCE_WORDS, 8],
  conversations: [LINK_WORDS, 8],
  tunnels: [PLACE_WORDS, 0],
}
const NOWHERE = [0, 0] as const

/** Whose rows are, each owner once: a place is a vantage and a segment, a sender a place and a MAC address. */
export class RowOwners {
  /** Of each owner a bit for each IP version of its rows (`1 << 4`, `1 << 6`). */
  readonly versions: Uint8Array
  readonly #numbering: Numbering

  /**
   * @param keyWords the words of a key up to which it tells the owner
   * @param most owners there may be
   */
  constructor(keyWords: typeof PLACE_WORDS | typeof SOURCE_WORDS, most: number) {
    this.#numbering = new Numbering(1 + keyWords - PART_WORDS)
    this.versions = new Uint8Array(most)
  }

  get length(): number {
    return this.#numbering.length
  }

  vantage(owner: number): number {
    return this.word(owner, 0)
  }

  /** Of the owner's vantage, then of keys behind those that place a frame in its part. */
  word(owner: number, index: number): number {
    const { words, run } = this.#numbering
    return words[owner * run.length + index]!
  }

  /** The owners of the rows of a table of all parts. */
  find(parts: readonly SituatedPart[], name: TableName): Int32Array {
    const owners = new Int32Array(parts.reduce((sum, { part }) => sum + part[name].rows, 0))
    const [versionAt, shift] = VERSION_AT[name] ?? NOWHERE
    let to = 0
    for (const part of parts) {
      const { words, keyAt, rows } = part.part[name]
      for (let row = 0; row < rows; row++) {
        const at = keyAt[row]!
        const owner = this.number(part.vantage(words[at]!, words[at + 1]!), words, at + PART_WORDS)
        if (versionAt > 0) this.versions[owner]! |= 1 << ((words[at + versionAt]! >>> shift) & 0x0f)
        owners[to++] = owner
      }
    }
    return owners
  }

  /** The owners among others of each of these, of fewer words: the place of each sender. */
  within(others: RowOwners): Int32Array {
    const { words, run } = this.#numbering
    const found = new Int32Array(this.length)
    for (let owner = 0; owner < found.length; owner++) {
      const at = owner * run.length
      found[owner] = others.number(words[at]!, words, at + 1)
    }
    return found
  }

  /** The owner on a vantage whose words begin at `from`. */
  number(vantage: number, words: Numbers, from: number): number {
    const { run } = this.#numbering
    run[0] = vantage
    for (let word = 1; word < run.length; word++) run[word] = words[from + word - 1]!
    return this.#numbering.number()
  }
}
