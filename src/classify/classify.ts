import type { Inventory } from '../inventory/neutron.ts'
import { compareText } from '../observe/compare-text.ts'
import type { Settled } from '../observe/settled.ts'
import { timeText } from '../observe/time.ts'
import type { Analysis, NetworkReport, RouterReport, StationReport, VantageReport } from './analysis.ts'
import { checksumCounts } from './checksums.ts'
import { type Cloud, networkOf, type SituatedVantage, type Station } from './cloud.ts'
import { captureId, vantageId } from './evidence.ts'
import { report } from './requirement.ts'
import { TABLE } from './requirements/table.ts'
import { situate } from './situate/situate.ts'

/** The parts of an analysis that say what the frames mean. */
export type Classification = Pick<
  Analysis,
  'vantages' | 'networks' | 'routers' | 'stations' | 'requirements' | 'coverage'
>

/** What the packets prove of each row of the table, and where everything seen belongs. */
export function classify(settled: Settled, inventory: Inventory | null): Classification {
  const cloud = situate(settled, inventory)
  return {
    vantages: cloud.vantages.map(vantageReport),
    networks: networkReports(cloud),
    routers: routerReports(cloud),
    stations: cloud.stations.map(stationReport),
    requirements: TABLE.map((requirement) => report(requirement, cloud)),
    coverage: { ...settled.coverage, checksums: checksumCounts(cloud) },
  }
}

function vantageReport({ index, vantage, role, portId, network }: SituatedVantage): VantageReport {
  const captures = vantage.captures.map(captureId)
  return {
    id: vantageId(index),
    capture: captures[0] ?? '',
    captures,
    section: vantage.section,
    interface: vantage.interface,
    node: vantage.node,
    name: vantage.name,
    role,
    portId,
    network: networkId(network),
    linkType: vantage.linkType,
    snaplen: vantage.snaplen,
    frames: vantage.frames,
    drops: vantage.drops,
    listened: vantage.spans.map(({ from, to }) => [timeText(from), timeText(to)] as const),
  }
}

function networkId(index: number | null): string | null {
  return index === null ? null : `n${index + 1}`
}

function networkReports(cloud: Cloud): readonly NetworkReport[] {
  return cloud.networks.map(({ index, name, networkId: id, project, basis, segments }) => ({
    id: `n${index + 1}`,
    name,
    networkId: id,
    project,
    basis,
    segments: segments.map(({ vantage, kind, id: segmentId }) => ({
      vantage: vantageId(vantage),
      kind,
      id: segmentId,
    })),
  }))
}

/** Senders of RAs, by network, MAC and address. */
function routerReports(cloud: Cloud): readonly RouterReport[] {
  const routers = new Map<
    string,
    { network: number | null; mac: string; address: string; count: number; vantages: Set<number> }
  >()
  for (const row of cloud.settled.neighborDiscovery) {
    if (row.kind !== 'router-advertisement') continue
    const network = networkOf(cloud, row)
    const key = `${network ?? ''} ${row.linkSource} ${row.source}`
    const router = routers.get(key) ?? {
      network,
      mac: row.linkSource,
      address: row.source,
      count: 0,
      vantages: new Set<number>(),
    }
    routers.set(key, router)
    router.count += row.count
    router.vantages.add(row.vantage)
  }
  const order = (network: number | null) => network ?? cloud.networks.length
  return [...routers.values()]
    .sort(
      (a, b) => order(a.network) - order(b.network) || compareText(a.mac, b.mac) || compareText(a.address, b.address),
    )
    .map(({ network, mac, address, count, vantages }, index) => ({
      id: `r${index + 1}`,
      network: networkId(network),
      mac,
      address,
      advertisements: count,
      vantages: [...vantages].sort((a, b) => a - b).map(vantageId),
    }))
}

function stationReport({ index, network, mac, role, port, addresses }: Station): StationReport {
  return {
    id: `s${index + 1}`,
    network: networkId(network),
    mac,
    role,
    portId: port?.id ?? null,
    addresses: addresses.map(({ address, learned }) => ({
      address,
      learned: [...new Set(learned.map((row) => row.learned))].sort(),
    })),
  }
}
