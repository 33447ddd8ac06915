import type { FrameBatch } from '../capture/frame-batch.ts'
import { FrameOrder } from './frame-order.ts'
import { grown } from './grown.ts'
import { type KeyTable, LEFT_OUT } from './key-table.ts'
import { IPV4, NOT_PLAIN, PlainPacket, TUNNELLED } from './plain-packet.ts'
import { PlainPackets } from './plain-packets.ts'
import { listen, type ScannedVantage } from './tally.ts'

// An entry: octets of a frame as they stand there, loaded as words, and what was counted since the tables were told.
const ENTRY = 16
const MACS = 0 //    3 words: destination and source
const ID = 3
const SHAPE = 4
const IFACE = 5
const ENDS = 6 //    2 words: the last, or only ones of the addresses
const OUTER = 8 //   2 words: the addresses around a tunnel, 0 outside of tunnels
const COUNT = 10
const SECOND = 11
const NANOSECOND = 12
const INDEX = 13
const OFFSET = 7 //  counts pairs of words
const PAIRS = ENTRY / 2
/** The other six words of the addresses of IPv6, apart: most frames need none. */
const PREFIXES = 8

/** A slot: the number of an entry, from 1 on, below bits of its hash that spare a look at most wrong ones; 0: empty. */
const NUMBER = 0x3ffff
/** Entries there may be room for, the first of which is not used; when they are full, all are learned anew. */
const MOST_ENTRIES = NUMBER + 1
const FIRST_ENTRIES = 1024

/** Seconds and indices have 32 bits here: frames that need more are left to who reads their headers. */
const TOO_LARGE = 0x1_0000_0000

/** In place of a tunnel's row: there is no tunnel. */
export const NO_TUNNEL = -2

/** An interface of the capture, as far as it matters here. */
interface Link {
  readonly isEthernet: boolean
  readonly fcsOctets: number
  /** Of frames without an interface index. */
  readonly vantage: ScannedVantage | undefined
}

/**
 * Conversations found by comparing what is known of them with the octets of a frame in place, without a key. They count for
 * themselves: `flush` tells the tables and vantages, which so are out of the way of nearly every frame. That this tells what
 * reading all headers would is a property with a test of its own.
 *
 * A batch is gone over in passes, so that its frames wait for memory together: `read` what they are, reach for what is known of
 * them, then `see` each in its turn.
 */
export class KnownConversations {
  readonly #packet: PlainPacket
  readonly #packets = new PlainPackets()
  readonly #order = new FrameOrder()
  readonly #conversations: KeyTable
  readonly #tunnels: KeyTable
  readonly #links: readonly Link[]
  #words = new Int32Array(0)
  /** The same memory. */
  #numbers = new Float64Array(0)
  #prefixes = new Int32Array(0)
  /** By entry: its rows (of a tunnel LEFT_OUT or NO_TUNNEL) and its hash. */
  #conversation = new Int32Array(0)
  #tunnel = new Int32Array(0)
  #hash = new Int32Array(0)
  /** How many are known. */
  #entries = 0
  /** Twice as many as there is room for entries. */
  #slots = new Int32Array(0)
  /** What was loaded ahead: so that loading it is no dead code. */
  #reached = 0

  /** @param links by interface, as they are announced */
  constructor(conversations: KeyTable, tunnels: KeyTable, links: readonly Link[], vxlanPorts: readonly number[]) {
    this.#packet = new PlainPacket(vxlanPorts)
    this.#conversations = conversations
    this.#tunnels = tunnels
    this.#links = links
    this.#grow(FIRST_ENTRIES)
    conversations.beforeMoves = tunnels.beforeMoves = () => this.forget()
  }

