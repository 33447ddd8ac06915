import type { CaptureInterface, FrameSink } from '../capture/frame.ts'
import { isIpv4LinkLocal, isUnspecified, MAC_LENGTH } from '../decode/address.ts'
import { ARP_SENDER_ADDRESS, ARP_SENDER_MAC, isEthernetIpv4Arp } from '../decode/arp.ts'
import { Dhcpv4Facts } from '../decode/dhcpv4/facts.ts'
import { dhcpv4Kind } from '../decode/dhcpv4/message-type.ts'
import { CHADDR, YIADDR } from '../decode/dhcpv4/walk.ts'
import { Dhcpv6Facts, NONE } from '../decode/dhcpv6/facts.ts'
import { dhcpv6Kind } from '../decode/dhcpv6/message-type.ts'
import { readFrame } from '../decode/frame.ts'
import { QUOTED_PACKET, quotesAddresses } from '../decode/icmpv6/message.ts'
import { QUOTED_DESTINATION, QUOTED_SOURCE } from '../decode/icmpv6/quoted-packet.ts'
import { UDP_HEADER } from '../decode/ip/udp.ts'
import * as CARRIES from '../decode/layers.ts'
import { Layers } from '../decode/layers.ts'
import { ndpKind } from '../decode/ndp/message.ts'
import { isSolicited } from '../decode/ndp/neighbor-advertisement.ts'
import { TARGET_ADDRESS } from '../decode/ndp/neighbor-solicitation.ts'
import { u16, u32 } from '../decode/octets.ts'
import type { Caps } from './caps.ts'
import { KeyTable, LEFT_OUT } from './key-table.ts'
import type { Learned } from './observation.ts'
import {
  copySource,
  KeyWriter,
  LINK_WORDS,
  linkSourceOf,
  macNumber,
  PLACE_WORDS,
  putLink,
  putPacket,
  putPlace,
  putSource,
  SOURCE_WORDS,
} from './row-key.ts'
import { addSighting, type SightingList } from './sightings.ts'

/** In a fixed order: the index stands in keys. */
export const LEARNED: readonly Learned[] = ['dad', 'ns', 'na', 'lease', 'arp', 'traffic']
const DAD = 0
const NS = 1
const NA = 2
const LEASE = 3
const ARP = 4
const TRAFFIC = 5

const IPV6_LENGTH = 16
const ND_TARGET_END = TARGET_ADDRESS + IPV6_LENGTH
const RS = 133
const NEIGHBOR_SOLICITATION = 135
const NEIGHBOR_ADVERTISEMENT = 136
const DHCPV6_REPLY = 7
const DHCPV4_ACK = 5

/** An interface of the capture, or one interface index of a LINUX_SLL2 interface, and when it listened. */
export interface ScannedVantage {
  readonly description: CaptureInterface
  readonly ifindex: number
  /** LINUX_SLL2: the MACs that the interface received frames from, as numbers: the two smallest. */
  readonly receivedFrom: number[]
  frames: number
  firstSecond: number
  firstNanosecond: number
  lastSecond: number
  lastNanosecond: number
}

/**
 * Takes the frames of a range of one capture and keeps what they tell, as numbers. What it kept becomes a part of an
 * Observation in `part.ts`.
 */
export class Scanner implements FrameSink {
  /** Records so far as Wireshark numbers them, frames among them. */
  records = 0
  frames = 0
  readonly decoded = new Map<string, number>()
  readonly notDecoded = new Map<string, number>()
  readonly vantages: ScannedVantage[] = []

  readonly stations: KeyTable
  readonly addresses: KeyTable
  readonly conversations: KeyTable
  readonly neighborDiscovery: KeyTable<SightingList>
  readonly dhcp: KeyTable
  readonly icmpErrors: KeyTable
  readonly tunnels: KeyTable

  readonly #layers = new Layers()
  readonly #dhcpv6 = new Dhcpv6Facts()
  readonly #dhcpv4 = new Dhcpv4Facts()
  readonly #vxlanPorts: readonly number[]
  readonly #byInterface: Map<number, ScannedVantage>[] = []
  readonly #descriptions: CaptureInterface[] = []
  readonly #nd: KeyWriter
  readonly #dhcpKey: KeyWriter
  readonly #addressKey: KeyWriter
  readonly #errorKey: KeyWriter
  readonly #tunnelKey: KeyWriter

