import type { FrameRoom } from '../capture/frame.ts'
import type { FrameBatch } from '../capture/frame-batch.ts'
import {
  PORT_DHCPV4_CLIENT,
  PORT_DHCPV4_SERVER,
  PORT_DHCPV6_CLIENT,
  PORT_DHCPV6_SERVER,
  PORT_GENEVE,
} from '../decode/ip/udp-port.ts'
import { type ConversationMemory, giveBack, takeMemory } from './conversation-memory.ts'
import { grown } from './grown.ts'
import { type KeyTable, LEFT_OUT } from './key-table.ts'
import { listen, type ScannedVantage } from './tally.ts'

const FIRST_KNOWN = 1024
/** Indices have 32 bits there: frames that need more are left to who reads their headers. */
const TOO_LARGE = 0x1_0000_0000

/** In place of a tunnel's row: there is no tunnel. */
export const NO_TUNNEL = -2

/** Ports behind which there is more than a conversation, beside those of VXLAN. */
const SPECIAL_PORTS = [PORT_GENEVE, PORT_DHCPV4_SERVER, PORT_DHCPV4_CLIENT, PORT_DHCPV6_SERVER, PORT_DHCPV6_CLIENT]

/** An interface of the capture, as far as it matters here. */
interface Link {
  readonly isEthernet: boolean
  readonly fcsOctets: number
  /** Of frames without an interface index. */
  readonly vantage: ScannedVantage | undefined
}

/**
 * Conversations found by comparing what is known of them with the octets of a frame in place, without reading its headers. They
 * count for themselves: `flush` tells the tables and vantages, which so are out of the way of nearly every frame. That this tells
 * what reading all headers would is a property with a test of its own.
 *
 * It is what nearly every frame costs, so the comparing itself is compiled ahead (`assembly/known-conversations.ts`). A batch is
 * gone over in passes, so that its frames wait for memory together: `read` what they are, then `see` each in its turn.
 */
export class KnownConversations {
  readonly #memory: ConversationMemory
  readonly #conversations: KeyTable
  readonly #tunnels: KeyTable
  readonly #links: readonly Link[]
  /** By entry: its rows (of a tunnel LEFT_OUT or NO_TUNNEL). */
  #conversation = new Int32Array(FIRST_KNOWN)
  #tunnel = new Int32Array(FIRST_KNOWN)
  /** How many are known: entries from 1 on. */
  #entries = 0
  /** How many frames of the batch at hand may be known. */
  #plain = 0

  /**
   * @param links by interface, as they are announced
   * @returns null where they cannot be known: there is no memory for them
   */
  static of(
    conversations: KeyTable,
    tunnels: KeyTable,
    links: readonly Link[],
    vxlanPorts: readonly number[],
  ): KnownConversations | null {
    const memory = takeMemory()
    if (memory === undefined) return null
    for (const port of vxlanPorts) memory.conversations.addTunnelPort(port)
    for (const port of [...vxlanPorts, ...SPECIAL_PORTS]) memory.conversations.addSpecialPort(port)
    return new KnownConversations(memory, conversations, tunnels, links)
  }

  private constructor(memory: ConversationMemory, conversations: KeyTable, tunnels: KeyTable, links: readonly Link[]) {
    this.#memory = memory
    this.#conversations = conversations
    this.#tunnels = tunnels
    this.#links = links
    conversations.beforeMoves = tunnels.beforeMoves = () => this.forget()
  }

  /** Frames that lie there need not be copied. */
  get room(): FrameRoom {
    return this.#memory.room
  }

  /** An interface was announced. */
  link(iface: number): void {
    const { isEthernet, fcsOctets } = this.#links[iface]!
    if (isEthernet) this.#memory.conversations.linkEthernet(iface, fcsOctets)
    else this.#memory.conversations.linkOther(iface)
  }

  /** Takes a look at a batch, before its frames are seen. */
  read(batch: FrameBatch): void {
    const { conversations, room } = this.#memory
    const { frames } = batch
    const liesHere = batch.octets === room.octets
    const first = liesHere ? 0 : batch.at[0]!
    const length = batch.end[frames - 1]! - first
    this.#plain = 0
    if (length > room.octets.length) return
    if (!liesHere) room.octets.set(batch.octets.subarray(first, first + length))
    if (batch !== room.batch) room.batch.copyLists(batch)
    this.#plain = conversations.read(frames, first)
  }

  /**
   * Counts the frames from `from` on whose conversations are known.
   * @param firstIndex of the batch's first frame, among the records of the range
   * @returns the first frame that is not known
   */
  see({ frames }: FrameBatch, from: number, firstIndex: number): number {
    if (this.#plain === 0 || firstIndex + frames > TOO_LARGE) return from
    return this.#memory.conversations.see(frames, from, firstIndex)
  }

  /** After `see` did not know a frame: the rows of its conversation and its tunnel, for those that follow. A tunnel left out once stays so. */
  learn(frame: number, conversation: number, tunnel: number): void {
    if (this.#plain === 0) return
    if (this.#entries === this.#memory.mostKnown) this.forget()
    const entry = this.#memory.conversations.learn(frame)
    if (entry === 0) return
    this.#entries = entry
    if (entry === this.#conversation.length) {
      this.#conversation = grown(Int32Array, this.#conversation, 2 * entry)
      this.#tunnel = grown(Int32Array, this.#tunnel, 2 * entry)
    }
    this.#conversation[entry] = conversation
    this.#tunnel[entry] = tunnel
  }

  /** Before rows of the tables move, or an interface becomes another: what is known by their numbers is told, and known no more. */
  forget(): void {
    this.#flush()
    this.#entries = 0
    this.#memory.conversations.forget()
  }

  /** Tells what is known still; no more frames come. */
  finish(): void {
    this.#flush()
    this.#conversations.beforeMoves = this.#tunnels.beforeMoves = () => {}
    giveBack(this.#memory)
  }

  /** Tells the tables and vantages what was counted. */
  #flush(): void {
    const { conversations } = this.#memory
    for (let entry = 1; entry <= this.#entries; entry++) {
      const count = conversations.takeCount(entry) >>> 0
      if (count === 0) continue
      const second = conversations.lastSecond(entry)
      const nanosecond = conversations.lastNanosecond(entry)
      const offset = conversations.lastOffset(entry)
      const index = conversations.lastIndex(entry) >>> 0
      const tunnel = this.#tunnel[entry]!
      const vantage = this.#links[conversations.ifaceOf(entry)]!.vantage! // the frame it was learned of made it
      this.#conversations.seeMore(this.#conversation[entry]!, count, second, nanosecond, offset, index)
      if (tunnel === LEFT_OUT) this.#tunnels.leaveOut(count)
      else if (tunnel !== NO_TUNNEL) this.#tunnels.seeMore(tunnel, count, second, nanosecond, offset, index)
      vantage.frames += count
      listen(vantage, second, nanosecond)
    }
  }
}
