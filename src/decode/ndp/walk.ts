import { type MalformedOption, malformed, malformedOption, tooShort } from '../malformed.ts'

// RFC 4861 §4.6; Length counts the whole option in units of 8 octets.
//  |     Type      |    Length     |              ...              |
const TYPE = 0
const LENGTH = 1
/** Where an option's own fields begin: offsets in options count from the Type octet, as their RFCs draw them. */
export const OPTION_FIELDS = 2
const UNIT = 8

/** What a walk meets, in the order it stands in the message. */
export interface NdpOptionVisitor {
  /** One option, its Type octet at `at`, sent as [at, sentEnd) and captured as [at, end). */
  option(type: number, at: number, end: number, sentEnd: number): void
  /** The walk ended early, at `at`: an option's header or length is wrong, or the snaplen cut it. */
  stopped(reason: NdpStopReason, at: number, end: number, sentEnd: number): void
}

export type NdpStopReason = 'header' | 'overrun' | 'length-zero'

/** Visits the options that were sent in [at, sentEnd) and captured in [at, end). */
export function walkNdpOptions(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
  visitor: NdpOptionVisitor,
): void {
  let next = at
  while (next < sentEnd) {
    if (next + OPTION_FIELDS > end) {
      visitor.stopped('header', next, end, sentEnd)
      return
    }
    const length = octets[next + LENGTH]! * UNIT
    if (length === 0 || next + length > sentEnd) {
      visitor.stopped(length === 0 ? 'length-zero' : 'overrun', next, end, sentEnd)
      return
    }
    const optionEnd = next + length
    visitor.option(octets[next + TYPE]!, next, Math.min(optionEnd, end), optionEnd)
    if (optionEnd > end) return
    next = optionEnd
  }
}

/** What `stopped` told, as an item among the options. */
export function stoppedNdpOption(
  octets: Uint8Array,
  reason: NdpStopReason,
  at: number,
  end: number,
  sentEnd: number,
): MalformedOption {
  const layer = 'ndp-option'
  if (reason === 'header') {
    return malformedOption(tooShort(layer, at, OPTION_FIELDS, end, sentEnd), null, octets, at, end)
  }
  const needed = reason === 'length-zero' ? UNIT : octets[at + LENGTH]! * UNIT
  const fault = malformed(layer, reason, at, needed, sentEnd - at)
  return malformedOption(fault, octets[at + TYPE]!, octets, at + OPTION_FIELDS, end)
}

/** Offset of the first option of a type that was captured whole, or -1: a reader for the hot path. */
export function findNdpOption(octets: Uint8Array, at: number, end: number, sentEnd: number, type: number): number {
  let next = at
  while (next + OPTION_FIELDS <= end) {
    const optionEnd = next + octets[next + LENGTH]! * UNIT
    if (optionEnd === next || optionEnd > sentEnd || optionEnd > end) return -1
    if (octets[next + TYPE] === type) return next
    next = optionEnd
  }
  return -1
}
