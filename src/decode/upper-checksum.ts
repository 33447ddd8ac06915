import { IPV4_LENGTH, IPV6_LENGTH } from './address.ts'
import {
  CHECKSUM_ABSENT,
  CHECKSUM_GOOD,
  CHECKSUM_NAMES,
  CHECKSUM_UNVERIFIED,
  type ChecksumName,
  checksumState,
  onesComplementSum,
  pseudoHeaderSum,
  udpChecksumState,
} from './checksum.ts'
import { PROTOCOL_UDP } from './ip/protocol.ts'
import type { Layers } from './layers.ts'
import { u16 } from './octets.ts'
import { UDP_CHECKSUM } from './plain-headers.ts'

/** Offset of the Checksum field in ICMPv6 (RFC 4443 §2.1). */
const ICMPV6_CHECKSUM = 2

/** What a wrong checksum means, by where it was captured. */
export type ChecksumRating =
  | 'offload' // its sender left it to hardware the frame had not reached yet
  | 'damage' //  it came wrong to where it was going
  | 'unknown'

/** The checksum of an ICMPv6 message or a UDP datagram, and whether it is right. */
export interface Checksum {
  /** As it was sent. */
  readonly value: number
  /** What it should be; null where not everything it covers is known. */
  readonly computed: number | null
  readonly status: ChecksumName
  /**
   * The value is the sum of the pseudo-header alone: what Linux leaves in the field for hardware (or a driver) to complete.
   * There only where that is so.
   */
  readonly partial?: true
  /** Of a bad one. */
  readonly rating?: ChecksumRating
}

/**
 * The checksum of the upper layer of the packet that `layers` tells, sent up to `sentEnd`; null where the field itself was
 * not captured. With `rerouted`, a Routing header still has segments left: the pseudo-header is of an address further on
 * (RFC 8200 §8.1), so nothing is verified.
 */
export function upperLayerChecksum(
  octets: Uint8Array,
  layers: Layers,
  sentEnd: number,
  rerouted: boolean,
): Checksum | null {
  const { upperAt: at, upperEnd, protocol } = layers
  const end = Math.min(upperEnd, sentEnd)
  const fieldAt = at + (protocol === PROTOCOL_UDP ? UDP_CHECKSUM : ICMPV6_CHECKSUM)
  if (fieldAt + 2 > end) return null
  const value = u16(octets, fieldAt)
  const pseudo = pseudoHeaderSum(
    octets,
    layers.sourceAt,
    layers.destinationAt,
    layers.version === 4 ? IPV4_LENGTH : IPV6_LENGTH,
    sentEnd - at,
    protocol,
  )
  const stateOf = protocol === PROTOCOL_UDP ? udpChecksumState : checksumState
  const state = stateOf(octets, at, end, sentEnd, pseudo)
  const verified = state === CHECKSUM_ABSENT || !rerouted ? state : CHECKSUM_UNVERIFIED
  const status = CHECKSUM_NAMES[verified]
  if (verified === CHECKSUM_GOOD) return { value, computed: value, status }
  if (end < sentEnd || rerouted) return { value, computed: null, status }
  const others = onesComplementSum(octets, fieldAt + 2, sentEnd, onesComplementSum(octets, at, fieldAt, pseudo))
  const sum = others ^ 0xffff
  const computed = sum === 0 && protocol === PROTOCOL_UDP ? 0xffff : sum
  return { value, computed, status, ...(status === 'bad' && value === pseudo && { partial: true }) }
}
