import { grown } from './grown.ts'
import type { JoinedRows } from './join-rows.ts'
import { finished, mixed } from './key-hash.ts'
import { macNumberText } from './mac-number-text.ts'
import { HAS_MAC, macNumber } from './row-key.ts'
import { FIRST, ROW_NUMBERS } from './row-sightings.ts'
import { compareFirsts, FRAME } from './seen-numbers.ts'
import type { Senders } from './settled.ts'
import { SIGHTING_NUMBERS } from './sightings.ts'

const EMPTY = -1
/** Of a link without source addresses. */
const NO_MAC = -1
const START = 1024

/** Finds the senders of rows, each once. */
export class SenderTable {
  #length = 0
  #slots = new Int32Array(2 * START).fill(EMPTY)
  #vantages = new Int32Array(START)
  #segments = new Int32Array(START)
  #macs = new Float64Array(START)
  #sent = new Uint8Array(START)
  #firsts = new Float64Array(START * SIGHTING_NUMBERS)

  /**
   * The sender of each row.
   * @param sent whether the rows are of frames that it sent
   */
  sendersOf(rows: JoinedRows, sent: boolean): Int32Array {
    const senders = new Int32Array(rows.length)
    for (const row of rows.order) {
      const words = rows.keys[row]!
      const at = rows.keyAt[row]!
      const high = words[at + 4]!
      const mac = (high & HAS_MAC) === 0 ? NO_MAC : macNumber(high, words[at + 5]!)
      const sender = this.#find(rows.vantages[row]!, rows.segments[row]!, mac)
      if (sent) this.#sent[sender] = 1
      this.#noteFirst(sender, rows.numbers, row * ROW_NUMBERS + FIRST)
      senders[row] = sender
    }
    return senders
  }

  /** All of them. @param places of segments among all, by their numbers (`Segments`) */
  senders(places: Int32Array): Senders {
    const length = this.#length
    const numbers = this.#macs.subarray(0, length)
    const distinct = numbers
      .slice()
      .sort()
      .filter((mac, at, all) => mac !== all[at - 1])
    const ranks = new Map<number, number>()
    for (let rank = 0; rank < distinct.length; rank++) ranks.set(distinct[rank]!, rank)
    return {
      length,
      vantages: this.#vantages.subarray(0, length),
      segments: this.#segments.subarray(0, length).map((segment) => places[segment]!),
      mac: Int32Array.from(numbers, (mac) => ranks.get(mac)!),
      sent: this.#sent.subarray(0, length),
      firsts: this.#firsts.subarray(0, length * SIGHTING_NUMBERS),
      macs: Array.from(distinct, (mac) => (mac === NO_MAC ? '' : macNumberText(mac))),
    }
  }

  #find(vantage: number, segment: number, mac: number): number {
    const mask = this.#slots.length - 1
    let slot = hashOf(vantage, segment, mac) & mask
    for (let sender = this.#slots[slot]!; sender !== EMPTY; sender = this.#slots[slot]!) {
      const isIt =
        this.#macs[sender] === mac && this.#segments[sender] === segment && this.#vantages[sender] === vantage
      if (isIt) return sender
      slot = (slot + 1) & mask
    }
    return this.#add(vantage, segment, mac, slot)
  }

  #add(vantage: number, segment: number, mac: number, slot: number): number {
    const sender = this.#length++
    this.#vantages[sender] = vantage
    this.#segments[sender] = segment
    this.#macs[sender] = mac
    this.#slots[slot] = sender
    if (this.#length === this.#macs.length) this.#grow()
    return sender
  }

  /** Of sightings without a time none is the first while there is one with a time. */
  #noteFirst(sender: number, numbers: Float64Array, from: number): void {
    const at = sender * SIGHTING_NUMBERS
    const firsts = this.#firsts
    const isNew = firsts[at + FRAME] === 0
    if (!isNew && compareFirsts(numbers, from, firsts, at) >= 0) return
    for (let number = 0; number < SIGHTING_NUMBERS; number++) firsts[at + number] = numbers[from + number]!
  }

  #grow(): void {
    const size = 2 * this.#length
    this.#vantages = grown(Int32Array, this.#vantages, size)
    this.#segments = grown(Int32Array, this.#segments, size)
    this.#macs = grown(Float64Array, this.#macs, size)
    this.#sent = grown(Uint8Array, this.#sent, size)
    this.#firsts = grown(Float64Array, this.#firsts, size * SIGHTING_NUMBERS)
    this.#slots = new Int32Array(2 * size).fill(EMPTY)
    const mask = this.#slots.length - 1
    for (let sender = 0; sender < this.#length; sender++) {
      let slot = hashOf(this.#vantages[sender]!, this.#segments[sender]!, this.#macs[sender]!) & mask
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask
      this.#slots[slot] = sender
    }
  }
}

function hashOf(vantage: number, segment: number, mac: number): number {
  return finished(mixed(mixed(vantage, segment), mac | 0))
}
