import { IPV6_LENGTH, parseAddress } from '../decode/address.ts'
import { pseudoHeaderSum } from '../decode/checksum.ts'
import { pointOfPort, ratingOf } from '../decode/checksum-rating.ts'
import { PROTOCOL_ICMPV6 } from '../decode/ip/protocol.ts'
import { isFromAnotherNode } from '../inventory/sender-host.ts'
import type { JoinedNd } from '../observe/settled.ts'
import type { ChecksumCounts } from './analysis.ts'
import type { Cloud } from './cloud.ts'

/** The checksums of all Neighbor Discovery messages, counted; wrong ones by what they mean where they were captured. */
export function icmpv6Checksums(cloud: Cloud): ChecksumCounts {
  const bad = { offload: 0, damage: 0, unknown: 0 }
  const counts = { good: 0, unverified: 0 }
  for (const row of cloud.settled.neighborDiscovery) {
    if (row.checksum === 'bad') bad[rating(row, cloud)] += row.count
    else counts[row.checksum] += row.count
  }
  return { ...counts, bad }
}

function rating(row: JoinedNd, { settled, vantages, lookup }: Cloud): keyof ChecksumCounts['bad'] {
  const { own, port } = vantages[row.vantage]!
  const { kind } = settled.segments[row.segment]!
  const link = { source: row.linkSource, ...(row.linkDestination && { destination: row.linkDestination }) }
  const tunnelled = kind !== 'untagged' && kind !== 'vlan'
  return ratingOf(isPartial(row), {
    of: kind === 'untagged' ? pointOfPort(own, link) : null,
    beyondNode: tunnelled || isFromAnotherNode(lookup, port, row.linkSource),
  })
}

/** Whether the checksum is the sum of the pseudo-header alone, left for hardware to complete. */
function isPartial({ source, destination, octets, length }: JoinedNd): boolean {
  const [from, to] = [parseAddress(source), parseAddress(destination)]
  if (from === undefined || to === undefined) return false
  const addresses = Uint8Array.from([...from, ...to])
  const sum = pseudoHeaderSum(addresses, 0, IPV6_LENGTH, IPV6_LENGTH, length, PROTOCOL_ICMPV6)
  return Number.parseInt(octets.slice(4, 8), 16) === sum
}
