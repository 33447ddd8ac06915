import { parseAddress } from '../decode/address.ts'
import { Groups } from './groups.ts'
import { HAS_MAC, LINK_WORDS, SOURCE_WORDS } from './key-numbers.ts'
import { NO_MAC } from './mac-number-text.ts'
import { macNumber } from './row-key.ts'
import { ROW_NUMBERS } from './row-numbers.ts'
import type { Conversations } from './settled.ts'
import type { RowTable } from './settled-row.ts'
import { SettledConversation } from './settled-rows.ts'
import { SettledTable } from './settled-table.ts'

/** Where the words of source and destination begin in a key. */
const ENDS = LINK_WORDS + 1

/** Conversations, found by the words of their addresses: nobody need make a text of each to look for a few. */
export class SettledConversations extends SettledTable<SettledConversation> implements Conversations {
  readonly #buckets: number
  /** Made when first asked for. */
  #byEnds: Groups | undefined

  constructor(table: RowTable) {
    super(table, SettledConversation)
    this.#buckets = 1 << (32 - Math.clz32(this.length))
  }

  between(source: string, destination: string): readonly SettledConversation[] {
    const from = parseAddress(source)
    const to = parseAddress(destination)
    if (from === undefined || to === undefined || from.length !== to.length) return []
    const view = new DataView(Uint8Array.from([...from, ...to]).buffer)
    const ends = Uint32Array.from({ length: view.byteLength / 4 }, (_, word) => view.getUint32(4 * word))
    this.#byEnds ??= new Groups(this.#buckets, this.#bucketsOfRows())
    const bucket = bucketOf(ends[ends.length / 2 - 1]!, ends.at(-1)!) & (this.#buckets - 1)
    const mayBe = this.#byEnds.of(bucket)
    return this.rows(mayBe.filter((number) => this.#isBetween(number, ends)))
  }

  eachLink(tell: (sender: number, destination: number, frames: number) => void): void {
    const { words, keyAt, owners, sightings } = this.table.rows
    for (let number = 0; number < this.length; number++) {
      const at = keyAt[number]! + SOURCE_WORDS
      const high = words[at]!
      const destination = (high & HAS_MAC) === 0 ? NO_MAC : macNumber(high, words[at + 1]!)
      tell(owners[number]!, destination, sightings.numbers[number * ROW_NUMBERS]!)
    }
  }

  #bucketsOfRows(): Int32Array {
    const { words, keyAt } = this.table.rows
    const mask = this.#buckets - 1
    const buckets = new Int32Array(this.length)
    for (let number = 0; number < buckets.length; number++) {
      const at = keyAt[number]! + LINK_WORDS
      const length = words[at]! >>> 8 === 4 ? 1 : 4
      buckets[number] = bucketOf(words[at + length]!, words[at + 2 * length]!) & mask
    }
    return buckets
  }

  #isBetween(number: number, ends: Uint32Array): boolean {
    const { words, keyAt } = this.table.rows
    const at = keyAt[number]! + ENDS
    return this.#endWords(number) === ends.length && ends.every((word, index) => words[at + index] === word)
  }

  /** Words of both its addresses. */
  #endWords(number: number): 2 | 8 {
    const { words, keyAt } = this.table.rows
    return words[keyAt[number]! + LINK_WORDS]! >>> 8 === 4 ? 2 : 8
  }
}

/** Of the last word of either address: those before it are alike on a network. */
function bucketOf(source: number, destination: number): number {
  const hash = Math.imul(Math.imul(source, 0x9e3779b1) ^ destination, 0x85ebca6b)
  return hash ^ (hash >>> 15)
}
