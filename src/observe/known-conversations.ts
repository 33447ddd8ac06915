import type { KeyTable } from './key-table.ts'
import { PlainPacket } from './plain-packet.ts'

const EMPTY = -1
/** Conversations known at most; then they are learned anew. */
const MOST_ENTRIES = 1 << 18

// An entry: octets of a frame as they stand there, what was counted since the tables were told, and the rows. Two cache lines.
const ENTRY = 32
const MACS = 0 //       3 words: destination and source
const ID = 3
const HOP = 4 //        hop limit; 8: IPv6
const PLACE = 5
const SEGMENT = 6
const ADDRESSES = 7 //  2 words of IPv4, 8 of IPv6
const OUTER = 15 //     2 words, 0 outside of tunnels
const ROW = 17
const TUNNEL = 18
const COUNT = 19
const NANOSECOND = 20
const HASH = 21
const SECOND = 11 //    these count pairs of words
const OFFSET = 12
const INDEX = 13
const PAIRS = ENTRY / 2

const IS_IPV6 = 0x100

/**
 * Conversations found by comparing what is known of them with the octets of a frame in place, without a key. They count for
 * themselves: `flush` tells the tables, which so are out of the way of nearly every frame. That this tells what reading all
 * headers would is a property with a test of its own.
 */
export class KnownConversations {
  readonly #packet: PlainPacket
  readonly #conversations: KeyTable
  readonly #tunnels: KeyTable
  #words = new Int32Array(0)
  #numbers = new Float64Array(0)
  #entries = 0
  /** Entries by hash, twice as many places. */
  #slots = new Int32Array(0)
  #hash = 0
  /** Of the frame that `see` was asked for last and does not know; -1: no plain packet. */
  #slot = EMPTY

  constructor(conversations: KeyTable, tunnels: KeyTable, vxlanPorts: readonly number[]) {
    this.#packet = new PlainPacket(vxlanPorts)
    this.#conversations = conversations
    this.#tunnels = tunnels
    this.#grow(1024)
    conversations.beforeMoves = tunnels.beforeMoves = () => this.#forget()
  }

