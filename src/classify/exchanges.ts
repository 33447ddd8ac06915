import type { ConversationRow } from '../observe/observation.ts'
import type { Joined } from '../observe/settled.ts'
import { isRoutableIpv6 } from './address-scope.ts'
import { type Cloud, networkOf, type Station, stationOf } from './cloud.ts'
import { byFirst } from './evidence.ts'

/** Packets from one address to another as they pass one network: who put them there, for whom. */
export interface Leg {
  readonly row: Joined<ConversationRow>
  readonly network: number
  /** The station that put them on this network: the sender, or a router. */
  readonly from: Station | undefined
  /** The station they are handed to; undefined where the capture does not tell. */
  readonly to: Station | undefined
}

/** IPv6 packets between routable addresses, by source and destination. */
export interface Exchanges {
  readonly legs: readonly Leg[]
  from(source: string, destination: string): readonly Leg[]
}

const indexed = new WeakMap<Cloud, Exchanges>()

export function exchangesOf(cloud: Cloud): Exchanges {
  const known = indexed.get(cloud)
  if (known !== undefined) return known
  const exchanges = indexExchanges(cloud)
  indexed.set(cloud, exchanges)
  return exchanges
}

function indexExchanges(cloud: Cloud): Exchanges {
  const legs: Leg[] = []
  const byPair = new Map<string, Leg[]>()
  for (const row of [...cloud.settled.conversations].sort(byFirst)) {
    if (!isRoutableIpv6(row.source) || !isRoutableIpv6(row.destination)) continue
    const network = networkOf(cloud, row)
    if (network === null) continue
    const from = stationOf(cloud, network, row.linkSource)
    const to = stationOf(cloud, network, row.linkDestination)
    const leg = { row, network, from, to }
    legs.push(leg)
    const key = `${row.source} ${row.destination}`
    const pair = byPair.get(key)
    if (pair === undefined) byPair.set(key, [leg])
    else pair.push(leg)
  }
  return { legs, from: (source, destination) => byPair.get(`${source} ${destination}`) ?? [] }
}

/** Whether a leg's frames are for this MAC; cooked captures leave it open, and then they may be. */
export function isFor({ row }: Leg, mac: string): boolean {
  return row.linkDestination === null || row.linkDestination === mac
}

/** The same packets on another network, after one router: hop limit lower by one, another Ethernet source. */
export function legsBeyond(exchanges: Exchanges, leg: Leg): readonly Leg[] {
  const { source, destination, hopLimit, linkSource } = leg.row
  return exchanges
    .from(source, destination)
    .filter(
      ({ row, network }) =>
        network !== leg.network &&
        row.hopLimit === hopLimit - 1 &&
        (row.linkSource !== linkSource || leg.to?.mac === linkSource),
    )
}
