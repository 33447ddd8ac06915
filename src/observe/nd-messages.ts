import { IPV6_LENGTH, isIpv4LinkLocal, isUnspecified } from '../decode/address.ts'
import { ARP_SENDER_ADDRESS, ARP_SENDER_MAC, isEthernetIpv4Arp } from '../decode/arp.ts'
import { icmpv6ChecksumState } from '../decode/checksum.ts'
import { NEIGHBOR_ADVERTISEMENT, NEIGHBOR_SOLICITATION } from '../decode/icmpv6/message-type.ts'
import { TARGET_ADDRESS } from '../decode/ndp/neighbor-solicitation.ts'
import { ARP_COUNT, ndCount } from './decoded-counts.ts'
import type { FrameAtHand } from './frame-at-hand.ts'
import { LINK_WORDS } from './key-numbers.ts'
import type { KeyTable } from './key-table.ts'
import { KeyWriter, wordsOfOctets } from './key-writer.ts'
import { ARP, DAD, NA, NS } from './learned.ts'
import type { Numbers } from './observation.ts'
import type { Senders } from './senders.ts'
import type { Tally } from './tally.ts'

const ND_TARGET_END = TARGET_ADDRESS + IPV6_LENGTH

/** Words of a key behind those of place and link: type and hop limit, source, destination, length sent; then octets. */
const ADDRESS_WORDS = 4
export const EXTENSION_OCTETS = LINK_WORDS + 1 + 2 * ADDRESS_WORDS + 1
/** Of a Neighbor Advertisement's second word (RFC 4861 §4.4). */
const SOLICITED_FLAG = 0x4000_0000

/** Notes Neighbor Discovery messages, and ARP, which does for IPv4 what they do. */
export class NdMessages {
  readonly #tally: Tally
  readonly #frame: FrameAtHand
  readonly #senders: Senders
  readonly #key: KeyWriter

  constructor(tally: Tally, frame: FrameAtHand, senders: Senders) {
    this.#tally = tally
    this.#frame = frame
    this.#senders = senders
    this.#key = new KeyWriter(tally.neighborDiscovery, frame)
  }

  see(): void {
    const frame = this.#frame
    const { neighborDiscovery, decoded, icmpv6Checksums } = this.#tally
    const { upperAt, upperEnd, upperSentEnd, sourceAt, destinationAt } = frame.layers
    const type = frame.octets[upperAt]!
    this.#senders.see()
    decoded[ndCount(type)]! += 1
    icmpv6Checksums[icmpv6ChecksumState(frame.view, upperAt, upperEnd, upperSentEnd, sourceAt, destinationAt)]! += 1
    this.#note(neighborDiscovery)
    this.#learn(type)
  }

  #note(messages: KeyTable): void {
    const frame = this.#frame
    const key = this.#key
    const { octets, layers } = frame
    const { upperAt, upperEnd, extensionAt, extensionEnd } = layers
    key.begin(LINK_WORDS, frame.linkHash)
    key.word(octets[upperAt]! | (layers.hopLimit << 8))
    key.address(layers.sourceAt, 6)
    key.address(layers.destinationAt, 6)
    key.word(layers.upperSentEnd - upperAt)
    key.octets(extensionAt, extensionEnd)
    key.octets(upperAt, upperEnd)
    const hash = key.finish()
    if (messages.leavesOut(hash)) return
    key.complete(LINK_WORDS)
    messages.see(hash, key.length, frame, isFollowed(messages.key, messages.keyStart))
  }

  #learn(type: number): void {
    const { octets, layers } = this.#frame
    const { linkSourceAt, sourceAt, upperAt, upperEnd } = layers
    if (linkSourceAt < 0) return
    const target = upperAt + TARGET_ADDRESS
    const hasTarget = upperEnd - upperAt >= ND_TARGET_END
    const fromNowhere = isUnspecified(octets, sourceAt, IPV6_LENGTH)
    if (type === NEIGHBOR_SOLICITATION && fromNowhere && hasTarget) {
      this.#senders.seeAddress(linkSourceAt, DAD, target, 6)
    } else if (type === NEIGHBOR_ADVERTISEMENT && hasTarget) {
      this.#senders.seeAddress(linkSourceAt, NA, target, 6)
    } else if (!fromNowhere) this.#senders.seeAddress(linkSourceAt, NS, sourceAt, 6)
  }

  seeArp(): void {
    const { octets, layers } = this.#frame
    const { at, end, linkSourceAt } = layers
    this.#senders.see()
    if (linkSourceAt < 0 || !isEthernetIpv4Arp(octets, at, end)) {
      return this.#tally.notUnderstood('arp: not Ethernet/IPv4')
    }
    this.#tally.decoded[ARP_COUNT]! += 1
    const sender = at + ARP_SENDER_ADDRESS
    if (isUnspecified(octets, sender, 4) || isIpv4LinkLocal(octets, sender)) return
    this.#senders.seeAddress(at + ARP_SENDER_MAC, ARP, sender, 4)
  }
}

/** Whether every sighting of the message whose key begins at `at` is kept: of RS, RA, Redirect and unsolicited NA. */
export function isFollowed(key: Numbers, at = 0): boolean {
  const type = key[at + LINK_WORDS]! & 0xff
  if (type !== NEIGHBOR_ADVERTISEMENT) return type !== NEIGHBOR_SOLICITATION
  const extension = at + EXTENSION_OCTETS
  const message = extension + wordsOfOctets(key[extension]!)
  return key[message]! < TARGET_ADDRESS || (key[message + 2]! & SOLICITED_FLAG) === 0
}
