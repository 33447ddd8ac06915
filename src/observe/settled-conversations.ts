import { parseAddress } from '../decode/address.ts'
import { finished, mixed } from './key-hash.ts'
import { LINK_WORDS } from './row-key.ts'
import type { Conversations } from './settled.ts'
import type { RowTable } from './settled-row.ts'
import { SettledConversation } from './settled-rows.ts'
import { SettledTable } from './settled-table.ts'

const NONE = -1
/** Where the words of source and destination begin in a key. */
const ENDS = LINK_WORDS + 1

/** Conversations, found by the words of their addresses: nobody need make a text of each to look for a few. */
export class SettledConversations extends SettledTable<SettledConversation> implements Conversations {
  /** By hash the last row that has it, and of each row the one before with its hash; made when first asked for. */
  #last = new Int32Array(0)
  #before = new Int32Array(0)

  constructor(table: RowTable) {
    super(table, SettledConversation)
  }

  between(source: string, destination: string): readonly SettledConversation[] {
    const from = parseAddress(source)
    const to = parseAddress(destination)
    if (from === undefined || to === undefined || from.length !== to.length || this.length === 0) return []
    if (this.#last.length === 0) this.#index()
    const ends = new DataView(Uint8Array.from([...from, ...to]).buffer)
    let hash = 0
    for (let at = 0; at < ends.byteLength; at += 4) hash = mixed(hash, ends.getInt32(at))
    const found: number[] = []
    const slot = finished(hash) & (this.#last.length - 1)
    for (let number = this.#last[slot]!; number !== NONE; number = this.#before[number]!) {
      const row = this.row(number)
      if (row.source === source && row.destination === destination) found.push(number)
    }
    return this.rows(found)
  }

  #index(): void {
    const { words, keyAt } = this.table.rows
    const last = new Int32Array(1 << (32 - Math.clz32(this.length))).fill(NONE)
    const before = new Int32Array(this.length)
    for (let number = 0; number < this.length; number++) {
      const from = keyAt[number]! + ENDS
      const end = from + (words[from - 1]! >>> 8 === 4 ? 2 : 8)
      let hash = 0
      for (let at = from; at < end; at++) hash = mixed(hash, words[at]!)
      const slot = finished(hash) & (last.length - 1)
      before[number] = last[slot]!
      last[slot] = number
    }
    this.#last = last
    this.#before = before
  }
}
