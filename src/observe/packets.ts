import { QUOTED_PACKET, quotesAddresses } from '../decode/icmpv6/message.ts'
import { QUOTED_DESTINATION, QUOTED_SOURCE } from '../decode/icmpv6/quoted-packet.ts'
import { ICMPV6_ERROR_COUNT } from './decoded-counts.ts'
import type { FrameAtHand } from './frame-at-hand.ts'
import { LINK_WORDS, PLACE_WORDS } from './key-numbers.ts'
import { LEFT_OUT } from './key-table.ts'
import { KeyWriter } from './key-writer.ts'
import { TRAFFIC } from './learned.ts'
import type { Senders } from './senders.ts'
import type { Tally } from './tally.ts'

/** Notes packets that are no message to be decoded: conversations, the tunnels around them, and ICMPv6 errors. */
export class Packets {
  readonly #tally: Tally
  readonly #frame: FrameAtHand
  readonly #senders: Senders
  readonly #conversationKey: KeyWriter
  readonly #tunnelKey: KeyWriter
  readonly #errorKey: KeyWriter

  constructor(tally: Tally, frame: FrameAtHand, senders: Senders) {
    this.#tally = tally
    this.#frame = frame
    this.#senders = senders
    this.#conversationKey = new KeyWriter(tally.readConversations, frame)
    this.#tunnelKey = new KeyWriter(tally.tunnels, frame)
    this.#errorKey = new KeyWriter(tally.icmpErrors, frame)
  }

  /** A packet of a conversation. Its row says all that stations and addresses need; what has no row tells them itself. */
  seeConversation(): void {
    const { layers } = this.#frame
    const row = this.#noteConversation()
    if (row === LEFT_OUT) {
      this.#senders.see()
      if (layers.linkSourceAt >= 0) {
        this.#senders.seeAddress(layers.linkSourceAt, TRAFFIC, layers.sourceAt, layers.version)
      }
    }
  }

  /** The innermost tunnel of the frame. */
  seeTunnel(): void {
    const frame = this.#frame
    const { tunnels } = this.#tally
    const { tunnelVersion, tunnelSourceAt, tunnelDestinationAt } = frame.layers
    const key = this.#tunnelKey
    key.begin(PLACE_WORDS, frame.placeHash)
    key.word(tunnelVersion)
    key.address(tunnelSourceAt, tunnelVersion)
    key.address(tunnelDestinationAt, tunnelVersion)
    const hash = key.finish()
    if (tunnels.leavesOut(hash)) return
    key.complete(PLACE_WORDS)
    tunnels.see(hash, key.length, frame)
  }

  seeIcmpv6Error(): void {
    const frame = this.#frame
    const { icmpErrors, decoded } = this.#tally
    this.#senders.see()
    decoded[ICMPV6_ERROR_COUNT]! += 1
    const { octets, layers } = frame
    const { upperAt, upperEnd } = layers
    const quotes = quotesAddresses(octets, upperAt, upperEnd)
    const code = upperEnd - upperAt > 1 ? octets[upperAt + 1]! : 0
    const key = this.#errorKey
    key.begin(LINK_WORDS, frame.linkHash)
    key.word(octets[upperAt]! | (code << 8) | (quotes ? 1 << 16 : 0))
    key.address(layers.sourceAt, 6)
    key.address(layers.destinationAt, 6)
    if (quotes) {
      key.address(upperAt + QUOTED_PACKET + QUOTED_SOURCE, 6)
      key.address(upperAt + QUOTED_PACKET + QUOTED_DESTINATION, 6)
    }
    const hash = key.finish()
    if (icmpErrors.leavesOut(hash)) return
    key.complete(LINK_WORDS)
    icmpErrors.see(hash, key.length, frame)
  }

  #noteConversation(): number {
    const frame = this.#frame
    const { readConversations } = this.#tally
    const { version, hopLimit, sourceAt, destinationAt } = frame.layers
    const key = this.#conversationKey
    key.begin(LINK_WORDS, frame.linkHash)
    key.word(hopLimit | (version << 8))
    key.address(sourceAt, version)
    key.address(destinationAt, version)
    const hash = key.finish()
    if (readConversations.leavesOut(hash)) return LEFT_OUT
    key.complete(LINK_WORDS)
    return readConversations.seeNow(hash, key.length, frame)
  }
}