  /**
   * Counts the Ethernet frame [at, end) if its conversation is known. It must be neither earlier nor further in front than
   * any frame before it.
   * @param place the first word of its key
   */
  see(
    view: DataView,
    at: number,
    end: number,
    place: number,
    second: number,
    nanosecond: number,
    offset: number,
    index: number,
  ): boolean {
    this.#slot = EMPTY
    if (!this.#packet.read(view, at, end)) return false
    const entry = this.#seek(view, place)
    if (entry === EMPTY) return false
    const words = this.#words
    const numbers = this.#numbers
    const pair = entry * PAIRS
    words[entry * ENTRY + COUNT]! += 1
    words[entry * ENTRY + NANOSECOND] = nanosecond
    numbers[pair + SECOND] = second
    numbers[pair + OFFSET] = offset
    numbers[pair + INDEX] = index
    return true
  }

  /** After `see` did not know a frame: the rows of its conversation and (-1: none) tunnel, for those that follow. */
  learn(view: DataView, place: number, row: number, tunnel: number): void {
    if (this.#slot === EMPTY) return
    if (this.#entries * 2 === this.#slots.length) {
      if (this.#entries === MOST_ENTRIES) this.#forget()
      else this.#grow(this.#entries * 2)
      this.#seek(view, place)
    }
    const { ethernet, ip, outer, segment, id, isIpv4 } = this.#packet
    const words = this.#words
    const entry = this.#entries++
    const at = entry * ENTRY
    for (let word = 0; word < 3; word++) words[at + MACS + word] = view.getInt32(ethernet + 4 * word)
    words[at + ID] = id
    words[at + HOP] = isIpv4 ? view.getUint8(ip + 8) : view.getUint8(ip + 7) | IS_IPV6
    words[at + PLACE] = place
    words[at + SEGMENT] = segment
    const addressWords = isIpv4 ? 2 : 8
    const addresses = ip + (isIpv4 ? 12 : 8)
    for (let word = 0; word < addressWords; word++) words[at + ADDRESSES + word] = view.getInt32(addresses + 4 * word)
    words[at + OUTER] = outer < 0 ? 0 : view.getInt32(outer + 12)
    words[at + OUTER + 1] = outer < 0 ? 0 : view.getInt32(outer + 16)
    words[at + ROW] = row
    words[at + TUNNEL] = tunnel
    words[at + COUNT] = 0
    words[at + HASH] = this.#hash
    this.#slots[this.#slot] = entry
  }

  /** Tells the tables what was counted. */
  flush(): void {
    for (let entry = 0; entry < this.#entries; entry++) {
      const at = entry * ENTRY
      const count = this.#words[at + COUNT]!
      if (count === 0) continue
      this.#words[at + COUNT] = 0
      const nanosecond = this.#words[at + NANOSECOND]!
      const second = this.#numbers[entry * PAIRS + SECOND]!
      const offset = this.#numbers[entry * PAIRS + OFFSET]!
      const index = this.#numbers[entry * PAIRS + INDEX]!
      this.#conversations.seeMore(this.#words[at + ROW]!, count, second, nanosecond, offset, index)
      const tunnel = this.#words[at + TUNNEL]!
      if (tunnel >= 0) this.#tunnels.seeMore(tunnel, count, second, nanosecond, offset, index)
    }
  }

  /** The entry of the plain packet at hand, or EMPTY: then `#slot` is where it belongs. */
  #seek(view: DataView, place: number): number {
    const { ethernet, ip, isIpv4 } = this.#packet
    const slots = this.#slots
    const mask = slots.length - 1
    const ends = isIpv4 ? ip + 12 : ip + 20
    const destination = view.getInt32(isIpv4 ? ip + 16 : ip + 36)
    const macs = view.getInt32(ethernet + 2) ^ Math.imul(view.getInt32(ethernet + 8), 0x85ebca6b)
    const mixed =
      Math.imul(view.getInt32(ends), 0xcc9e2d51) ^ Math.imul(destination + this.#packet.id + place, 0x1b873593) ^ macs
    const spread = Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1)
    const hash = spread ^ (spread >>> 15)
    let slot = hash & mask
    for (let entry = slots[slot]!; entry !== EMPTY; entry = slots[slot]!) {
      if (this.#is(entry * ENTRY, view, place)) return entry
      slot = (slot + 1) & mask
    }
    this.#hash = hash
    this.#slot = slot
    return EMPTY
  }

  #is(at: number, view: DataView, place: number): boolean {
    const words = this.#words
    const { ethernet, ip, outer, segment, id, isIpv4 } = this.#packet
    if (
      words[at + MACS + 2] !== view.getInt32(ethernet + 8) ||
      words[at + MACS + 1] !== view.getInt32(ethernet + 4) ||
      words[at + MACS] !== view.getInt32(ethernet) ||
      words[at + ID] !== id ||
      words[at + PLACE] !== place ||
      words[at + SEGMENT] !== segment
    ) {
      return false
    }
    const isOuter =
      outer < 0 ||
      (words[at + OUTER] === view.getInt32(outer + 12) && words[at + OUTER + 1] === view.getInt32(outer + 16))
    if (isIpv4) {
      return (
        isOuter &&
        words[at + HOP] === view.getUint8(ip + 8) &&
        words[at + ADDRESSES] === view.getInt32(ip + 12) &&
        words[at + ADDRESSES + 1] === view.getInt32(ip + 16)
      )
    }
    return (
      isOuter &&
      words[at + HOP] === (view.getUint8(ip + 7) | IS_IPV6) &&
      words[at + ADDRESSES + 3] === view.getInt32(ip + 20) &&
      words[at + ADDRESSES + 7] === view.getInt32(ip + 36) &&
      words[at + ADDRESSES] === view.getInt32(ip + 8) &&
      words[at + ADDRESSES + 1] === view.getInt32(ip + 12) &&
      words[at + ADDRESSES + 2] === view.getInt32(ip + 16) &&
      words[at + ADDRESSES + 4] === view.getInt32(ip + 24) &&
      words[at + ADDRESSES + 5] === view.getInt32(ip + 28) &&
      words[at + ADDRESSES + 6] === view.getInt32(ip + 32)
    )
  }

  /** Before rows of the tables move: what is known by their numbers is told, and known no more. */
  #forget(): void {
    this.flush()
    this.#entries = 0
    this.#slots.fill(EMPTY)
  }

  /** Makes room for so many entries. */
  #grow(entries: number): void {
    const words = new Int32Array(entries * ENTRY)
    words.set(this.#words)
    this.#words = words
    this.#numbers = new Float64Array(words.buffer)
    this.#slots = new Int32Array(2 * entries).fill(EMPTY)
    const mask = this.#slots.length - 1
    for (let entry = 0; entry < this.#entries; entry++) {
      let slot = words[entry * ENTRY + HASH]! & mask
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask
      this.#slots[slot] = entry
    }
  }
}
