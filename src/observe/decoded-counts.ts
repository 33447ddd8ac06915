import { dhcpv4Kind } from '../decode/dhcpv4/message-type.ts'
import { dhcpv6Kind } from '../decode/dhcpv6/message-type.ts'
import { ndpKind } from '../decode/ndp/message.ts'

/** Messages counted by kind, a number each: ARP, ICMPv6 errors, then ND, DHCPv6 and DHCPv4 by their types. */
export const ARP_COUNT = 0
export const ICMPV6_ERROR_COUNT = 1
const ND_FIRST_TYPE = 133
const ND_COUNTS = 2
const ND_TYPES = 5
const DHCPV6_COUNTS = ND_COUNTS + ND_TYPES
const TYPES = 256
const DHCPV4_COUNTS = DHCPV6_COUNTS + TYPES
const COUNTS = DHCPV4_COUNTS + TYPES

export function newCounts(): Float64Array {
  return new Float64Array(COUNTS)
}

export function ndCount(type: number): number {
  return ND_COUNTS + type - ND_FIRST_TYPE
}

export function dhcpv6Count(type: number): number {
  return DHCPV6_COUNTS + type
}

export function dhcpv4Count(type: number): number {
  return DHCPV4_COUNTS + type
}

export function addCounts(into: Float64Array, counts: Float64Array): void {
  for (const [place, count] of counts.entries()) into[place]! += count
}

/** The counts by the names of kinds; messages of one name are one. */
export function countsByKind(counts: Float64Array): ReadonlyMap<string, number> {
  const named = new Map<string, number>()
  for (const [place, count] of counts.entries()) {
    if (count > 0) named.set(kindAt(place), (named.get(kindAt(place)) ?? 0) + count)
  }
  return named
}

function kindAt(place: number): string {
  if (place === ARP_COUNT) return 'arp'
  if (place === ICMPV6_ERROR_COUNT) return 'icmpv6-error'
  if (place < DHCPV6_COUNTS) return ndpKind(place - ND_COUNTS + ND_FIRST_TYPE)
  return place < DHCPV4_COUNTS ? dhcpv6Kind(place - DHCPV6_COUNTS) : dhcpv4Kind(place - DHCPV4_COUNTS)
}
