import { IPV6_LENGTH, parseAddress } from '../decode/address.ts'
import { type DatagramChecksum, pseudoHeaderSum } from '../decode/checksum.ts'
import { type CapturePoint, pointOfPort, ratingOf } from '../decode/checksum-rating.ts'
import { PROTOCOL_ICMPV6 } from '../decode/ip/protocol.ts'
import { isFromAnotherNode } from '../inventory/sender-host.ts'
import type { JoinedNd } from '../observe/settled.ts'
import type { ChecksumCounts, CoverageReport } from './analysis.ts'
import type { Cloud } from './cloud.ts'

/** The checksums of all messages, counted; wrong ones by what they mean where they were captured. */
export function checksumCounts(cloud: Cloud): CoverageReport['checksums'] {
  const icmpv6 = new Counts()
  for (const row of cloud.settled.neighborDiscovery) icmpv6.add(checksumOf(row), row, cloud)
  const udp = new Counts()
  for (const row of cloud.settled.dhcp) if (row.checksum !== null) udp.add(row.checksum, row, cloud)
  return { icmpv6: icmpv6.counted(), udp: udp.counted() }
}

type Captured = Pick<JoinedNd, 'vantage' | 'segment' | 'linkSource' | 'linkDestination' | 'count'>

class Counts {
  readonly #counts = { good: 0, unverified: 0, absent: 0 }
  readonly #bad = { offload: 0, damage: 0, unknown: 0 }

  add(checksum: DatagramChecksum, row: Captured, cloud: Cloud): void {
    if (checksum !== 'bad' && checksum !== 'partial') this.#counts[checksum] += row.count
    else this.#bad[ratingOf(checksum === 'partial', pointOf(row, cloud))] += row.count
  }

  counted(): ChecksumCounts {
    return { ...this.#counts, bad: this.#bad }
  }
}

function pointOf(row: Captured, { settled, vantages, lookup }: Cloud): CapturePoint {
  const { own, port } = vantages[row.vantage]!
  const { kind } = settled.segments[row.segment]!
  const link = { source: row.linkSource, ...(row.linkDestination && { destination: row.linkDestination }) }
  const tunnelled = kind !== 'untagged' && kind !== 'vlan'
  return {
    of: kind === 'untagged' ? pointOfPort(own, link) : null,
    beyondNode: tunnelled || isFromAnotherNode(lookup, port, row.linkSource),
  }
}

function checksumOf(row: JoinedNd): DatagramChecksum {
  return row.checksum === 'bad' && isPartial(row) ? 'partial' : row.checksum
}

/** Whether the checksum is the sum of the pseudo-header alone, left for hardware to complete. */
function isPartial({ source, destination, octets, length }: JoinedNd): boolean {
  const [from, to] = [parseAddress(source), parseAddress(destination)]
  if (from === undefined || to === undefined) return false
  const addresses = Uint8Array.from([...from, ...to])
  const sum = pseudoHeaderSum(addresses, 0, IPV6_LENGTH, IPV6_LENGTH, length, PROTOCOL_ICMPV6)
  return Number.parseInt(octets.slice(4, 8), 16) === sum
}
