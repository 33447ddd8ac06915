import { QUOTED_PACKET, quotesAddresses } from '../decode/icmpv6/message.ts'
import { QUOTED_DESTINATION, QUOTED_SOURCE } from '../decode/icmpv6/quoted-packet.ts'
import { ICMPV6_ERROR_COUNT } from './decoded-counts.ts'
import type { FrameAtHand } from './frame-at-hand.ts'
import { LEFT_OUT } from './key-table.ts'
import { KeyWriter } from './key-writer.ts'
import { TRAFFIC } from './learned.ts'
import { LINK_WORDS, PLACE_WORDS, putLink, putPacket, putPlace } from './row-key.ts'
import type { Senders } from './senders.ts'
import type { Tally } from './tally.ts'

/** Notes packets that are no message to be decoded: conversations, the tunnels around them, and ICMPv6 errors. */
export class Packets {
  readonly #tally: Tally
  readonly #frame: FrameAtHand
  readonly #senders: Senders
  readonly #errorKey: KeyWriter
  readonly #tunnelKey: KeyWriter

  constructor(tally: Tally, frame: FrameAtHand, senders: Senders) {
    this.#tally = tally
    this.#frame = frame
    this.#senders = senders
    this.#errorKey = new KeyWriter(tally.icmpErrors, frame)
    this.#tunnelKey = new KeyWriter(tally.tunnels, frame)
  }

  /** A packet of a conversation. Its row says all that stations and addresses need; what has no row tells them itself. @returns the row, or LEFT_OUT */
  seeConversation(): number {
    const frame = this.#frame
    const { layers, second, nanosecond, offset, index } = frame
    const { conversations } = this.#tally
    putPlace(conversations.key, frame)
    putLink(conversations.key, frame)
    const row = conversations.see(putPacket(conversations.key, frame), second, nanosecond, offset, index)
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
    const { layers, second, nanosecond, offset, index } = frame
    const { tunnels } = this.#tally
    const writer = this.#tunnelKey
    putPlace(tunnels.key, frame)
    writer.begin(PLACE_WORDS)
    writer.word(layers.tunnelVersion)
    writer.address(layers.tunnelSourceAt, layers.tunnelVersion)
    writer.address(layers.tunnelDestinationAt, layers.tunnelVersion)
    return tunnels.see(writer.length, second, nanosecond, offset, index)
  }

  seeIcmpv6Error(): void {
    const frame = this.#frame
    const { octets, layers, second, nanosecond, offset, index } = frame
    const { upperAt, upperEnd } = layers
    const { icmpErrors, decoded } = this.#tally
    const writer = this.#errorKey
    this.#senders.see()
    decoded[ICMPV6_ERROR_COUNT]! += 1
    putPlace(icmpErrors.key, frame)
    putLink(icmpErrors.key, frame)
    writer.begin(LINK_WORDS)
    const quotes = quotesAddresses(octets, upperAt, upperEnd)
    const code = upperEnd - upperAt > 1 ? octets[upperAt + 1]! : 0
    writer.word(octets[upperAt]! | (code << 8) | (quotes ? 1 << 16 : 0))
    writer.address(layers.sourceAt, 6)
    writer.address(layers.destinationAt, 6)
    if (quotes) {
      writer.address(upperAt + QUOTED_PACKET + QUOTED_SOURCE, 6)
      writer.address(upperAt + QUOTED_PACKET + QUOTED_DESTINATION, 6)
    }
    icmpErrors.see(writer.length, second, nanosecond, offset, index)
  }
}
