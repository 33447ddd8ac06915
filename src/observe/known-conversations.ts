import { copyOctets } from '../capture/copy-octets.ts'
import type { FrameBatch } from '../capture/frame-batch.ts'
import type { PcapHeader } from '../capture/pcap.ts'
import type { PcapngSection } from '../capture/pcapng.ts'
import type { PcapngInterface } from '../capture/pcapng-interface.ts'
import {
  PORT_DHCPV4_CLIENT,
  PORT_DHCPV4_SERVER,
  PORT_DHCPV6_CLIENT,
  PORT_DHCPV6_SERVER,
  PORT_GENEVE,
} from '../decode/ip/udp-port.ts'
import { type CompiledModule, giveBack, TOLD_TABLES, type ToldTable, takeMemory } from './compiled-module.ts'
import type { KeyColumns } from './key-table.ts'

/** Ports behind which there is more than a conversation, beside those of VXLAN. */
const SPECIAL_PORTS = [PORT_GENEVE, PORT_DHCPV4_SERVER, PORT_DHCPV4_CLIENT, PORT_DHCPV6_SERVER, PORT_DHCPV6_CLIENT]

// Of the records gone over last: frames passed, frames listed, and the first of these that was not passed (-1: nobody looked).
const PASSED = 0
const LISTED = 1
const REACHED = 2

/** In place of an index: frames are listed alone. */
export const LIST_ALL = -1

/** Told rows of a table that what was counted comes to. They lie in memory that is used again. */
export type TellRows = (table: ToldTable, rows: KeyColumns) => void

/**
 * Conversations of plain packets, counted under what their frames say without reading all headers. They are told when all frames
 * came, and so are out of the way of nearly every frame. That this tells what reading all headers would is a property with a test
 * of its own.
 *
 * It is what nearly every frame costs, so the counting itself is compiled ahead (`assembly/passing.ts`). A batch is
 * gone over twice: `read` what its frames are, then `pass` them in their turn, between others whose headers are read.
 */
export class KnownConversations {
  /** What is known, and where frames are compared with it. */
  readonly memory: CompiledModule
  readonly #tell: TellRows
  /** Where the memory's octets begin among those that the frames of the batch at hand lie in; -1: they do not lie there. */
  #first = -1

  /** Of the section at hand, and how many of these are described in memory. */
  #interfaces: PcapngSection['interfaces'] | null = null
  #described = 0

  /** Null where they cannot be known: there is no memory for them. */
  static of(vxlanPorts: readonly number[], tell: TellRows): KnownConversations | null {
    const memory = takeMemory()
    if (memory === undefined) return null
    for (const port of vxlanPorts) memory.functions.addTunnelPort(port)
    for (const port of [...vxlanPorts, ...SPECIAL_PORTS]) memory.functions.addSpecialPort(port)
    return new KnownConversations(memory, tell)
  }

  private constructor(memory: CompiledModule, tell: TellRows) {
    this.memory = memory
    this.#tell = tell
  }

  /**
   * Frames of an interface are Ethernet, and end with so many octets of FCS. Of others none is plain.
   * @param place the first word of their keys
   */
  linkEthernet(iface: number, fcsOctets: number, place: number): void {
    this.memory.functions.linkEthernet(iface, fcsOctets, place)
  }

  linkOther(iface: number): void {
    this.memory.functions.linkOther(iface)
  }

  /**
   * Goes over the records of a pcap, or a section of a pcapng, that lie in its octets (see `FrameRoom`).
   * @param firstIndex of the first of them, among the records of the range; LIST_ALL: no frame is counted
   * @returns where the next record begins
   */
  passRecords(at: number, end: number, base: number, of: PcapHeader | PcapngSection, firstIndex: number): number {
    const { batch, passed } = this.memory
    const next =
      'interfaces' in of
        ? this.#passBlocks(at, end, base, of, firstIndex)
        : this.#passPcap(at, end, base, of, firstIndex)
    batch.frames = passed[LISTED]!
    return next
  }

