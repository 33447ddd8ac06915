import { type Malformed, tooShort } from '../malformed.ts'
import { u16, u32 } from '../octets.ts'
import * as type from './message-type.ts'
import { decodeQuotedPacket, hasQuotedAddresses, type QuotedPacket } from './quoted-packet.ts'

// RFC 4443 §2.1, §3 and §4, octets from the Type field. The second word is unused, an MTU or a pointer in errors,
// an identifier and a sequence number in echoes.
//  |     Type      |     Code      |          Checksum             |
//  |  Unused, MTU, Pointer; or Identifier and Sequence Number      |
//  |  As much of the invoking packet as fits; or data ...
const CODE = 1
const CHECKSUM = 2
const PARAMETER = 4
const IDENTIFIER = 4
const SEQUENCE_NUMBER = 6
/** Where the packet quoted in an error begins, counted from the Type octet. */
export const QUOTED_PACKET = 8
const HEADER_LENGTH = QUOTED_PACKET

/** RFC 4443 §4. */
export interface Echo {
  readonly kind: 'echo-request' | 'echo-reply'
  readonly code: number
  readonly checksum: number
  readonly identifier: number
  readonly sequenceNumber: number
  /** Octets of data on the wire. */
  readonly dataLength: number
}

/** RFC 4443 §3.1 and §3.3. */
export interface UnreachableOrExceeded {
  readonly kind: 'destination-unreachable' | 'time-exceeded'
  readonly code: number
  readonly checksum: number
  readonly unused: number
  readonly packet: QuotedPacket | Malformed
}

/** RFC 4443 §3.2. */
export interface PacketTooBig {
  readonly kind: 'packet-too-big'
  readonly code: number
  readonly checksum: number
  readonly mtu: number
  readonly packet: QuotedPacket | Malformed
}

/** RFC 4443 §3.4. */
export interface ParameterProblem {
  readonly kind: 'parameter-problem'
  readonly code: number
  readonly checksum: number
  /** Offset of the octet that is wrong, in the invoking packet. */
  readonly pointer: number
  readonly packet: QuotedPacket | Malformed
}

export type Icmpv6Error = UnreachableOrExceeded | PacketTooBig | ParameterProblem
export type Icmpv6Message = Echo | Icmpv6Error

const KINDS: ReadonlyMap<number, Icmpv6Message['kind']> = new Map([
  [type.DESTINATION_UNREACHABLE, 'destination-unreachable'],
  [type.PACKET_TOO_BIG, 'packet-too-big'],
  [type.TIME_EXCEEDED, 'time-exceeded'],
  [type.PARAMETER_PROBLEM, 'parameter-problem'],
  [type.ECHO_REQUEST, 'echo-request'],
  [type.ECHO_REPLY, 'echo-reply'],
])

/** The echo or error whose Type is at `at`; undefined for other types and where no octet is. */
export function decodeIcmpv6(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
): Icmpv6Message | Malformed | undefined {
  const kind = at < end ? KINDS.get(octets[at]!) : undefined
  if (kind === undefined) return undefined
  if (end - at < HEADER_LENGTH) return tooShort(kind, at, HEADER_LENGTH, end, sentEnd)
  const code = octets[at + CODE]!
  const checksum = u16(octets, at + CHECKSUM)
  if (kind === 'echo-request' || kind === 'echo-reply') {
    const identifier = echoIdentifier(octets, at)
    const sequenceNumber = echoSequenceNumber(octets, at)
    return { kind, code, checksum, identifier, sequenceNumber, dataLength: sentEnd - at - HEADER_LENGTH }
  }
  const parameter = u32(octets, at + PARAMETER)
  const packet = decodeQuotedPacket(octets, at + QUOTED_PACKET, end, sentEnd)
  if (kind === 'packet-too-big') return { kind, code, checksum, mtu: parameter, packet }
  if (kind === 'parameter-problem') return { kind, code, checksum, pointer: parameter, packet }
  return { kind, code, checksum, unused: parameter, packet }
}

/** Identifier of an echo of which eight octets were captured: a reader for the hot path. */
export function echoIdentifier(octets: Uint8Array, at: number): number {
  return u16(octets, at + IDENTIFIER)
}

/** Sequence Number of an echo, likewise. */
export function echoSequenceNumber(octets: Uint8Array, at: number): number {
  return u16(octets, at + SEQUENCE_NUMBER)
}

/** Whether a type is one of the errors decoded here: a reader for the hot path. */
export function isIcmpv6ErrorType(icmpv6Type: number): boolean {
  return icmpv6Type >= type.DESTINATION_UNREACHABLE && icmpv6Type <= type.PARAMETER_PROBLEM
}

/** Whether the error at `at` quotes an IPv6 header that was captured: then `QUOTED_PACKET` + `QUOTED_SOURCE` lies its source. */
export function quotesAddresses(octets: Uint8Array, at: number, end: number): boolean {
  return hasQuotedAddresses(octets, at + QUOTED_PACKET, end)
}