  /** Takes a look at a batch, before its frames are seen. */
  read(batch: FrameBatch): void {
    const { view, frames } = batch
    const packet = this.#packet
    const packets = this.#packets
    const links = this.#links
    const order = this.#order
    for (let frame = 0; frame < frames; frame++) {
      const iface = batch.iface[frame]!
      const { isEthernet, fcsOctets } = links[iface]!
      const at = batch.at[frame]!
      let end = batch.end[frame]!
      if (fcsOctets > 0) end = Math.min(end, at + Math.max(batch.originalLength[frame]!, end - at) - fcsOctets)
      packets.shape[frame] = NOT_PLAIN
      packets.hash[frame] = 0
      if (!order.isNext(batch.second[frame]!, batch.nanosecond[frame]!, batch.offset[frame]!) || !isEthernet) continue
      const shape = packet.read(view, at, end)
      if (shape === NOT_PLAIN) continue
      const { ethernet, ip, id } = packet
      packets.shape[frame] = shape
      packets.ethernet[frame] = ethernet
      packets.ip[frame] = ip
      packets.outer[frame] = packet.outer
      packets.id[frame] = id
      const source = view.getInt32(ip + sourceEnd(shape), true)
      const destination = view.getInt32(ip + destinationEnd(shape), true)
      const macs = view.getInt32(ethernet + 2, true) ^ Math.imul(view.getInt32(ethernet + 8, true), 0x85ebca6b)
      const mixed = Math.imul(source, 0xcc9e2d51) ^ Math.imul(destination + id + iface, 0x1b873593) ^ macs
      const spread = Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1)
      packets.hash[frame] = spread ^ (spread >>> 15)
    }
    this.#reach(frames)
  }

  /**
   * Counts the frames from `from` on whose conversations are known. All in one function: it is what nearly every frame costs.
   * @param firstIndex of the batch's first frame, among the records of the range
   * @returns the first frame that is not known
   */
  see(batch: FrameBatch, from: number, firstIndex: number): number {
    const { view, frames } = batch
    const packets = this.#packets
    const words = this.#words
    const prefixes = this.#prefixes
    const slots = this.#slots
    const mask = slots.length - 1
    if (firstIndex + frames > TOO_LARGE || this.#order.latestSecond >= TOO_LARGE) return from
    for (let frame = from; frame < frames; frame++) {
      const shape = packets.shape[frame]!
      if (shape === NOT_PLAIN) return frame
      const hash = packets.hash[frame]!
      const ethernet = packets.ethernet[frame]!
      const ip = packets.ip[frame]!
      let differs = 1
      for (let next = hash & mask; differs !== 0; next = (next + 1) & mask) {
        const slot = slots[next]!
        if (slot === 0) return frame
        if (((slot ^ hash) & ~NUMBER) !== 0) continue
        const entry = slot & NUMBER
        const at = entry * ENTRY
        differs =
          (words[at + MACS]! ^ view.getInt32(ethernet, true)) |
          (words[at + MACS + 1]! ^ view.getInt32(ethernet + 4, true)) |
          (words[at + MACS + 2]! ^ view.getInt32(ethernet + 8, true)) |
          (words[at + ID]! ^ packets.id[frame]!) |
          (words[at + SHAPE]! ^ shape) |
          (words[at + IFACE]! ^ batch.iface[frame]!)
        if ((shape & TUNNELLED) !== 0) {
          const outer = packets.outer[frame]!
          differs |=
            (words[at + OUTER]! ^ view.getInt32(outer + 12, true)) |
            (words[at + OUTER + 1]! ^ view.getInt32(outer + 16, true))
        }
        differs |=
          (words[at + ENDS]! ^ view.getInt32(ip + sourceEnd(shape), true)) |
          (words[at + ENDS + 1]! ^ view.getInt32(ip + destinationEnd(shape), true))
        if ((shape & IPV4) === 0) {
          const prefix = entry * PREFIXES
          differs |=
            (prefixes[prefix]! ^ view.getInt32(ip + 8, true)) |
            (prefixes[prefix + 1]! ^ view.getInt32(ip + 12, true)) |
            (prefixes[prefix + 2]! ^ view.getInt32(ip + 16, true)) |
            (prefixes[prefix + 3]! ^ view.getInt32(ip + 24, true)) |
            (prefixes[prefix + 4]! ^ view.getInt32(ip + 28, true)) |
            (prefixes[prefix + 5]! ^ view.getInt32(ip + 32, true))
        }
        if (differs !== 0) continue
        words[at + COUNT]! += 1
        words[at + SECOND] = batch.second[frame]!
        words[at + NANOSECOND] = batch.nanosecond[frame]!
        words[at + INDEX] = firstIndex + frame
        this.#numbers[entry * PAIRS + OFFSET] = batch.offset[frame]!
      }
    }
    return frames
  }

  /** After `see` did not know a frame: the rows of its conversation and its tunnel, for those that follow. A tunnel left out once stays so. */
  learn({ view, iface }: FrameBatch, frame: number, conversation: number, tunnel: number): void {
    const { shape, ethernet, ip, outer, id, hash } = this.#packets
    if (shape[frame] === NOT_PLAIN) return
    if (this.#entries + 1 === MOST_ENTRIES) this.forget()
    else if (this.#entries + 1 === this.#conversation.length) this.#grow(2 * this.#conversation.length)
    const entry = ++this.#entries
    const at = entry * ENTRY
    const words = this.#words
    const packet = ip[frame]!
    const isIpv4 = (shape[frame]! & IPV4) !== 0
    const isTunnelled = (shape[frame]! & TUNNELLED) !== 0
    for (let word = 0; word < 3; word++) words[at + MACS + word] = view.getInt32(ethernet[frame]! + 4 * word, true)
    words[at + ID] = id[frame]!
    words[at + SHAPE] = shape[frame]!
    words[at + IFACE] = iface[frame]!
    words[at + ENDS] = view.getInt32(packet + sourceEnd(shape[frame]!), true)
    words[at + ENDS + 1] = view.getInt32(packet + destinationEnd(shape[frame]!), true)
    words[at + OUTER] = isTunnelled ? view.getInt32(outer[frame]! + 12, true) : 0
    words[at + OUTER + 1] = isTunnelled ? view.getInt32(outer[frame]! + 16, true) : 0
    words[at + COUNT] = 0
    for (let word = 0; word < 3 && !isIpv4; word++) {
      this.#prefixes[entry * PREFIXES + word] = view.getInt32(packet + 8 + 4 * word, true)
      this.#prefixes[entry * PREFIXES + 3 + word] = view.getInt32(packet + 24 + 4 * word, true)
    }
    this.#conversation[entry] = conversation
    this.#tunnel[entry] = tunnel
    this.#hash[entry] = hash[frame]!
    this.#place(entry)
  }

  /** Tells the tables and vantages what was counted. */
  flush(): void {
    for (let entry = 1; entry <= this.#entries; entry++) {
      const at = entry * ENTRY
      const count = this.#words[at + COUNT]! >>> 0
      if (count === 0) continue
      this.#words[at + COUNT] = 0
      const second = this.#words[at + SECOND]! >>> 0
      const nanosecond = this.#words[at + NANOSECOND]!
      const offset = this.#numbers[entry * PAIRS + OFFSET]!
      const index = this.#words[at + INDEX]! >>> 0
      const tunnel = this.#tunnel[entry]!
      const vantage = this.#links[this.#words[at + IFACE]!]!.vantage! // the frame it was learned of made it
      this.#conversations.seeMore(this.#conversation[entry]!, count, second, nanosecond, offset, index)
      if (tunnel === LEFT_OUT) this.#tunnels.leaveOut(count)
      else if (tunnel !== NO_TUNNEL) this.#tunnels.seeMore(tunnel, count, second, nanosecond, offset, index)
      vantage.frames += count
      listen(vantage, second, nanosecond)
    }
  }

  /** Loads what `see` is going to compare frames with. */
  #reach(frames: number): void {
    const { hash } = this.#packets
    const words = this.#words
    const slots = this.#slots
    const mask = slots.length - 1
    let reached = 0
    for (let frame = 0; frame < frames; frame++) {
      reached ^= words[(slots[hash[frame]! & mask]! & NUMBER) * ENTRY]!
    }
    this.#reached ^= reached
  }

  /** Before rows of the tables move, or an interface becomes another: what is known by their numbers is told, and known no more. */
  forget(): void {
    this.flush()
    this.#entries = 0
    this.#slots.fill(0)
  }

  /** Makes room for so many entries, a power of two. */
  #grow(room: number): void {
    this.#words = grown(Int32Array, this.#words, room * ENTRY)
    this.#numbers = new Float64Array(this.#words.buffer)
    this.#prefixes = grown(Int32Array, this.#prefixes, room * PREFIXES)
    this.#conversation = grown(Int32Array, this.#conversation, room)
    this.#tunnel = grown(Int32Array, this.#tunnel, room)
    this.#hash = grown(Int32Array, this.#hash, room)
    this.#slots = new Int32Array(2 * room)
    for (let entry = 1; entry <= this.#entries; entry++) this.#place(entry)
  }

  /** Puts an entry where its hash says. */
  #place(entry: number): void {
    const slots = this.#slots
    const mask = slots.length - 1
    const hash = this.#hash[entry]!
    let slot = hash & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = (hash & ~NUMBER) | entry
  }
}

/**
 * Where in an IP header the last word of its source begins: at 12 in IPv4, whose shapes are negative, at 20 in IPv6. Reckoned, not
 * chosen: which of the two comes next nobody guesses, and a wrong guess costs more than all the rest of a frame's comparing.
 */
function sourceEnd(shape: number): number {
  return 20 + ((shape >> 31) & -8)
}

/** As `sourceEnd`, of the destination: 16 or 36. */
function destinationEnd(shape: number): number {
  return 36 + ((shape >> 31) & -20)
}
