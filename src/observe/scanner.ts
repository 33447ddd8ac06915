import type { CaptureInterface, FrameSink } from '../capture/frame.ts'
import { readFrame } from '../decode/frame.ts'
import * as CARRIES from '../decode/layers.ts'
import { LINKTYPE_ETHERNET } from '../decode/link/link-type.ts'
import { u48 } from '../decode/octets.ts'
import type { Caps } from './caps.ts'
import { DhcpMessages } from './dhcp-messages.ts'
import { Fragments } from './fragments.ts'
import { FrameAtHand } from './frame-at-hand.ts'
import { LEFT_OUT } from './key-table.ts'
import { KnownConversations } from './known-conversations.ts'
import { NdMessages } from './nd-messages.ts'
import { Packets } from './packets.ts'
import { placeWord } from './row-key.ts'
import { Senders } from './senders.ts'
import { listen, receiveFrom, type ScannedVantage, Tally } from './tally.ts'

/** An interface of the capture while it is scanned. */
interface Ear {
  readonly description: CaptureInterface
  readonly place: number
  readonly isEthernet: boolean
  /** By interface index, -1 where the link type has none. */
  readonly vantages: Map<number, ScannedVantage>
  /** The vantage of the frame before, if it had no interface index. */
  vantage: ScannedVantage | undefined
}

/** Counts fragments of what did not become whole. */
export const NOT_REASSEMBLED = 'fragment, not reassembled'

/** Takes the frames of a range of one capture and tallies what they tell. */
export class Scanner implements FrameSink {
  readonly #tally: Tally
  readonly #ears: Ear[] = []
  readonly #vxlanPorts: readonly number[]
  readonly #frame = new FrameAtHand()
  readonly #known: KnownConversations
  readonly #knows: boolean
  readonly #senders: Senders
  readonly #packets: Packets
  readonly #nd: NdMessages
  readonly #dhcp: DhcpMessages
  readonly #fragments: Fragments
  /** Records of the range at hand so far as Wireshark numbers them, frames among them. */
  #records = 0
  /** The latest time, and the furthest offset, so far. */
  #latestSecond = 0
  #latestNanosecond = 0
  #latestOffset = -1

  /**
   * @param pinned MAC addresses, as numbers, whose rows no cap touches
   * @param knows false: every frame's headers are read, though its conversation be known; the result is the same
   */
  constructor(caps: Caps, vxlanPorts: readonly number[], pinned: ReadonlySet<number>, knows = true) {
    this.#knows = knows
    this.#tally = new Tally(caps, pinned)
    this.#vxlanPorts = vxlanPorts
    this.#known = new KnownConversations(this.#tally.conversations, this.#tally.tunnels, vxlanPorts)
    this.#senders = new Senders(this.#tally, this.#frame)
    this.#packets = new Packets(this.#tally, this.#frame, this.#senders)
    this.#nd = new NdMessages(this.#tally, this.#frame, this.#senders)
    this.#dhcp = new DhcpMessages(this.#tally, this.#frame, this.#senders)
    this.#fragments = new Fragments(this.#tally, this.#frame)
  }

  interface(iface: number, description: CaptureInterface): void {
    this.#ears[iface] = {
      description,
      place: placeWord(description.section, description.interface),
      isEthernet: description.linkType === LINKTYPE_ETHERNET,
      vantages: new Map(),
      vantage: undefined,
    }
  }

  /** What the frames told; no more of them come. */
  finish(): Tally {
    this.#known.flush()
    return this.#tally
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
    const tally = this.#tally
    const frame = this.#frame
    const ear = this.#ears[iface]!
    const index = this.#records++
    tally.frames++
    frame.lieIn(octets)
    const sentEnd = at + Math.max(originalLength, end - at) - ear.description.fcsOctets
    const frameEnd = Math.min(end, sentEnd)
    const inOrder = this.#isInOrder(second, nanosecond, offset)
    const { vantage } = ear
    const mayBeKnown = this.#knows && inOrder && ear.isEthernet && vantage !== undefined && vantage.firstNanosecond >= 0
    if (mayBeKnown && this.#known.see(frame.view, at, frameEnd, ear.place, second, nanosecond, offset, index)) {
      vantage.frames++
      vantage.lastSecond = second
      vantage.lastNanosecond = nanosecond
      return
    }
    frame.at = at
    frame.place = ear.place
    frame.second = second
    frame.nanosecond = nanosecond
    frame.offset = offset
    frame.index = index
    readFrame(frame.layers, octets, at, frameEnd, sentEnd, ear.description.linkType, this.#vxlanPorts)
    this.#listen(ear)
    this.#see(mayBeKnown)
  }

  /** Whether the frame is neither earlier nor further in front than any before it, and has a time. */
  #isInOrder(second: number, nanosecond: number, offset: number): boolean {
    const further = offset > this.#latestOffset
    if (further) this.#latestOffset = offset
    if (nanosecond < 0) return false
    if (second < this.#latestSecond || (second === this.#latestSecond && nanosecond < this.#latestNanosecond)) {
      return false
    }
    this.#latestSecond = second
    this.#latestNanosecond = nanosecond
    return further
  }

  #listen(ear: Ear): void {
    const { octets, layers, second, nanosecond } = this.#frame
    let vantage = layers.ifindex < 0 ? ear.vantage : ear.vantages.get(layers.ifindex)
    if (vantage === undefined) {
      vantage = this.#newVantage(ear, layers.ifindex)
      if (layers.ifindex < 0) ear.vantage = vantage
      else ear.vantages.set(layers.ifindex, vantage)
    }
    vantage.frames++
    if (layers.receivedFromAt >= 0) receiveFrom(vantage, u48(octets, layers.receivedFromAt))
    listen(vantage, second, nanosecond)
  }

  #newVantage({ description }: Ear, ifindex: number): ScannedVantage {
    const none = { frames: 0, firstSecond: 0, firstNanosecond: -1, lastSecond: 0, lastNanosecond: -1 }
    const vantage: ScannedVantage = { description, ifindex, receivedFrom: [], ...none }
    this.#tally.vantages.push(vantage)
    return vantage
  }

  /** @param mayBeKnown whether frames like this one may be known from now on */
  #see(mayBeKnown: boolean): void {
    const { layers } = this.#frame
    this.#frame.readWords()
    const inTunnel = layers.tunnels > 0 && layers.tunnelSourceAt >= 0
    const tunnel = inTunnel ? this.#packets.seeTunnel() : LEFT_OUT
    switch (layers.carries) {
      case CARRIES.PACKET: {
        const row = this.#packets.seeConversation()
        if (mayBeKnown && row !== LEFT_OUT && inTunnel === (tunnel !== LEFT_OUT)) {
          this.#known.learn(this.#frame.view, this.#frame.place, row, tunnel)
        }
        break
      }
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
