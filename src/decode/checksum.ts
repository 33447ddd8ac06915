import { IPV6_LENGTH } from './address.ts'
import { PROTOCOL_UDP } from './ip/protocol.ts'
import { UDP_CHECKSUM, UDP_HEADER, UDP_LENGTH } from './ip/udp.ts'
import { u16 } from './octets.ts'

/** The Internet checksum (RFC 1071) with the pseudo-headers of RFC 8200 §8.1 (IPv6), RFC 768 and RFC 9293 §3.1 (IPv4). */

export const CHECKSUM_GOOD = 0
export const CHECKSUM_BAD = 1
/** Octets it covers were not captured. */
export const CHECKSUM_UNVERIFIED = 2
/** The sender left it out: a UDP checksum of 0 (RFC 768; over IPv6 RFC 6935 §5 allows it to tunnels alone). */
export const CHECKSUM_ABSENT = 3

export type ChecksumState =
  | typeof CHECKSUM_GOOD
  | typeof CHECKSUM_BAD
  | typeof CHECKSUM_UNVERIFIED
  | typeof CHECKSUM_ABSENT

/** Names of the states, at their numbers. */
export const CHECKSUM_NAMES = ['good', 'bad', 'unverified', 'absent'] as const
export type ChecksumName = (typeof CHECKSUM_NAMES)[number]

/** The words in so many octets add up in 31 bits before a fold is due. */
const BLOCK = 0x8000

/** The sum of the 16-bit words in [at, end), an odd last octet padded with zero, added to `sum` (below 2¹⁶) and folded. */
export function onesComplementSum(octets: Uint8Array, at: number, end: number, sum: number): number {
  const even = end - ((end - at) & 1)
  let total = sum
  let i = at
  while (i < even) {
    const stop = Math.min(i + BLOCK, even)
    for (; i < stop; i += 2) total += (octets[i]! << 8) | octets[i + 1]!
    total = fold(total)
  }
  return even < end ? fold(total + (octets[even]! << 8)) : total
}

function fold(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16)
  return (once & 0xffff) + (once >>> 16)
}

/**
 * The folded sum of a pseudo-header: source, destination, upper-layer length and protocol. It is one formula for both
 * families, as all that differs between them is zeros.
 * @param addressLength 4 or 16
 */
export function pseudoHeaderSum(
  octets: Uint8Array,
  sourceAt: number,
  destinationAt: number,
  addressLength: number,
  upperLayerLength: number,
  nextHeader: number,
): number {
  const start = fold((upperLayerLength >>> 16) + (upperLayerLength & 0xffff) + nextHeader)
  const source = onesComplementSum(octets, sourceAt, sourceAt + addressLength, start)
  return onesComplementSum(octets, destinationAt, destinationAt + addressLength, source)
}

/**
 * State of the checksum of a message [at, end) that was sent as [at, sentEnd): `sum` is that of its pseudo-header, or 0
 * where there is none (IPv4 header, ICMPv4).
 */
export function checksumState(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
  sum: number,
): ChecksumState {
  if (end < sentEnd) return CHECKSUM_UNVERIFIED
  return onesComplementSum(octets, at, sentEnd, sum) === 0xffff ? CHECKSUM_GOOD : CHECKSUM_BAD
}

/** As `checksumState`, for a UDP datagram: its checksum may be absent. */
export function udpChecksumState(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
  sum: number,
): ChecksumState {
  if (end - at < UDP_CHECKSUM + 2) return CHECKSUM_UNVERIFIED
  if (octets[at + UDP_CHECKSUM] === 0 && octets[at + UDP_CHECKSUM + 1] === 0) return CHECKSUM_ABSENT
  return checksumState(octets, at, end, sentEnd, sum)
}

/** `partial`: a bad one that is the sum of the pseudo-header alone, left for hardware to complete. */
export type DatagramChecksum = ChecksumName | 'partial'

/** In a fixed order: the index stands in keys. */
export const DATAGRAM_CHECKSUMS: readonly DatagramChecksum[] = [...CHECKSUM_NAMES, 'partial']
const PARTIAL = DATAGRAM_CHECKSUMS.indexOf('partial')

/**
 * Index in `DATAGRAM_CHECKSUMS` of the checksum of a UDP datagram over IPv6, captured as [at, end) in a packet sent up to
 * `packetEnd`: a reader for the hot path.
 */
export function datagramChecksum(
  octets: Uint8Array,
  at: number,
  end: number,
  packetEnd: number,
  sourceAt: number,
  destinationAt: number,
): number {
  if (end - at < UDP_HEADER) return CHECKSUM_UNVERIFIED
  const length = u16(octets, at + UDP_LENGTH)
  const sentEnd = length === 0 ? packetEnd : at + length
  const pseudo = pseudoHeaderSum(octets, sourceAt, destinationAt, IPV6_LENGTH, sentEnd - at, PROTOCOL_UDP)
  const state = udpChecksumState(octets, at, Math.min(end, sentEnd), sentEnd, pseudo)
  return state === CHECKSUM_BAD && u16(octets, at + UDP_CHECKSUM) === pseudo ? PARTIAL : state
}
