import type { Inventory } from '../inventory/neutron.ts'
import { compareText } from '../observe/compare-text.ts'
import type { Learned } from '../observe/rows.ts'
import type { JoinedNd, Settled } from '../observe/settled.ts'
import { timeText } from '../observe/time.ts'
import type { Analysis, NetworkReport, RouterReport, StationReport, VantageReport } from './analysis.ts'
import { ByStation } from './by-station.ts'
import { checksumCounts } from './checksums.ts'
import { type Cloud, networkOf, type SituatedVantage, type Station, type StationAddress } from './cloud.ts'
import { captureId, vantageId } from './evidence.ts'
import { report } from './requirement.ts'
import { TABLE } from './requirements/table.ts'
import { situate } from './situate/situate.ts'

/** The parts of an analysis that say what the frames mean. */
export type Classification = Pick<
  Analysis,
  'vantages' | 'networks' | 'routers' | 'stations' | 'requirements' | 'coverage'
>

/**
 * What the packets prove of each row of the table, and where everything seen belongs. Lists that a table for people does without are
 * made when they are asked for.
 */
export function classify(settled: Settled, inventory: Inventory | null): Classification {
  const cloud = situate(settled, inventory)
  const networks = once(() => networkReports(cloud))
  const routers = once(() => routerReports(cloud))
  const stations = once(() => cloud.stations.all().map(stationReport))
  return {
    vantages: cloud.vantages.map(vantageReport),
    get networks() {
      return networks()
    },
    get routers() {
      return routers()
    },
    get stations() {
      return stations()
    },
    requirements: TABLE.map((requirement) => report(requirement, cloud)),
    coverage: { ...settled.coverage, checksums: checksumCounts(cloud) },
  }
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined
  return () => {
    made ??= make()
    return made
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
  const unknown = cloud.networks.length // after all networks
  const advertisers = new ByStation<JoinedNd[]>()
  for (const row of cloud.settled.neighborDiscovery) {
    if (row.kind !== 'router-advertisement') continue
    advertisers.at(networkOf(cloud, row) ?? unknown, row.linkSource, () => []).push(row)
  }
  const reports: RouterReport[] = []
  for (const [network, mac, rows] of advertisers) {
    for (const same of byAddress(rows)) {
      reports.push({
        id: `r${reports.length + 1}`,
        network: networkId(network === unknown ? null : network),
        mac,
        address: same[0]!.source,
        advertisements: same.reduce((sum, { count }) => sum + count, 0),
        vantages: [...new Set(same.map(({ vantage }) => vantage))].sort((a, b) => a - b).map(vantageId),
      })
    }
  }
  return reports
}

function byAddress(rows: JoinedNd[]): readonly (readonly JoinedNd[])[] {
  const sorted: JoinedNd[][] = []
  for (const row of rows.sort((a, b) => compareText(a.source, b.source))) {
    const last = sorted.at(-1)
    if (last?.at(0)?.source === row.source) last.push(row)
    else sorted.push([row])
  }
  return sorted
}

function stationReport({ network, mac, role, port, addresses }: Station, index: number): StationReport {
  return {
    id: `s${index + 1}`,
    network: networkId(network),
    mac,
    role,
    portId: port?.id ?? null,
    addresses: addresses.map(({ address, learned }) => ({
      address,
      learned: waysOf(learned),
    })),
  }
}

function waysOf(learned: StationAddress['learned']): readonly Learned[] {
  return learned.length === 1 ? [learned[0]!.learned] : [...new Set(learned.map((row) => row.learned))].sort()
}
