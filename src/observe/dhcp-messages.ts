import { isUnspecified, MAC_LENGTH } from '../decode/address.ts'
import { datagramChecksum } from '../decode/checksum.ts'
import { Dhcpv4Facts } from '../decode/dhcpv4/facts.ts'
import { CHADDR, YIADDR } from '../decode/dhcpv4/walk.ts'
import { Dhcpv6Facts, NONE } from '../decode/dhcpv6/facts.ts'
import { MESSAGE_TYPES } from '../decode/dhcpv6/message-type.ts'
import { UDP_HEADER } from '../decode/ip/udp.ts'
import { dhcpv4Count, dhcpv6Count } from './decoded-counts.ts'
import type { FrameAtHand } from './frame-at-hand.ts'
import { KeyWriter } from './key-writer.ts'
import { LEASE } from './learned.ts'
import { LINK_WORDS, putLink, putPlace } from './row-key.ts'
import type { Senders } from './senders.ts'
import type { Tally } from './tally.ts'

const ETHERNET = 1 // ARP hardware type
const DHCPV4_ACK = 5

/** Notes DHCPv6 and DHCPv4 messages: nearly every one is new, so they stay numbers. */
export class DhcpMessages {
  readonly #tally: Tally
  readonly #frame: FrameAtHand
  readonly #senders: Senders
  readonly #writer: KeyWriter
  readonly #dhcpv6 = new Dhcpv6Facts()
  readonly #dhcpv4 = new Dhcpv4Facts()

  constructor(tally: Tally, frame: FrameAtHand, senders: Senders) {
    this.#tally = tally
    this.#frame = frame
    this.#senders = senders
    this.#writer = new KeyWriter(tally.dhcp, frame)
  }

  seeDhcpv6(): void {
    const { octets, layers } = this.#frame
    const tally = this.#tally
    const facts = this.#dhcpv6
    this.#senders.see()
    const at = layers.upperAt + UDP_HEADER
    if (!facts.read(octets, at, layers.upperEnd, layers.upperSentEnd)) {
      return tally.notUnderstood(facts.cut ? 'dhcpv6: cut by the snaplen' : 'dhcpv6: too short')
    }
    tally.decoded[dhcpv6Count(facts.messageType)]! += 1
    if (facts.malformed > 0) {
      tally.notUnderstood(facts.cut ? 'dhcpv6 option: cut by the snaplen' : 'dhcpv6 option: malformed')
    }
    const client = this.#dhcpv6Client()
    this.#begin(facts.messageType, facts.transactionId)
    const { upperAt, upperEnd, upperSentEnd, sourceAt, destinationAt } = layers
    this.#writer.word(datagramChecksum(octets, upperAt, upperEnd, upperSentEnd, sourceAt, destinationAt))
    if (client < 0) this.#writer.nothing()
    else this.#writer.octets(client, client + MAC_LENGTH)
    this.#writeDhcpv6Facts()
    this.#see()
    if (facts.messageType !== MESSAGE_TYPES.reply || client < 0) return
    for (let i = 0; i < facts.addressCount; i++) {
      if (facts.addressValidLifetimeS[i]! > 0) this.#senders.seeAddress(client, LEASE, facts.addressAt[i]!, 6)
    }
  }

  seeDhcpv4(): void {
    const { octets, layers } = this.#frame
    const tally = this.#tally
    const facts = this.#dhcpv4
    const writer = this.#writer
    this.#senders.see()
    const at = layers.upperAt + UDP_HEADER
    if (!facts.read(octets, at, layers.upperEnd, layers.upperSentEnd)) {
      return tally.notUnderstood(facts.cut ? 'dhcpv4: cut by the snaplen' : 'dhcpv4: not DHCP')
    }
    tally.decoded[dhcpv4Count(facts.messageType)]! += 1
    this.#begin(facts.messageType, facts.xid)
    if (facts.hlen === MAC_LENGTH) writer.octets(at + CHADDR, at + CHADDR + MAC_LENGTH)
    else writer.nothing()
    this.#writeIdentifier(facts.clientIdAt, facts.clientIdEnd)
    this.#writeIdentifier(facts.serverIdAt, facts.serverIdAt + 4)
    writer.address(at + YIADDR, 4)
    writer.word(facts.leaseTimeS === NONE ? 0 : facts.leaseTimeS)
    this.#see()
    const leased = facts.messageType === DHCPV4_ACK && !isUnspecified(octets, at + YIADDR, 4)
    if (leased && facts.hlen === MAC_LENGTH) this.#senders.seeAddress(at + CHADDR, LEASE, at + YIADDR, 4)
  }

  #begin(type: number, xid: number): void {
    const frame = this.#frame
    const { layers } = frame
    const { key } = this.#tally.dhcp
    const writer = this.#writer
    putPlace(key, frame)
    putLink(key, frame)
    writer.begin(LINK_WORDS)
    writer.word(layers.version | (type << 8))
    writer.address(layers.sourceAt, layers.version)
    writer.address(layers.destinationAt, layers.version)
    writer.word(xid)
  }

  #see(): void {
    const { second, nanosecond, offset, index } = this.#frame
    this.#tally.dhcp.see(this.#writer.length, second, nanosecond, offset, index)
  }

  #writeDhcpv6Facts(): void {
    const facts = this.#dhcpv6
    const writer = this.#writer
    this.#writeIdentifier(facts.clientIdAt, facts.clientIdEnd)
    this.#writeIdentifier(facts.serverIdAt, facts.serverIdEnd)
    writer.word(facts.addressCount)
    for (let i = 0; i < facts.addressCount; i++) {
      writer.address(facts.addressAt[i]!, 6)
      writer.word(facts.addressPreferredLifetimeS[i]!)
      writer.word(facts.addressValidLifetimeS[i]!)
    }
    writer.word(facts.statusCount)
    for (let i = 0; i < facts.statusCount; i++) writer.word(facts.statusCode[i]!)
    writer.word(facts.relayCount)
    for (let i = 0; i < facts.relayCount; i++) {
      writer.address(facts.relayLinkAddressAt[i]!, 6)
      writer.address(facts.relayPeerAddressAt[i]!, 6)
    }
  }

  #writeIdentifier(at: number, end: number): void {
    if (at === NONE) this.#writer.nothing()
    else this.#writer.octets(at, end)
  }

  /** Where the client's MAC address stands: from a relay's option, or as the frame's own source or destination; -1: nowhere. */
  #dhcpv6Client(): number {
    const { octets, layers } = this.#frame
    const facts = this.#dhcpv6
    const told = facts.linkLayerType === ETHERNET && facts.linkLayerEnd - facts.linkLayerAt === MAC_LENGTH
    if (told) return facts.linkLayerAt
    if (facts.relayCount > 0) return -1
    if (!isServerMessage(facts.messageType)) return layers.linkSourceAt
    const destination = layers.linkDestinationAt
    return destination >= 0 && (octets[destination]! & 1) === 0 ? destination : -1
  }
}

/** Advertise, Reply and Reconfigure (RFC 8415 §7.3) go from server to client. */
function isServerMessage(type: number): boolean {
  return type === MESSAGE_TYPES.advertise || type === MESSAGE_TYPES.reply || type === MESSAGE_TYPES.reconfigure
}
