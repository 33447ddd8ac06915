import { decodeNdp } from '../../decode/ndp/message.ts'
import type { JoinedNd, Seen } from '../../observe/settled.ts'
import { isGroupIpv6, isRoutableIpv6 } from '../address-scope.ts'
import { type Cloud, networkOf, type Station, stationKey } from '../cloud.ts'

/** A VM that asks all neighbors for the MAC of an address (RFC 4861 §7.2.2). */
export interface ResolutionTry {
  readonly from: Station
  readonly source: string
  readonly target: string
  readonly seen: Seen
  readonly vantage: number
  /** Who advertised the target to it. */
  readonly advertisers: readonly string[]
}

/** Duplicate address detection (source `::`), unicast probes and link-local targets are no tries. */
export function resolutionTries(cloud: Cloud, vms: readonly Station[]): readonly ResolutionTry[] {
  const stations = new Map(vms.map((station) => [stationKey(station.network, station.mac), station]))
  const advertisers = advertisersByTarget(cloud)
  return cloud.settled.neighborDiscovery.flatMap((row) => {
    const network = networkOf(cloud, row)
    const from = network === null ? undefined : stations.get(stationKey(network, row.linkSource))
    if (row.kind !== 'neighbor-solicitation' || from === undefined || !isGroupIpv6(row.destination)) return []
    const target = targetOf(row)
    if (target === null || !isRoutableIpv6(target) || row.source === '::') return []
    const { source, first: seen, vantage } = row
    return [{ from, source, target, seen, vantage, advertisers: advertisers.get(`${network} ${target}`) ?? [] }]
  })
}

function advertisersByTarget(cloud: Cloud): ReadonlyMap<string, readonly string[]> {
  const advertisers = new Map<string, string[]>()
  for (const row of cloud.settled.neighborDiscovery) {
    const target = row.kind === 'neighbor-advertisement' ? targetOf(row) : null
    if (target === null) continue
    const key = `${networkOf(cloud, row)} ${target}`
    advertisers.set(key, [...(advertisers.get(key) ?? []), row.linkSource])
  }
  return advertisers
}

function targetOf({ octets, length }: JoinedNd): string | null {
  const bytes = Buffer.from(octets, 'hex')
  const message = decodeNdp(bytes, 0, bytes.length, Math.max(length, bytes.length))
  return message?.kind === 'neighbor-solicitation' || message?.kind === 'neighbor-advertisement'
    ? message.targetAddress
    : null
}
