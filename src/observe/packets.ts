import { QUOTED_PACKET, quotesAddresses } from '../decode/icmpv6/message.ts'
import { QUOTED_DESTINATION, QUOTED_SOURCE } from '../decode/icmpv6/quoted-packet.ts'
import { ICMPV6_ERROR_COUNT } from './decoded-counts.ts'
import type { FrameAtHand } from './frame-at-hand.ts'
import { KeyHash } from './key-hash.ts'
import type { KeyParts } from './key-parts.ts'
import { LEFT_OUT } from './key-table.ts'
import { KeyWriter } from './key-writer.ts'
import { TRAFFIC } from './learned.ts'
import { LINK_WORDS, PLACE_WORDS } from './row-key.ts'
import type { Senders } from './senders.ts'
import type { Tally } from './tally.ts'

/** Notes packets that are no message to be decoded: conversations, the tunnels around them, and ICMPv6 errors. */
export class Packets {
  readonly #tally: Tally
  readonly #frame: FrameAtHand
  readonly #senders: Senders
  readonly #hash: KeyHash
  readonly #conversationKey: KeyWriter
  readonly #tunnelKey: KeyWriter
  readonly #errorKey: KeyWriter

  constructor(tally: Tally, frame: FrameAtHand, senders: Senders) {
    this.#tally = tally
    this.#frame = frame
    this.#senders = senders
    this.#hash = new KeyHash(frame)
    this.#conversationKey = new KeyWriter(tally.conversations, frame)
    this.#tunnelKey = new KeyWriter(tally.tunnels, frame)
    this.#errorKey = new KeyWriter(tally.icmpErrors, frame)
  }

  /** A packet of a conversation. Its row says all that stations and addresses need; what has no row tells them itself. @returns the row, or LEFT_OUT */
  seeConversation(): number {
    const { layers } = this.#frame
    const row = this.#noteConversation()
    if (row === LEFT_OUT) {
      this.#senders.see()
      if (layers.linkSourceAt >= 0) {
        this.#senders.seeAddress(layers.linkSourceAt, TRAFFIC, layers.sourceAt, layers.version)
      }
    }
    return row
  }

  /** The innermost tunnel of the frame. @returns its row, or LEFT_OUT */
  seeTunnel(): number {
    const frame = this.#frame
    const { tunnels } = this.#tally
    this.#hash.begin(frame.placeHash)
    this.#describeTunnel(this.#hash)
    const hash = this.#hash.finish()
    if (tunnels.leavesOut(hash)) return LEFT_OUT
    this.#tunnelKey.begin(PLACE_WORDS)
    this.#describeTunnel(this.#tunnelKey)
    return tunnels.see(hash, this.#tunnelKey.length, frame)
  }

  seeIcmpv6Error(): void {
    const frame = this.#frame
    const { icmpErrors, decoded } = this.#tally
    this.#senders.see()
    decoded[ICMPV6_ERROR_COUNT]! += 1
    this.#hash.begin(frame.linkHash)
    this.#describeError(this.#hash)
    const hash = this.#hash.finish()
    if (icmpErrors.leavesOut(hash)) return
    this.#errorKey.begin(LINK_WORDS)
    this.#describeError(this.#errorKey)
    icmpErrors.see(hash, this.#errorKey.length, frame)
  }

  #noteConversation(): number {
    const frame = this.#frame
    const { conversations } = this.#tally
    this.#hash.begin(frame.linkHash)
    this.#describeConversation(this.#hash)
    const hash = this.#hash.finish()
    if (conversations.leavesOut(hash)) return LEFT_OUT
    this.#conversationKey.begin(LINK_WORDS)
    this.#describeConversation(this.#conversationKey)
    return conversations.see(hash, this.#conversationKey.length, frame)
  }

  #describeConversation(key: KeyParts): void {
    const { version, hopLimit, sourceAt, destinationAt } = this.#frame.layers
    key.word(hopLimit | (version << 8))
    key.address(sourceAt, version)
    key.address(destinationAt, version)
  }

  #describeTunnel(key: KeyParts): void {
    const { tunnelVersion, tunnelSourceAt, tunnelDestinationAt } = this.#frame.layers
    key.word(tunnelVersion)
    key.address(tunnelSourceAt, tunnelVersion)
    key.address(tunnelDestinationAt, tunnelVersion)
  }

  #describeError(key: KeyParts): void {
    const { octets, layers } = this.#frame
    const { upperAt, upperEnd } = layers
    const quotes = quotesAddresses(octets, upperAt, upperEnd)
    const code = upperEnd - upperAt > 1 ? octets[upperAt + 1]! : 0
    key.word(octets[upperAt]! | (code << 8) | (quotes ? 1 << 16 : 0))
    key.address(layers.sourceAt, 6)
    key.address(layers.destinationAt, 6)
    if (quotes) {
      key.address(upperAt + QUOTED_PACKET + QUOTED_SOURCE, 6)
      key.address(upperAt + QUOTED_PACKET + QUOTED_DESTINATION, 6)
    }
  }
}
