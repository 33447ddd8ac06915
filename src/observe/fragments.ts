import {
  PROTOCOL_AUTHENTICATION,
  PROTOCOL_DESTINATION_OPTIONS,
  PROTOCOL_GRE,
  PROTOCOL_HOP_BY_HOP,
  PROTOCOL_ICMPV6,
  PROTOCOL_IPV4,
  PROTOCOL_IPV6,
  PROTOCOL_ROUTING,
  PROTOCOL_UDP,
} from '../decode/ip/protocol.ts'
import type { FrameAtHand } from './frame-at-hand.ts'
import { LINK_WORDS } from './key-numbers.ts'
import { KeyWriter } from './key-writer.ts'
import type { Tally } from './tally.ts'

/** What a message, or a tunnel with one in it, may be in a fragment of. */
const MAY_CARRY_MESSAGES: ReadonlySet<number> = new Set([
  PROTOCOL_HOP_BY_HOP,
  PROTOCOL_IPV4,
  PROTOCOL_UDP,
  PROTOCOL_IPV6,
  PROTOCOL_ROUTING,
  PROTOCOL_GRE,
  PROTOCOL_AUTHENTICATION,
  PROTOCOL_ICMPV6,
  PROTOCOL_DESTINATION_OPTIONS,
])

/** Notes fragments with their octets: only who sees all parts of a capture can put them together (`reassembled.ts`). */
export class Fragments {
  readonly #tally: Tally
  readonly #frame: FrameAtHand
  readonly #key: KeyWriter

  constructor(tally: Tally, frame: FrameAtHand) {
    this.#tally = tally
    this.#frame = frame
    this.#key = new KeyWriter(tally.fragments, frame)
  }

  see(): void {
    const frame = this.#frame
    const { at, layers } = frame
    if (!MAY_CARRY_MESSAGES.has(layers.protocol)) return
    const { fragments } = this.#tally
    const { upperAt, upperEnd, upperSentEnd } = layers
    const key = this.#key
    key.begin(LINK_WORDS, frame.linkHash)
    key.word(upperSentEnd - upperAt)
    key.octets(at, upperAt)
    key.octets(upperAt, upperEnd)
    const hash = key.finish()
    if (fragments.leavesOut(hash)) return
    key.complete(LINK_WORDS)
    fragments.see(hash, key.length, frame)
  }
}
