import type { FrameBatch } from '../capture/frame-batch.ts'
import type { PcapHeader } from '../capture/pcap.ts'
import {
  PORT_DHCPV4_CLIENT,
  PORT_DHCPV4_SERVER,
  PORT_DHCPV6_CLIENT,
  PORT_DHCPV6_SERVER,
  PORT_GENEVE,
} from '../decode/ip/udp-port.ts'
import { type ConversationMemory, giveBack, TOLD_TABLES, type ToldTable, takeMemory } from './conversation-memory.ts'
import type { KeyColumns } from './key-table.ts'

/** Ports behind which there is more than a conversation, beside those of VXLAN. */
const SPECIAL_PORTS = [PORT_GENEVE, PORT_DHCPV4_SERVER, PORT_DHCPV4_CLIENT, PORT_DHCPV6_SERVER, PORT_DHCPV6_CLIENT]

// Of the records gone over last: frames counted, frames listed, and how many of these are plain (-1: nobody looked).
const PASSED = 0
const LISTED = 1
const READ = 2

/** In place of an index: frames are listed alone. */
export const LIST_ALL = -1

/** Told rows of a table that what was counted comes to. They lie in memory that is used again. */
export type TellRows = (table: ToldTable, rows: KeyColumns) => void

/**
 * Conversations of plain packets, counted under what their frames say without reading all headers. They are told when all frames
 * came, and so are out of the way of nearly every frame. That this tells what reading all headers would is a property with a test
 * of its own.
 *
 * It is what nearly every frame costs, so the counting itself is compiled ahead (`assembly/known-conversations.ts`). A batch is
 * gone over twice: `read` what its frames are, then `see` each in its turn, between others whose headers are read.
 */
export class KnownConversations {
  /** What is known, and where frames are compared with it. */
  readonly memory: ConversationMemory
  readonly #tell: TellRows
  /** How many frames of the batch at hand are plain. */
  #plain = 0
  /** Where the memory's octets begin among those that the frames of the batch at hand lie in; -1: they do not lie there. */
  first = -1

  /** Null where they cannot be known: there is no memory for them. */
  static of(vxlanPorts: readonly number[], tell: TellRows): KnownConversations | null {
    const memory = takeMemory()
    if (memory === undefined) return null
    for (const port of vxlanPorts) memory.conversations.addTunnelPort(port)
    for (const port of [...vxlanPorts, ...SPECIAL_PORTS]) memory.conversations.addSpecialPort(port)
    return new KnownConversations(memory, tell)
  }

  private constructor(memory: ConversationMemory, tell: TellRows) {
    this.memory = memory
    this.#tell = tell
  }

  /**
   * Frames of an interface are Ethernet, and end with so many octets of FCS. Of others none is plain.
   * @param place the first word of their keys
   */
  linkEthernet(iface: number, fcsOctets: number, place: number): void {
    this.memory.conversations.linkEthernet(iface, fcsOctets, place)
  }

  linkOther(iface: number): void {
    this.memory.conversations.linkOther(iface)
  }

  /**
   * Goes over the records of a pcap that lie in its octets (see `FrameRoom`).
   * @param firstIndex of the first of them, among the records of the range; LIST_ALL: no frame is counted
   * @returns where the next record begins
   */
  passRecords(at: number, end: number, base: number, header: PcapHeader, firstIndex: number): number {
    const { conversations, batch, passed } = this.memory
    const { little, recordHeaderOctets, fractionsPerSecond } = header
    const held = batch.frames
    const next = conversations.passRecords(
      held,
      at,
      end,
      base,
      little,
      recordHeaderOctets,
      fractionsPerSecond,
      firstIndex,
    )
    batch.frames = passed[LISTED]!
    return next
  }

  /** How many frames were counted as their records were gone over. */
  get passed(): number {
    return this.memory.passed[PASSED]!
  }

  /** Takes a look at a batch, before its frames are seen. */
  read(batch: FrameBatch): void {
    const { conversations, octets, passed, batch: own } = this.memory
    const { frames } = batch
    const liesHere = batch.octets === octets
    const first = liesHere ? 0 : batch.at[0]!
    const wasRead = batch === own && passed[READ]! >= 0
    this.#plain = wasRead ? passed[READ]! : 0
    this.first = wasRead ? 0 : -1
    passed[READ] = -1
    const length = batch.end[frames - 1]! - first
    if (wasRead || length > octets.length) return
    if (!liesHere) octets.set(batch.octets.subarray(first, first + length))
    if (batch !== own) own.copyLists(batch)
    this.#plain = conversations.read(frames, first)
    this.first = first
  }

  /**
   * Counts the plain frames from `from` on.
   * @param firstIndex of the batch's first frame, among the records of the range
   * @returns the first frame that is not plain
   */
  see({ frames }: FrameBatch, from: number, firstIndex: number): number {
    const { conversations, mostKnown } = this.memory
    if (this.#plain === 0) return from
    for (let frame = from; ; this.tell()) {
      frame = conversations.see(frames, frame, firstIndex)
      if (frame === frames || conversations.known() < mostKnown) return frame
    }
  }

  /** Tells what was counted so far; then no conversation is known. */
  tell(): void {
    this.hear()
    this.tellRows()
  }

  /** Counts frames as heard of their interfaces. */
  hear(): void {
    this.memory.conversations.hearAll()
  }

  /** As `tell`, where frames were heard. */
  tellRows(): void {
    const { conversations, told } = this.memory
    if (conversations.known() === 0) return
    conversations.tellRows()
    for (const table of TOLD_TABLES) this.#tell(table, told(table))
    conversations.forget()
  }

  /** A copy of what is known, for others to `join`. */
  entries(): Uint8Array<ArrayBuffer> {
    const { conversations, entries, entryOctets } = this.memory
    return entries.slice(entryOctets, (conversations.known() + 1) * entryOctets)
  }

  /** Adds what others know, whose frames were heard. */
  join(entries: Uint8Array): void {
    const { conversations, octets, entryOctets } = this.memory
    const most = octets.length - (octets.length % entryOctets)
    for (let at = 0; at < entries.length; ) {
      const some = entries.subarray(at, at + most)
      octets.set(some)
      const joined = conversations.joinEntries(some.length / entryOctets) * entryOctets
      if (joined < some.length) this.tellRows()
      at += joined
    }
  }

  /** Gives its memory back: nothing is known any more. */
  end(): void {
    giveBack(this.memory)
  }
}
