import { IPV6_LENGTH, parseAddress } from '../decode/address.ts'
import { type DatagramChecksum, pseudoHeaderSum } from '../decode/checksum.ts'
import { type CapturePoint, pointOfPort, ratingOf } from '../decode/checksum-rating.ts'
import { PROTOCOL_ICMPV6 } from '../decode/ip/protocol.ts'
import { isFromAnotherNode } from '../inventory/sender-host.ts'
import type { ChecksumTotals } from '../observe/checksum-counts.ts'
import type { DhcpRow } from '../observe/rows.ts'
import type { Joined, JoinedNd } from '../observe/settled.ts'
import type { ChecksumCounts, CoverageReport } from './analysis.ts'
import type { Cloud } from './cloud.ts'

/** The checksums of all messages, counted; wrong ones by what they mean where they were captured. */
export function checksumCounts(cloud: Cloud): CoverageReport['checksums'] {
  const { coverage, neighborDiscovery, dhcp } = cloud.settled
  const { icmpv6, udp } = coverage.checksums
  return {
    icmpv6: counted(cloud, icmpv6, neighborDiscovery, checksumOf),
    udp: counted(cloud, udp, dhcp, udpChecksumOf),
  }
}

type Captured = Pick<JoinedNd, 'vantage' | 'segment' | 'linkSource' | 'linkDestination' | 'count'>

/** Only of wrong ones the rows are looked at. Of messages whose rows the caps left out nobody knows where they were captured. */
function counted<Row extends Captured>(
  cloud: Cloud,
  { good, bad, unverified, absent }: ChecksumTotals,
  rows: readonly Row[],
  checksumIn: (row: Row) => DatagramChecksum | null,
): ChecksumCounts {
  const rated = { offload: 0, damage: 0, unknown: 0 }
  let left = bad
  for (const row of bad === 0 ? [] : rows) {
    const checksum = checksumIn(row)
    if (checksum !== 'bad' && checksum !== 'partial') continue
    rated[ratingOf(checksum === 'partial', pointOf(row, cloud))] += row.count
    left -= row.count
  }
  return { good, unverified, absent, bad: { ...rated, unknown: rated.unknown + left } }
}

function udpChecksumOf({ checksum }: Joined<DhcpRow>): DatagramChecksum | null {
  return checksum
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
