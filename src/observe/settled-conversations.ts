import { parseAddress } from '../decode/address.ts'
import { finished, mixed } from './key-hash.ts'
import { LINK_WORDS } from './row-key.ts'
import type { Conversations } from './settled.ts'
import type { RowTable } from './settled-row.ts'
import { CONVERSATION_FAMILY, SettledConversation } from './settled-rows.ts'
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
    super(table, SettledConversation, CONVERSATION_FAMILY)
  }

  between(source: string, destination: string): readonly SettledConversation[] {
    const from = parseAddress(source)
    const to = parseAddress(destination)
    if (from === undefined || to === undefined || from.length !== to.length || this.length === 0) return []
    if (this.#last.length === 0) this.#index()
    const ends = new DataView(Uint8Array.from([...from, ...to]).buffer)
    let hash = 0
    for (let at = 0; at < ends.byteLength; at += 4) hash = mixed(hash, ends.getInt32(at))
    const found: SettledConversation[] = []
    for (
      let index = this.#last[finished(hash) & (this.#last.length - 1)]!;
      index !== NONE;
      index = this.#before[index]!
    ) {
      const row = this.row(index)
      if (row.source === source && row.destination === destination) found.push(row)
    }
    return found.reverse()
  }

  #index(): void {
    const { order, keys, keyAt } = this.table.rows
    const { families } = this
    const last = new Int32Array(1 << (32 - Math.clz32(this.length))).fill(NONE)
    const before = new Int32Array(this.length)
    for (let index = 0; index < this.length; index++) {
      const row = order[index]!
      const words = keys[row]!
      const from = keyAt[row]! + ENDS
      const end = from + (families[index] === 4 ? 2 : 8)
      let hash = 0
      for (let at = from; at < end; at++) hash = mixed(hash, words[at]!)
      const slot = finished(hash) & (last.length - 1)
      before[index] = last[slot]!
      last[slot] = index
    }
    this.#last = last
    this.#before = before
  }
}
