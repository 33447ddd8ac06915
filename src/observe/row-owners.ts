import type { TableName } from './caps.ts'
import { LINK_WORDS, PART_WORDS, PLACE_WORDS, SOURCE_WORDS } from './key-numbers.ts'
import { Numbering } from './numbering.ts'
import type { SituatedPart } from './situated-part.ts'

/** The word of a key that says an IP version, and the bits in front of it. */
const VERSION_AT: Partial<Readonly<Record<TableName, { readonly word: number; readonly shift: number }>>> = {
  addresses: { word: SOURCE_WORDS, shift: 8 },
  conversations: { word: LINK_WORDS, shift: 8 },
  dhcp: { word: LINK_WORDS, shift: 0 },
  tunnels: { word: PLACE_WORDS, shift: 0 },
}
/** The bit of the version. */
const IPV6 = 1 << 6

/** Whose rows are, each owner once: a place is a vantage and a segment, a sender a place and a MAC address. */
export class RowOwners {
  /** Of each owner a bit for each IP version of its rows (`1 << 4`, `1 << 6`). */
  readonly versions: Uint8Array
  /** Words that tell an owner. */
  readonly ownerWords: number
  readonly #numbering: Numbering

  /**
   * @param keyWords the words of a key up to which it tells the owner
   * @param most owners there may be
   */
  constructor(keyWords: typeof PLACE_WORDS | typeof SOURCE_WORDS, most: number) {
    this.ownerWords = 1 + keyWords - PART_WORDS
    this.#numbering = new Numbering(this.ownerWords, most)
    this.versions = new Uint8Array(most)
  }

  get length(): number {
    return this.#numbering.length
  }

  vantage(owner: number): number {
    return this.words[owner * this.ownerWords]!
  }

  /** Those of all owners, `ownerWords` each: its vantage, then of keys those behind what places a frame in its part. */
  get words(): Uint32Array {
    return this.#numbering.words
  }

  /** The owners of the rows of a table of all parts. */
  find(parts: readonly SituatedPart[], name: TableName): Int32Array {
    const owners = new Int32Array(parts.reduce((sum, { part }) => sum + part[name].rows, 0))
    let to = 0
    for (const part of parts) {
      const { rows } = part.part[name]
      this.#findIn(part, name, owners.subarray(to, to + rows))
      to += rows
    }
    return owners
  }

  #findIn(part: SituatedPart, name: TableName, owners: Int32Array): void {
    const { words, keyAt } = part.part[name]
    const numbering = this.#numbering
    const { versions } = this
    const version = VERSION_AT[name]
    const versionAt = version?.word ?? 0
    const shift = version?.shift ?? 0
    const known = name === 'neighborDiscovery' ? IPV6 : 0
    let place = -1
    let ifindex = -1
    let vantage = -1
    for (let row = 0; row < owners.length; row++) {
      const at = keyAt[row]!
      if (words[at] !== place || words[at + 1] !== ifindex) {
        place = words[at]!
        ifindex = words[at + 1]!
        vantage = part.vantage(place, ifindex) // most rows are where the one before is
      }
      const owner = numbering.number(vantage, words, at + PART_WORDS)
      owners[row] = owner
      versions[owner]! |= versionAt === 0 ? known : 1 << ((words[at + versionAt]! >>> shift) & 0x0f)
    }
  }

  /** The owners among others of each of these, of fewer words: the place of each sender. */
  within(others: RowOwners): Int32Array {
    const { words } = this.#numbering
    const numbering = others.#numbering
    const found = new Int32Array(this.length)
    for (let owner = 0; owner < found.length; owner++) {
      const at = owner * this.ownerWords
      found[owner] = numbering.number(words[at]!, words, at + 1)
    }
    return found
  }
}
