import { u16 } from '../octets.ts'
import { UDP_CHECKSUM, UDP_DESTINATION, UDP_LENGTH } from '../plain-headers.ts'

/** As `includes`, which asks more than whether numbers are equal. */
export function isOneOf(ports: readonly number[], port: number): boolean {
  for (let each = 0; each < ports.length; each++) if (ports[each] === port) return true
  return false
}

/** RFC 768. */
export interface UdpHeader {
  readonly kind: 'udp'
  readonly sourcePort: number
  readonly destinationPort: number
  /** Octets, header included; 0 in a jumbogram (RFC 2675 §4). */
  readonly length: number
  readonly checksum: number
}

export function decodeUdpHeader(octets: Uint8Array, at: number): UdpHeader {
  return {
    kind: 'udp',
    sourcePort: u16(octets, at),
    destinationPort: u16(octets, at + UDP_DESTINATION),
    length: u16(octets, at + UDP_LENGTH),
    checksum: u16(octets, at + UDP_CHECKSUM),
  }
}
