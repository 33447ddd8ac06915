import { type MalformedOption, malformed, malformedOption, tooShort } from '../malformed.ts'
import { u16 } from '../octets.ts'
import { isRelayMessage } from './message-type.ts'

// RFC 8415 §8, client and server messages:      §9, relay messages:
//  |  msg-type   |     transaction-id        |   |  msg-type   |  hop-count  | link-address (16)
//  |  options ...                                | peer-address (16)          | options ...
export const MESSAGE_TYPE = 0
export const TRANSACTION_ID = 1
export const OPTIONS = 4
export const HOP_COUNT = 1
export const LINK_ADDRESS = 2
export const PEER_ADDRESS = 18
export const RELAY_OPTIONS = 34

// RFC 8415 §21.1:
//  |          option-code          |           option-len          |  option-data
const OPTION_CODE = 0
const OPTION_LENGTH = 2
export const OPTION_DATA = 4

/** Options inside options, relayed messages inside messages: deeper than this is an attack on the reader. */
export const DEPTH_LIMIT = 64

/** What a walk meets, in the order it stands in the message. The ranges are in the octets walked. */
export interface OptionVisitor {
  /**
   * One option: its content was sent as [at, sentEnd) and captured as [at, end). To see options it holds, walk them with
   * `depth + 1`.
   */
  option(code: number, at: number, end: number, sentEnd: number, depth: number): void
  /** The walk ended early, at `at`: an option's header or length is wrong, or the snaplen cut it. */
  stopped(fault: StopReason, at: number, end: number, sentEnd: number, depth: number): void
}

export type StopReason = 'header' | 'overrun' | 'too-deep'

/** Visits the options that were sent in [at, sentEnd) and captured in [at, end). */
export function walkOptions(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
  depth: number,
  visitor: OptionVisitor,
): void {
  if (depth > DEPTH_LIMIT) {
    visitor.stopped('too-deep', at, end, sentEnd, depth)
    return
  }
  let next = at
  while (next < sentEnd) {
    const data = next + OPTION_DATA
    if (data > end) {
      visitor.stopped('header', next, end, sentEnd, depth)
      return
    }
    const dataEnd = data + u16(octets, next + OPTION_LENGTH)
    if (dataEnd > sentEnd) {
      visitor.stopped('overrun', next, end, sentEnd, depth)
      return
    }
    visitor.option(u16(octets, next + OPTION_CODE), data, Math.min(dataEnd, end), dataEnd, depth)
    if (dataEnd > end) return
    next = dataEnd
  }
}

/** What `stopped` told, as an item among the options. */
export function stoppedOption(
  layer: string,
  octets: Uint8Array,
  reason: StopReason,
  at: number,
  end: number,
  sentEnd: number,
): MalformedOption {
  if (reason === 'header') {
    return malformedOption(tooShort(layer, at, OPTION_DATA, end, sentEnd), null, octets, at, end)
  }
  if (reason === 'too-deep') {
    return malformedOption(malformed(layer, 'too-deep', at, sentEnd - at, end - at), null, octets, at, end)
  }
  const needed = OPTION_DATA + u16(octets, at + OPTION_LENGTH)
  const fault = malformed(layer, 'overrun', at, needed, sentEnd - at)
  return malformedOption(fault, u16(octets, at + OPTION_CODE), octets, at + OPTION_DATA, end)
}

/** Length of a message's header, which its options follow. */
export function headerLength(messageType: number): number {
  return isRelayMessage(messageType) ? RELAY_OPTIONS : OPTIONS
}
