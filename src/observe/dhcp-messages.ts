import { isUnspecified, MAC_LENGTH } from '../decode/address.ts'
import { CHECKSUM_BAD, CHECKSUM_PARTIAL, datagramChecksum } from '../decode/checksum.ts'
import { Dhcpv4Facts } from '../decode/dhcpv4/facts.ts'
import { CHADDR, YIADDR } from '../decode/dhcpv4/walk.ts'
import { Dhcpv6Facts, NONE } from '../decode/dhcpv6/facts.ts'
import { MESSAGE_TYPES } from '../decode/dhcpv6/message-type.ts'
import { UDP_HEADER } from '../decode/plain-headers.ts'
import { dhcpv4Count, dhcpv6Count } from './decoded-counts.ts'
import type { FrameAtHand } from './frame-at-hand.ts'
import { LINK_WORDS } from './key-numbers.ts'
import { KeyWriter } from './key-writer.ts'
import { LEASE } from './learned.ts'
import type { Senders } from './senders.ts'
import type { Tally } from './tally.ts'

const ETHERNET = 1 // ARP hardware type
const DHCPV4_ACK = 5

/** Notes DHCPv6 and DHCPv4 messages: nearly every one is new, so they stay numbers. */
export class DhcpMessages {
  readonly #tally: Tally
  readonly #frame: FrameAtHand
  readonly #senders: Senders
  readonly #key: KeyWriter
  readonly #dhcpv6 = new Dhcpv6Facts()
  readonly #dhcpv4 = new Dhcpv4Facts()

  constructor(tally: Tally, frame: FrameAtHand, senders: Senders) {
    this.#tally = tally
    this.#frame = frame
    this.#senders = senders
    this.#key = new KeyWriter(tally.dhcp, frame)
  }

  seeDhcpv6(): void {
    const { octets, view, layers } = this.#frame
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
    const { upperAt, upperEnd, upperSentEnd, sourceAt, destinationAt } = layers
    const checksum = datagramChecksum(view, upperAt, upperEnd, upperSentEnd, sourceAt, destinationAt)
    tally.udpChecksums[checksum === CHECKSUM_PARTIAL ? CHECKSUM_BAD : checksum]! += 1
    this.#noteDhcpv6(client, checksum)
    if (facts.messageType !== MESSAGE_TYPES.reply || client < 0) return
    for (let i = 0; i < facts.addressCount; i++) {
      if (facts.addressValidLifetimeS[i]! > 0) this.#senders.seeAddress(client, LEASE, facts.addressAt[i]!, 6)
    }
  }

  seeDhcpv4(): void {
    const { octets, layers } = this.#frame
    const tally = this.#tally
    const facts = this.#dhcpv4
    this.#senders.see()
    const at = layers.upperAt + UDP_HEADER
    if (!facts.read(octets, at, layers.upperEnd, layers.upperSentEnd)) {
      return tally.notUnderstood(facts.cut ? 'dhcpv4: cut by the snaplen' : 'dhcpv4: not DHCP')
    }
    tally.decoded[dhcpv4Count(facts.messageType)]! += 1
    this.#noteDhcpv4(at)
    const leased = facts.messageType === DHCPV4_ACK && !isUnspecified(octets, at + YIADDR, 4)
    if (leased && facts.hlen === MAC_LENGTH) this.#senders.seeAddress(at + CHADDR, LEASE, at + YIADDR, 4)
  }

  #noteDhcpv6(client: number, checksum: number): void {
    const facts = this.#dhcpv6
    const key = this.#key
    this.#beginKey(facts.messageType, facts.transactionId)
    key.word(checksum)
    if (client < 0) key.nothing()
    else key.octets(client, client + MAC_LENGTH)
    this.#identifier(facts.clientIdAt, facts.clientIdEnd)
    this.#identifier(facts.serverIdAt, facts.serverIdEnd)
    key.word(facts.addressCount)
    for (let i = 0; i < facts.addressCount; i++) {
      key.address(facts.addressAt[i]!, 6)
      key.word(facts.addressPreferredLifetimeS[i]!)
      key.word(facts.addressValidLifetimeS[i]!)
    }
    key.word(facts.statusCount)
    for (let i = 0; i < facts.statusCount; i++) key.word(facts.statusCode[i]!)
    key.word(facts.relayCount)
    for (let i = 0; i < facts.relayCount; i++) {
      key.address(facts.relayLinkAddressAt[i]!, 6)
      key.address(facts.relayPeerAddressAt[i]!, 6)
    }
    this.#note()
  }

  /** @param at the message */
  #noteDhcpv4(at: number): void {
    const facts = this.#dhcpv4
    const key = this.#key
    this.#beginKey(facts.messageType, facts.xid)
    if (facts.hlen === MAC_LENGTH) key.octets(at + CHADDR, at + CHADDR + MAC_LENGTH)
    else key.nothing()
    this.#identifier(facts.clientIdAt, facts.clientIdEnd)
    this.#identifier(facts.serverIdAt, facts.serverIdAt + 4)
    key.address(at + YIADDR, 4)
    key.word(facts.leaseTimeS === NONE ? 0 : facts.leaseTimeS)
    this.#note()
  }

  #beginKey(type: number, xid: number): void {
    const key = this.#key
    const { version, sourceAt, destinationAt } = this.#frame.layers
    key.begin(LINK_WORDS, this.#frame.linkHash)
    key.word(version | (type << 8))
    key.address(sourceAt, version)
    key.address(destinationAt, version)
    key.word(xid)
  }

  #identifier(at: number, end: number): void {
    if (at === NONE) this.#key.nothing()
    else this.#key.octets(at, end)
  }

  /** Notes the message whose key is written. */
  #note(): void {
    const { dhcp } = this.#tally
    const key = this.#key
    const hash = key.finish()
    if (dhcp.leavesOut(hash)) return
    key.complete(LINK_WORDS)
    dhcp.see(hash, key.length, this.#frame)
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
