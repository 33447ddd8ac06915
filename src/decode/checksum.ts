import { IPV6_LENGTH } from './address.ts'
import { PROTOCOL_ICMPV6, PROTOCOL_UDP } from './ip/protocol.ts'
import { UDP_CHECKSUM, UDP_HEADER, UDP_LENGTH } from './plain-headers.ts'

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

/** The words in so many octets add up in 32 bits before a fold is due. */
const BLOCK = 0x8000

/** The sum of the 16-bit words in [at, end), an odd last octet padded with zero, added to `sum` (below 2¹⁶) and folded. */
export function onesComplementSum(octets: Uint8Array, at: number, end: number, sum: number): number {
  return sumOf(viewOf(octets), at, end, sum)
}

/** As `onesComplementSum`. */
function sumOf(view: DataView, at: number, end: number, sum: number): number {
  let total = sum
  let from = at
  for (; end - from > BLOCK; from += BLOCK) total = sumOfBlock(view, from, from + BLOCK, total)
  return sumOfBlock(view, from, end, total)
}

/**
 * As `sumOf`, of no more than a block, eight words at a time: pairs of words added up as they are, and the first ones of pairs for
 * themselves, which tells what the second ones add up to.
 */
function sumOfBlock(view: DataView, at: number, end: number, sum: number): number {
  let pairs = 0
  let firsts = 0
  let i = at
  for (; i + 16 <= end; i += 16) {
    const a = view.getInt32(i)
    const b = view.getInt32(i + 4)
    const c = view.getInt32(i + 8)
    const d = view.getInt32(i + 12)
    pairs = (pairs + a + b + c + d) | 0
    firsts = (firsts + (a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16)) | 0
  }
  for (; i + 4 <= end; i += 4) {
    const pair = view.getInt32(i)
    pairs = (pairs + pair) | 0
    firsts = (firsts + (pair >>> 16)) | 0
  }
  let total = sum + firsts + ((pairs - (firsts << 16)) >>> 0)
  if (i + 2 <= end) {
    total += view.getUint16(i)
    i += 2
  }
  return fold(i < end ? total + (view.getUint8(i) << 8) : total)
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
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
  return pseudoSumOf(viewOf(octets), sourceAt, destinationAt, addressLength, upperLayerLength, nextHeader)
}

function pseudoSumOf(
  view: DataView,
  sourceAt: number,
  destinationAt: number,
  addressLength: number,
  upperLayerLength: number,
  nextHeader: number,
): number {
  const start = fold((upperLayerLength >>> 16) + (upperLayerLength & 0xffff) + nextHeader)
  if (destinationAt === sourceAt + addressLength) return sumOf(view, sourceAt, destinationAt + addressLength, start)
  const source = sumOf(view, sourceAt, sourceAt + addressLength, start)
  return sumOf(view, destinationAt, destinationAt + addressLength, source)
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
  return stateOf(viewOf(octets), at, end, sentEnd, sum)
}

function stateOf(view: DataView, at: number, end: number, sentEnd: number, sum: number): ChecksumState {
  if (end < sentEnd) return CHECKSUM_UNVERIFIED
  return sumOf(view, at, sentEnd, sum) === 0xffff ? CHECKSUM_GOOD : CHECKSUM_BAD
}

/** As `checksumState`, for a UDP datagram: its checksum may be absent. */
export function udpChecksumState(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
  sum: number,
): ChecksumState {
  return udpStateOf(viewOf(octets), at, end, sentEnd, sum)
}

function udpStateOf(view: DataView, at: number, end: number, sentEnd: number, sum: number): ChecksumState {
  if (end - at < UDP_CHECKSUM + 2) return CHECKSUM_UNVERIFIED
  if (view.getUint16(at + UDP_CHECKSUM) === 0) return CHECKSUM_ABSENT
  return stateOf(view, at, end, sentEnd, sum)
}

/** State of the checksum of an ICMPv6 message (RFC 4443 §2.3), captured as [at, end) and sent as [at, sentEnd): a reader for the hot path. */
export function icmpv6ChecksumState(
  view: DataView,
  at: number,
  end: number,
  sentEnd: number,
  sourceAt: number,
  destinationAt: number,
): ChecksumState {
  const pseudo = pseudoSumOf(view, sourceAt, destinationAt, IPV6_LENGTH, sentEnd - at, PROTOCOL_ICMPV6)
  return stateOf(view, at, end, sentEnd, pseudo)
}

/** `partial`: a bad one that is the sum of the pseudo-header alone, left for hardware to complete. */
export type DatagramChecksum = ChecksumName | 'partial'

/** In a fixed order: the index stands in keys. */
export const DATAGRAM_CHECKSUMS: readonly DatagramChecksum[] = [...CHECKSUM_NAMES, 'partial']
export const CHECKSUM_PARTIAL = DATAGRAM_CHECKSUMS.indexOf('partial')

/**
 * Index in `DATAGRAM_CHECKSUMS` of the checksum of a UDP datagram over IPv6, captured as [at, end) in a packet sent up to
 * `packetEnd`: a reader for the hot path.
 */
export function datagramChecksum(
  view: DataView,
  at: number,
  end: number,
  packetEnd: number,
  sourceAt: number,
  destinationAt: number,
): number {
  if (end - at < UDP_HEADER) return CHECKSUM_UNVERIFIED
  const length = view.getUint16(at + UDP_LENGTH)
  const sentEnd = length === 0 ? packetEnd : at + length
  const pseudo = pseudoSumOf(view, sourceAt, destinationAt, IPV6_LENGTH, sentEnd - at, PROTOCOL_UDP)
  const state = udpStateOf(view, at, Math.min(end, sentEnd), sentEnd, pseudo)
  return state === CHECKSUM_BAD && view.getUint16(at + UDP_CHECKSUM) === pseudo ? CHECKSUM_PARTIAL : state
}
