import type { CaptureInterface, FrameRoom, FrameSink } from '../capture/frame.ts'
import { FrameBatch } from '../capture/frame-batch.ts'
import { readFrame } from '../decode/frame.ts'
import * as CARRIES from '../decode/layers.ts'
import { LINKTYPE_ETHERNET } from '../decode/link/link-type.ts'
import { u48 } from '../decode/octets.ts'
import type { Caps } from './caps.ts'
import { DhcpMessages } from './dhcp-messages.ts'
import { Fragments } from './fragments.ts'
import { FrameAtHand } from './frame-at-hand.ts'
import { HeardInterfaces } from './heard-interfaces.ts'
import { NO_INTERFACE_INDEX } from './key-numbers.ts'
import { KnownConversations, LIST_ALL } from './known-conversations.ts'
import { NdMessages } from './nd-messages.ts'
import { Packets } from './packets.ts'
import { PlainMessages } from './plain-messages.ts'
import { placeWord } from './row-key.ts'
import { Senders } from './senders.ts'
import { listen, receiveFrom, type ScannedVantage, Tally, type Thresholds } from './tally.ts'

/** An interface of the capture while it is scanned. */
interface Ear {
  readonly description: CaptureInterface
  readonly place: number
  readonly fcsOctets: number
  /** By interface index, -1 where the link type has none. */
  readonly vantages: Map<number, ScannedVantage>
  /** The vantage of the frame before, if it had no interface index. */
  vantage: ScannedVantage | undefined
}

/** What frames told but for conversations, and what is known of these. */
export interface Untold {
  readonly tally: Tally
  readonly known: KnownConversations | null
}

/** Frames counted before what was counted is told: such counts have 32 bits. */
const MOST_UNTOLD = 2 ** 31

/** Counts fragments of what did not become whole. */
export const NOT_REASSEMBLED = 'fragment, not reassembled'

/** Takes the frames of a range of one capture and tallies what they tell. */
export class Scanner implements FrameSink {
  /** Undefined: nothing is known of conversations. */
  readonly room: FrameRoom | undefined
  readonly #tally: Tally
  readonly #ears: Ear[] = []
  readonly #vxlanPorts: readonly number[]
  readonly #frame = new FrameAtHand()
  /** Null: none is known, every frame's headers are read. */
  readonly #known: KnownConversations | null
  readonly #heard: HeardInterfaces | null
  /** Null: they are read as any others. */
  readonly #messages: PlainMessages | null
  /** Takes frames that come one by one. */
  readonly #single = new FrameBatch()
  readonly #senders: Senders
  readonly #packets: Packets
  readonly #nd: NdMessages
  readonly #dhcp: DhcpMessages
  readonly #fragments: Fragments
  /** Records of the range at hand so far as Wireshark numbers them, frames among them. */
  #records = 0
  /** Frames since what was counted of them was told. */
  #untold = 0

  /**
   * @param pinned MAC addresses, as numbers, whose rows no cap touches
   * @param knows false: every frame's headers are read, though its conversation be known; the result is the same
   */
  constructor(caps: Caps, vxlanPorts: readonly number[], pinned: ReadonlySet<number>, knows = true) {
    this.#tally = new Tally(caps, pinned)
    this.#vxlanPorts = vxlanPorts
    this.#known = knows ? KnownConversations.of(vxlanPorts, (table, rows) => this.#tally.count(table, rows)) : null
    this.room = this.#known ? this.#roomOf(this.#known) : undefined
    const vantageOf = (iface: number) => this.#vantageOf(this.#ears[iface]!, NO_INTERFACE_INDEX)
    this.#heard = this.#known && new HeardInterfaces(this.#known.memory, vantageOf)
    this.#messages = this.#known && new PlainMessages(this.#known.memory, this.#tally)
    this.#senders = new Senders(this.#tally, this.#frame)
    this.#packets = new Packets(this.#tally, this.#frame, this.#senders)
    this.#nd = new NdMessages(this.#tally, this.#frame, this.#senders)
    this.#dhcp = new DhcpMessages(this.#tally, this.#frame, this.#senders)
    this.#fragments = new Fragments(this.#tally, this.#frame)
  }

  interface(iface: number, description: CaptureInterface): void {
    if (this.#ears[iface] !== undefined) this.#tell() // another range has described it anew
    const { section, linkType, fcsOctets } = description
    const place = placeWord(section, description.interface)
    this.#ears[iface] = {
      description,
      place,
      fcsOctets,
      vantages: new Map(),
      vantage: undefined,
    }
    if (linkType === LINKTYPE_ETHERNET) this.#known?.linkEthernet(iface, fcsOctets, place)
    else this.#known?.linkOther(iface)
    this.#heard?.announce(iface)
  }