  // The frame at hand.
  #octets: Uint8Array = new Uint8Array(0)
  #description: CaptureInterface = NO_INTERFACE
  #second = 0
  #nanosecond = 0
  #offset = 0
  #index = 0

  /** @param pinned MAC addresses, as numbers, whose rows no cap touches */
  constructor(caps: Caps, vxlanPorts: readonly number[], pinned: ReadonlySet<number>) {
    this.#vxlanPorts = vxlanPorts
    const bySource = (key: Uint32Array) => pinned.has(macNumber(key[4]!, key[5]!))
    const byEither = (key: Uint32Array) => bySource(key) || pinned.has(macNumber(key[6]!, key[7]!))
    this.stations = new KeyTable(caps.stations, bySource)
    this.addresses = new KeyTable(caps.addresses, bySource)
    this.conversations = new KeyTable(caps.conversations, byEither, (row) => this.#countStation(row))
    this.neighborDiscovery = new KeyTable<SightingList>(caps.neighborDiscovery, byEither)
    this.dhcp = new KeyTable(caps.dhcp, byEither)
    this.icmpErrors = new KeyTable(caps.icmpErrors, byEither)
    this.tunnels = new KeyTable(caps.tunnels, () => false)
    this.#nd = new KeyWriter(this.neighborDiscovery)
    this.#dhcpKey = new KeyWriter(this.dhcp)
    this.#addressKey = new KeyWriter(this.addresses)
    this.#errorKey = new KeyWriter(this.icmpErrors)
    this.#tunnelKey = new KeyWriter(this.tunnels)
  }

  interface(iface: number, description: CaptureInterface): void {
    this.#descriptions[iface] = description
    this.#byInterface[iface] = new Map()
  }

  record(): void {
    this.records++
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
    const layers = this.#layers
    const description = this.#descriptions[iface]!
    this.#octets = octets
    this.#description = description
    this.#second = second
    this.#nanosecond = nanosecond
    this.#offset = offset
    this.#index = this.records++
    this.frames++
    const sentEnd = at + Math.max(originalLength, end - at) - description.fcsOctets
    readFrame(layers, octets, at, Math.min(end, sentEnd), sentEnd, description.linkType, this.#vxlanPorts)
    this.#listen(iface, layers.ifindex)
    if (layers.tunnels > 0 && layers.tunnelSourceAt >= 0) this.#tunnel()
    switch (layers.carries) {
      case CARRIES.PACKET:
      case CARRIES.FRAGMENT:
        this.#packet()
        break
      case CARRIES.NEIGHBOR_DISCOVERY:
        this.#neighborDiscovery()
        break
      case CARRIES.DHCPV6:
        this.#dhcpv6Message()
        break
      case CARRIES.DHCPV4:
        this.#dhcpv4Message()
        break
      case CARRIES.ICMPV6_ERROR:
        this.#icmpError()
        break
      case CARRIES.ARP:
        this.#arp()
        break
      case CARRIES.NOT_DECODED:
        count(this.notDecoded, layers.reason)
        this.#station()
        break
      default:
        this.#station()
    }
  }

  /** Brings what conversations know of stations and their addresses home, and applies the caps. Called once, at the end. */
  finish(): void {
    this.conversations.finish()
    for (let row = 0; row < this.conversations.rows; row++) this.#countStation(row)
    this.stations.finish()
    this.addresses.finish()
    this.neighborDiscovery.finish()
    this.dhcp.finish()
    this.icmpErrors.finish()
    this.tunnels.finish()
  }

  #listen(iface: number, ifindex: number): void {
    const known = this.#byInterface[iface]!
    let vantage = known.get(ifindex)
    if (vantage === undefined) {
      vantage = {
        description: this.#description,
        ifindex,
        receivedFrom: [],
        frames: 0,
        firstSecond: 0,
        firstNanosecond: -1,
        lastSecond: 0,
        lastNanosecond: -1,
      }
      known.set(ifindex, vantage)
      this.vantages.push(vantage)
    }
    vantage.frames++
    if (this.#layers.receivedFromAt >= 0) noteSource(vantage.receivedFrom, this.#octets, this.#layers.receivedFromAt)
    if (this.#nanosecond < 0) return
    if (vantage.firstNanosecond < 0 || this.#isBefore(vantage.firstSecond, vantage.firstNanosecond)) {
      vantage.firstSecond = this.#second
      vantage.firstNanosecond = this.#nanosecond
    }
    if (vantage.lastNanosecond < 0 || !this.#isBefore(vantage.lastSecond, vantage.lastNanosecond)) {
      vantage.lastSecond = this.#second
      vantage.lastNanosecond = this.#nanosecond
    }
  }

  #isBefore(second: number, nanosecond: number): boolean {
    return this.#second < second || (this.#second === second && this.#nanosecond < nanosecond)
  }

  #begin(table: KeyTable<never> | KeyTable<unknown>): void {
    const key = table.key
    putPlace(key, this.#description.section, this.#description.interface, this.#layers)
    putLink(key, this.#octets, this.#layers)
  }

  #see(table: KeyTable<never> | KeyTable<unknown>, length: number): number {
    return table.see(length, this.#second, this.#nanosecond, this.#offset, this.#index)
  }

  #station(): void {
    if (this.#layers.linkSourceAt < 0) return
    putPlace(this.stations.key, this.#description.section, this.#description.interface, this.#layers)
    putSource(this.stations.key, this.#octets, this.#layers.linkSourceAt)
    this.#see(this.stations, SOURCE_WORDS)
  }

  #packet(): void {
    const layers = this.#layers
    if (layers.carries === CARRIES.FRAGMENT) count(this.notDecoded, 'fragment, not reassembled')
    this.#begin(this.conversations)
    const length = putPacket(this.conversations.key, this.#octets, layers)
    if (this.#see(this.conversations, length) !== LEFT_OUT) return
    this.#station()
    if (layers.linkSourceAt >= 0) this.#address(layers.linkSourceAt, TRAFFIC, layers.sourceAt, layers.version)
  }

  /** What a conversation's row says of its sender, added to stations and addresses. */
  #countStation(row: number): void {
    const key = this.conversations.keyOf(row)
    if (linkSourceOf(key) === '') return
    copySource(key, this.stations.key)
    this.stations.absorb(SOURCE_WORDS, this.conversations, row)
    const version = key[LINK_WORDS]! >>> 8
    const words = version === 4 ? 1 : 4
    const target = this.addresses.key
    copySource(key, target)
    target[SOURCE_WORDS] = TRAFFIC | (version << 8)
    target.set(key.subarray(LINK_WORDS + 1, LINK_WORDS + 1 + words), SOURCE_WORDS + 1)
    this.addresses.absorb(SOURCE_WORDS + 1 + words, this.conversations, row)
  }

  /** The station with the MAC at `macAt` has the address at `addressAt`, learned that way. */
  #address(macAt: number, learned: number, addressAt: number, version: number): void {
    const writer = this.#addressKey
    putPlace(this.addresses.key, this.#description.section, this.#description.interface, this.#layers)
    putSource(this.addresses.key, this.#octets, macAt)
    writer.begin(SOURCE_WORDS)
    writer.word(learned | (version << 8))
    writer.address(this.#octets, addressAt, version)
    this.#see(this.addresses, writer.length)
  }

  #neighborDiscovery(): void {
    const layers = this.#layers
    const octets = this.#octets
    const type = octets[layers.upperAt]!
    this.#station()
    count(this.decoded, ndpKind(type)!)
    const writer = this.#nd
    this.#begin(this.neighborDiscovery)
    writer.begin(LINK_WORDS)
    writer.word(type | (layers.hopLimit << 8))
    writer.address(octets, layers.sourceAt, 6)
    writer.address(octets, layers.destinationAt, 6)
    writer.word(layers.upperSentEnd - layers.upperAt)
    writer.octets(octets, layers.extensionAt, layers.extensionEnd)
    writer.octets(octets, layers.upperAt, layers.upperEnd)
    const row = this.#see(this.neighborDiscovery, writer.length)
    if (row !== LEFT_OUT && this.#isFollowed(type)) {
      const list = this.neighborDiscovery.attached[row] ?? []
      this.neighborDiscovery.attached[row] = list
      addSighting(list, this.#second, this.#nanosecond, this.#offset, this.#index)
    }
    this.#learnFromNd(type)
  }

  /** RS, RA, Redirect, unsolicited NA: every sighting is kept. */
  #isFollowed(type: number): boolean {
    if (type === NEIGHBOR_SOLICITATION) return false
    const { upperAt, upperEnd } = this.#layers
    return type !== NEIGHBOR_ADVERTISEMENT || upperEnd - upperAt < TARGET_ADDRESS || !isSolicited(this.#octets, upperAt)
  }

  #learnFromNd(type: number): void {
    const layers = this.#layers
    const octets = this.#octets
    if (layers.linkSourceAt < 0) return
    const target = layers.upperAt + TARGET_ADDRESS
    const hasTarget = layers.upperEnd - layers.upperAt >= ND_TARGET_END
    const fromNowhere = isUnspecified(octets, layers.sourceAt, IPV6_LENGTH)
    if (type === NEIGHBOR_SOLICITATION && fromNowhere && hasTarget) this.#address(layers.linkSourceAt, DAD, target, 6)
    else if (type === NEIGHBOR_ADVERTISEMENT && hasTarget) this.#address(layers.linkSourceAt, NA, target, 6)
    else if (type >= RS && !fromNowhere) this.#address(layers.linkSourceAt, NS, layers.sourceAt, 6)
  }

  #arp(): void {
    const { at, end, linkSourceAt } = this.#layers
    const octets = this.#octets
    this.#station()
    if (linkSourceAt < 0 || !isEthernetIpv4Arp(octets, at, end)) return count(this.notDecoded, 'arp: not Ethernet/IPv4')
    count(this.decoded, 'arp')
    const sender = at + ARP_SENDER_ADDRESS
    if (isUnspecified(octets, sender, 4) || isIpv4LinkLocal(octets, sender)) return
    this.#address(at + ARP_SENDER_MAC, ARP, sender, 4)
  }

  #icmpError(): void {
    const layers = this.#layers
    const octets = this.#octets
    this.#station()
    count(this.decoded, 'icmpv6-error')
    const writer = this.#errorKey
    this.#begin(this.icmpErrors)
    writer.begin(LINK_WORDS)
    const quotes = quotesAddresses(octets, layers.upperAt, layers.upperEnd)
    const code = layers.upperEnd - layers.upperAt > 1 ? octets[layers.upperAt + 1]! : 0
    writer.word(octets[layers.upperAt]! | (code << 8) | (quotes ? 1 << 16 : 0))
    writer.address(octets, layers.sourceAt, 6)
    writer.address(octets, layers.destinationAt, 6)
    if (quotes) {
      const quoted = layers.upperAt + QUOTED_PACKET
      writer.address(octets, quoted + QUOTED_SOURCE, 6)
      writer.address(octets, quoted + QUOTED_DESTINATION, 6)
    }
    this.#see(this.icmpErrors, writer.length)
  }

  #tunnel(): void {
    const layers = this.#layers
    const writer = this.#tunnelKey
    putPlace(this.tunnels.key, this.#description.section, this.#description.interface, layers)
    writer.begin(PLACE_WORDS)
    writer.word(layers.tunnelVersion)
    writer.address(this.#octets, layers.tunnelSourceAt, layers.tunnelVersion)
    writer.address(this.#octets, layers.tunnelDestinationAt, layers.tunnelVersion)
    this.#see(this.tunnels, writer.length)
  }

  #beginDhcp(type: number, xid: number): KeyWriter {
    const layers = this.#layers
    const writer = this.#dhcpKey
    this.#begin(this.dhcp)
    writer.begin(LINK_WORDS)
    writer.word(layers.version | (type << 8))
    writer.address(this.#octets, layers.sourceAt, layers.version)
    writer.address(this.#octets, layers.destinationAt, layers.version)
    writer.word(xid)
    return writer
  }

  #dhcpv6Message(): void {
    const layers = this.#layers
    const octets = this.#octets
    const facts = this.#dhcpv6
    this.#station()
    const at = layers.upperAt + UDP_HEADER
    if (!facts.read(octets, at, layers.upperEnd, layers.upperSentEnd)) {
      return count(this.notDecoded, facts.cut ? 'dhcpv6: cut by the snaplen' : 'dhcpv6: too short')
    }
    count(this.decoded, dhcpv6Kind(facts.messageType))
    if (facts.malformed > 0)
      count(this.notDecoded, facts.cut ? 'dhcpv6 option: cut by the snaplen' : 'dhcpv6 option: malformed')
    const client = this.#dhcpv6Client()
    const writer = this.#beginDhcp(facts.messageType, facts.transactionId)
    if (client < 0) writer.nothing()
    else writer.octets(octets, client, client + MAC_LENGTH)
    if (facts.clientIdAt === NONE) writer.nothing()
    else writer.octets(octets, facts.clientIdAt, facts.clientIdEnd)
    if (facts.serverIdAt === NONE) writer.nothing()
    else writer.octets(octets, facts.serverIdAt, facts.serverIdEnd)
    writer.word(facts.addressCount)
    for (let i = 0; i < facts.addressCount; i++) {
      writer.address(octets, facts.addressAt[i]!, 6)
      writer.word(facts.addressPreferredLifetimeS[i]!)
      writer.word(facts.addressValidLifetimeS[i]!)
    }
    writer.word(facts.statusCount)
    for (let i = 0; i < facts.statusCount; i++) writer.word(facts.statusCode[i]!)
    writer.word(facts.relayCount)
    for (let i = 0; i < facts.relayCount; i++) {
      writer.address(octets, facts.relayLinkAddressAt[i]!, 6)
      writer.address(octets, facts.relayPeerAddressAt[i]!, 6)
    }
    this.#see(this.dhcp, writer.length)
    if (facts.messageType !== DHCPV6_REPLY || client < 0) return
    for (let i = 0; i < facts.addressCount; i++) {
      if (facts.addressValidLifetimeS[i]! > 0) this.#address(client, LEASE, facts.addressAt[i]!, 6)
    }
  }

  /** Where the client's MAC address stands: from a relay's option, or as the frame's own source or destination; -1: nowhere. */
  #dhcpv6Client(): number {
    const layers = this.#layers
    const facts = this.#dhcpv6
    if (facts.linkLayerType === 1 && facts.linkLayerEnd - facts.linkLayerAt === MAC_LENGTH) return facts.linkLayerAt
    if (facts.relayCount > 0) return -1
    if (!isServerMessage(facts.messageType)) return layers.linkSourceAt
    const destination = layers.linkDestinationAt
    return destination >= 0 && (this.#octets[destination]! & 1) === 0 ? destination : -1
  }

  #dhcpv4Message(): void {
    const layers = this.#layers
    const octets = this.#octets
    const facts = this.#dhcpv4
    this.#station()
    const at = layers.upperAt + UDP_HEADER
    if (!facts.read(octets, at, layers.upperEnd, layers.upperSentEnd)) {
      return count(this.notDecoded, facts.cut ? 'dhcpv4: cut by the snaplen' : 'dhcpv4: not DHCP')
    }
    count(this.decoded, dhcpv4Kind(facts.messageType))
    const writer = this.#beginDhcp(facts.messageType, facts.xid)
    if (facts.hlen === MAC_LENGTH) writer.octets(octets, at + CHADDR, at + CHADDR + MAC_LENGTH)
    else writer.nothing()
    if (facts.clientIdAt === NONE) writer.nothing()
    else writer.octets(octets, facts.clientIdAt, facts.clientIdEnd)
    if (facts.serverIdAt === NONE) writer.nothing()
    else writer.octets(octets, facts.serverIdAt, facts.serverIdAt + 4)
    writer.address(octets, at + YIADDR, 4)
    writer.word(facts.leaseTimeS === NONE ? 0 : facts.leaseTimeS)
    this.#see(this.dhcp, writer.length)
    const leased = facts.messageType === DHCPV4_ACK && !isUnspecified(octets, at + YIADDR, 4)
    if (leased && facts.hlen === MAC_LENGTH) this.#address(at + CHADDR, LEASE, at + YIADDR, 4)
  }
}

const NO_INTERFACE: CaptureInterface = { section: 0, interface: 0, name: null, linkType: -1, fcsOctets: 0, snaplen: 0 }

/** Keeps the two smallest: whether there are several is all that is asked, and this rule knows no order. */
function noteSource(sources: number[], octets: Uint8Array, at: number): void {
  const mac = u16(octets, at) * 0x1_0000_0000 + u32(octets, at + 2)
  if (sources.includes(mac)) return
  sources.push(mac)
  if (sources.length > 2) sources.sort((a, b) => a - b).pop()
}

/** Advertise, Reply and Reconfigure (RFC 8415 §7.3) go from server to client. */
function isServerMessage(type: number): boolean {
  return type === 2 || type === DHCPV6_REPLY || type === 10
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
