import type { TableName } from './caps.ts'
import { LINK_WORDS, PART_WORDS, PLACE_WORDS, SOURCE_WORDS } from './key-numbers.ts'
import { Numbering } from './numbering.ts'
import type { SituatedPart } from './situated-part.ts'

/** The word of a key that says an IP version, and the bits in front of it. */
const VERSION_AT: Partial<Readonly<Record<TableName, readonly [word: number, shift: number]>>> = {
  addresses: [SOURCE_WORDS, 8],
  conversations: [LINK_WORDS, 8],
  dhcp: [LINK_WORDS, 0],
  tunnels: [PLACE_WORDS, 0],
}
const NOWHERE = [0, 0] as const

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
    const [versionAt, shift] = VERSION_AT[name] ?? NOWHERE
    const isIpv6 = name === 'neighborDiscovery'
    const numbering = this.#numbering
    const { versions } = this
    let to = 0
    for (const part of parts) {
      const { words, keyAt, rows } = part.part[name]
      let [place, ifindex, vantage] = [-1, -1, -1] // most rows are where the one before is
      for (let row = 0; row < rows; row++) {
        const at = keyAt[row]!
        if (words[at] !== place || words[at + 1] !== ifindex) {
          place = words[at]!
          ifindex = words[at + 1]!
          vantage = part.vantage(place, ifindex)
        }
        const owner = numbering.number(vantage, words, at + PART_WORDS)
        if (versionAt > 0) versions[owner]! |= 1 << ((words[at + versionAt]! >>> shift) & 0x0f)
        else if (isIpv6) versions[owner]! |= 1 << 6
        owners[to++] = owner
      }
    }
    return owners
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
