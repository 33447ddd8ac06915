import { hexText } from './address.ts'

/**
 * Why something did not decode. `cut` is the capture's doing: the octets were sent, and the snaplen kept them from us. All
 * others are what the sender wrote, and evidence.
 */
export type MalformedReason =
  | 'cut' //         captured in part: the octets needed lie before the end of what was sent
  | 'too-short' //   what was sent ends inside a fixed part
  | 'overrun' //     a length points past the end of what holds it
  | 'length-zero' // an option length of 0 where it counts the header (RFC 4861 §4.6)
  | 'bad-length' //  a length that the RFC does not give this option
  | 'bad-name' //    a domain name that is no sequence of labels (RFC 1035 §3.1), compressed ones included
  | 'bad-value' //   a field whose value leaves the rest without a meaning
  | 'too-deep' //    nested deeper than any network nests
  | 'missing-fragments' // of a fragmented message
  | 'overlap' //     fragments that overlap (RFC 5722 §4): the datagram is dropped
  | 'too-many' //    fragments pending: it was given up

/** A message, or a part of one, that did not decode. A value, never an exception. */
export interface Malformed {
  readonly kind: 'malformed'
  /** What was being decoded: a message or option kind, as it would stand in `kind`. */
  readonly layer: string
  readonly reason: MalformedReason
  /** Offset of the first octet of what did not decode, in the octets the decoder was given. */
  readonly at: number
  /** Octets needed from `at` on. */
  readonly needed: number
  /** Octets there were from `at` on. */
  readonly available: number
}

/** An option that did not decode, in its place among the others, with everything of it that was captured. */
export interface MalformedOption extends Malformed {
  /** Option code or type; null where not even that was there. */
  readonly code: number | null
  /** Its content (or, where the header itself is incomplete or lies, all octets to the end), hex. */
  readonly octets: string
}

export function malformed(
  layer: string,
  reason: MalformedReason,
  at: number,
  needed: number,
  available: number,
): Malformed {
  return { kind: 'malformed', layer, reason, at, needed, available }
}

/** The fixed part, `needed` octets from `at`, is not all there: cut by the snaplen, or never sent. */
export function tooShort(layer: string, at: number, needed: number, end: number, sentEnd: number): Malformed {
  return at + needed <= sentEnd
    ? malformed(layer, 'cut', at, needed, Math.max(end - at, 0))
    : malformed(layer, 'too-short', at, needed, Math.max(sentEnd - at, 0))
}

/** `fault`, with the code of the option it stands for and the captured octets [at, end) of it. */
export function malformedOption(
  fault: Malformed,
  code: number | null,
  octets: Uint8Array,
  at: number,
  end: number,
): MalformedOption {
  return { ...fault, code, octets: hexText(octets, at, end) }
}