  #passPcap(at: number, end: number, base: number, header: PcapHeader, firstIndex: number): number {
    const { functions, batch } = this.memory
    const { little, recordHeaderOctets, fractionsPerSecond } = header
    return functions.passRecords(
      batch.frames,
      at,
      end,
      base,
      little,
      recordHeaderOctets,
      fractionsPerSecond,
      firstIndex,
    )
  }

  #passBlocks(
    at: number,
    end: number,
    base: number,
    { little, interfaces }: PcapngSection,
    firstIndex: number,
  ): number {
    const { functions, batch } = this.memory
    if (interfaces !== this.#interfaces) {
      functions.beginSection()
      this.#interfaces = interfaces
      this.#described = 0
    }
    for (; this.#described < interfaces.length; this.#described++) {
      if (!this.#describe(interfaces[this.#described]!)) break // its packets are read one by one
    }
    return functions.passBlocks(batch.frames, at, end, base, little, firstIndex)
  }

  #describe({ clock: { decimal }, index }: PcapngInterface): boolean {
    if (decimal === null) return false
    const { ticksPerSecond, nanosecondsPerTick, offset } = decimal
    return Boolean(this.memory.functions.addInterface(ticksPerSecond, nanosecondsPerTick, offset, index))
  }

  /** How many frames were passed as their records were gone over. */
  get passed(): number {
    return this.memory.passed[PASSED]!
  }

  /** Takes a look at a batch, before its frames are passed. @returns the first that was not passed already */
  read(batch: FrameBatch): number {
    const { functions, octets, passed, batch: own } = this.memory
    const { frames } = batch
    const reached = batch === own ? passed[REACHED]! : -1
    passed[REACHED] = -1
    const liesHere = batch.octets === octets
    this.#first = liesHere ? 0 : batch.at[0]!
    if (reached >= 0) return reached
    const length = batch.end[frames - 1]! - this.#first
    if (length > octets.length) this.#first = -1
    else {
      if (!liesHere) copyOctets(batch.octets.subarray(this.#first, this.#first + length), octets, 0)
      if (batch !== own) own.copyLists(batch)
      functions.read(frames, this.#first)
    }
    return 0
  }

  /**
   * Counts plain frames and notes plain messages from `from` on.
   * @param firstIndex of the batch's first frame, among the records of the range
   * @returns the first frame that is neither, or for which there is no room
   */
  pass({ frames }: FrameBatch, from: number, firstIndex: number): number {
    return this.#first < 0 ? from : this.memory.functions.pass(frames, from, this.#first, firstIndex)
  }

  /** Makes room where no more conversations can be known. @returns whether there was none */
  makeRoom(): boolean {
    const { functions, mostKnown } = this.memory
    const wasFull = functions.known() === mostKnown
    if (wasFull) this.tell()
    return wasFull
  }

  /** Tells what was counted so far; then no conversation is known. */
  tell(): void {
    this.hear()
    this.tellRows()
  }

  /** Counts frames as heard of their interfaces. */
  hear(): void {
    this.memory.functions.hearAll()
  }

  /** As `tell`, where frames were heard. */
  tellRows(): void {
    const { functions, told } = this.memory
    if (functions.known() === 0) return
    functions.tellRows()
    for (const table of TOLD_TABLES) this.#tell(table, told(table))
    functions.forget()
  }

  /** A copy of what is known, for others to `join`. */
  entries(): Uint8Array<ArrayBuffer> {
    const { functions, entries, entryOctets } = this.memory
    return entries.slice(entryOctets, (functions.known() + 1) * entryOctets)
  }

  /** Adds what others know, whose frames were heard. */
  join(entries: Uint8Array): void {
    const { functions, octets, entryOctets } = this.memory
    const most = octets.length - (octets.length % entryOctets)
    for (let at = 0; at < entries.length; ) {
      const some = entries.subarray(at, at + most)
      octets.set(some)
      const joined = functions.joinEntries(some.length / entryOctets) * entryOctets
      if (joined < some.length) this.tellRows()
      at += joined
    }
  }

  /** Gives its memory back: nothing is known any more. */
  end(): void {
    giveBack(this.memory)
  }
}