  /** Tells what was counted of frames that were not read. */
  #tell(): void {
    this.#messages?.tell()
    this.#known?.tell()
    this.#heard?.tell()
    this.#untold = 0
  }

  #roomOf(known: KnownConversations): FrameRoom {
    const { octets, batch } = known.memory
    return {
      octets,
      batch,
      passRecords: (at, end, base, of) => this.#passRecords(known, at, end, base, of),
      get passed() {
        return known.passed
      },
      listRecords: (at, end, base, of) => known.passRecords(at, end, base, of, LIST_ALL),
    }
  }

  /** Goes over records where plain frames are counted, and counts them all. */
  #passRecords(known: KnownConversations, ...[at, end, base, of]: Parameters<FrameRoom['passRecords']>): number {
    const next = known.passRecords(at, end, base, of, this.#records)
    this.#count(known.passed)
    return next
  }

  /** Frames came. */
  #count(frames: number): void {
    this.#records += frames
    this.#tally.frames += frames
    this.#untold += frames
    if (this.#untold > MOST_UNTOLD) this.#tell()
  }

  /** What the frames told; no more of them come. */
  finish(): Tally {
    this.#tell()
    this.#known?.end()
    return this.#tally
  }

  /** As `finish`, but for what is known of conversations: that is yet to be told, with what others know. */
  finishUntold(): Untold {
    this.#messages?.tell()
    this.#known?.hear()
    this.#heard?.tell()
    return { tally: this.#tally, known: this.#known }
  }

  /** As those of a `Tally`. */
  get thresholds(): Thresholds {
    return this.#tally.thresholds
  }

  leaveOutFrom(thresholds: Thresholds): void {
    this.#tally.leaveOutFrom(thresholds)
  }

  /** Records that came since this was last asked: those of one range, in which sightings are numbered from 0. */
  takeRecords(): number {
    const records = this.#records
    this.#records = 0
    return records
  }

  record(): void {
    this.#records++
  }

  frame(
    octets: Uint8Array,
    at: number,
    end: number,
    originalLength: number,
    second: number,
    nanosecond: number,
    offset: number,
    iface: number,
  ): void {
    const single = this.#single
    single.lieIn(octets)
    single.add(this, at, end, originalLength, second, nanosecond, offset, iface)
    single.giveTo(this)
  }

  batch(batch: FrameBatch): void {
    const firstIndex = this.#records
    const { frames } = batch
    this.#messages?.begin()
    for (let frame = this.#known?.read(batch) ?? 0; frame < frames; ) {
      const next = this.#passOver(batch, frame, firstIndex)
      if (next === frame) this.#read(batch, frame, firstIndex + frame++)
      else frame = next
    }
    this.#count(frames)
  }

  /** Passes frames from `frame` on that need not be read. @returns the first one that may have to be; `frame` itself: it has to */
  #passOver(batch: FrameBatch, frame: number, firstIndex: number): number {
    const known = this.#known
    const messages = this.#messages
    if (known === null || messages === null) return frame
    let next = known.pass(batch, frame, firstIndex)
    while (next < batch.frames && (messages.makeRoom() || known.makeRoom())) {
      next = known.pass(batch, next, firstIndex)
    }
    return next
  }

  /** Reads all headers of a frame and notes what they say. */
  #read(batch: FrameBatch, each: number, index: number): void {
    const { octets } = batch
    const ear = this.#ears[batch.iface[each]!]!
    const frame = this.#frame
    const at = batch.at[each]!
    const end = batch.end[each]!
    const sentEnd = at + Math.max(batch.originalLength[each]!, end - at) - ear.fcsOctets
    frame.lieIn(octets)
    frame.at = at
    frame.place = ear.place
    frame.second = batch.second[each]!
    frame.nanosecond = batch.nanosecond[each]!
    frame.offset = batch.offset[each]!
    frame.index = index
    const { layers } = frame
    const captured = Math.min(end, sentEnd)
    readFrame(layers, octets, at, captured, sentEnd, ear.description.linkType, this.#vxlanPorts)
    this.#listen(ear)
    this.#see()
  }

  #listen(ear: Ear): void {
    const { octets, layers, second, nanosecond } = this.#frame
    const vantage = this.#vantageOf(ear, layers.ifindex)
    vantage.frames++
    if (layers.receivedFromAt >= 0) receiveFrom(vantage, u48(octets, layers.receivedFromAt))
    listen(vantage, second, nanosecond)
  }

  #vantageOf(ear: Ear, ifindex: number): ScannedVantage {
    const known = ifindex < 0 ? ear.vantage : ear.vantages.get(ifindex)
    if (known !== undefined) return known
    const vantage = this.#newVantage(ear, ifindex)
    if (ifindex < 0) ear.vantage = vantage
    else ear.vantages.set(ifindex, vantage)
    return vantage
  }

  #newVantage({ description }: Ear, ifindex: number): ScannedVantage {
    const none = { frames: 0, firstSecond: 0, firstNanosecond: -1, lastSecond: 0, lastNanosecond: -1 }
    const vantage: ScannedVantage = { description, ifindex, receivedFrom: [], ...none }
    this.#tally.vantages.push(vantage)
    return vantage
  }

  #see(): void {
    const { layers } = this.#frame
    this.#frame.readWords()
    if (layers.tunnels > 0 && layers.tunnelSourceAt >= 0) this.#packets.seeTunnel()
    switch (layers.carries) {
      case CARRIES.PACKET:
        this.#packets.seeConversation()
        break
      case CARRIES.FRAGMENT:
        this.#tally.notUnderstood(NOT_REASSEMBLED)
        this.#fragments.see()
        this.#packets.seeConversation()
        break
      case CARRIES.NEIGHBOR_DISCOVERY:
        this.#nd.see()
        break
      case CARRIES.DHCPV6:
        this.#dhcp.seeDhcpv6()
        break
      case CARRIES.DHCPV4:
        this.#dhcp.seeDhcpv4()
        break
      case CARRIES.ICMPV6_ERROR:
        this.#packets.seeIcmpv6Error()
        break
      case CARRIES.ARP:
        this.#nd.seeArp()
        break
      case CARRIES.NOT_DECODED:
        this.#tally.notUnderstood(layers.reason)
        this.#senders.see()
        break
      default:
        this.#senders.see()
    }
  }
}
