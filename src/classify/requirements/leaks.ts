import type { StationRow } from '../../observe/rows.ts'
import type { Joined, Seen } from '../../observe/settled.ts'
import {
  type Cloud,
  type CloudNetwork,
  networkOf,
  networkText,
  ownedNetworkText,
  placeOf,
  portText,
  spanText,
  vantageText,
} from '../cloud.ts'
import { byFirst, type Fact, fact } from '../evidence.ts'

/** A station where it does not belong: its ports are on another project's networks, none on this. */
export interface Leak {
  readonly row: Joined<StationRow>
  readonly network: CloudNetwork
  /** The port, and the network where it is at home. */
  readonly home: string
}

/** By first frame. Only places that the inventory tells count, not those that the MACs themselves told. */
export function leaksIn(cloud: Cloud): readonly Leak[] {
  if (cloud.lookup === null) return []
  return [...cloud.settled.stations].flatMap((row) => leakAt(cloud, row) ?? []).sort((a, b) => byFirst(a.row, b.row))
}

function leakAt(cloud: Cloud, row: Joined<StationRow>): Leak | null {
  const place = placeOf(cloud, row)
  const { lookup } = cloud
  if (lookup === null || place === undefined || !place.certain) return null
  const network = cloud.networks[place.network]!
  if (network.networkId === null || network.project === null || lookup.macBelongs(network.networkId, row.mac))
    return null
  const homes = lookup.portsByMac(row.mac).flatMap((port) => {
    const home = lookup.networkById(port.networkId)
    return home === undefined ? [] : [{ port, home }]
  })
  const foreign = homes.every(({ home }) => home.projectId !== null && home.projectId !== network.project)
  if (homes.length === 0 || !foreign) return null
  const texts = homes.map(
    ({ port, home }) => `${portText(cloud, port)} on ${home.name ?? home.id} of project ${home.projectId}`,
  )
  return { row, network, home: texts.sort().join(', ') }
}

/** Whose frames, how many, when, and where they are out of place. */
export function leakNote(cloud: Cloud, { row, network, home }: Leak): string {
  const { count, vantage, first, last } = row
  const kinds = messagesOf(cloud, row)
  const told = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`
  const frames = `${count} frame${count === 1 ? '' : 's'} of ${home}${told}`
  const { port } = cloud.vantages[vantage]!
  const where =
    port === null ? vantageText(cloud, vantage) : `${vantageText(cloud, vantage)} (${portText(cloud, port)})`
  return `${frames} at ${where}, on ${ownedNetworkText(cloud, network.index)}, ${spanText(first, last)}; none was to be there`
}

/** What the station said there: kinds of ND and DHCP messages, with their counts. */
function messagesOf({ settled }: Cloud, { vantage, segment, mac }: Joined<StationRow>): readonly string[] {
  const counts = new Map<string, number>()
  for (const row of [...settled.neighborDiscovery, ...settled.dhcp]) {
    if (row.vantage !== vantage || row.segment !== segment || row.linkSource !== mac) continue
    counts.set(row.kind, (counts.get(row.kind) ?? 0) + row.count)
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${count} ${kind}`)
}

/** The first and the last frame. */
export function leakFacts(cloud: Cloud, { row, network, home }: Leak): readonly Fact[] {
  const shows = `frame of ${home}, on ${ownedNetworkText(cloud, network.index)}`
  return [row.first, row.last].map((seen) => fact(shows, messageAt(cloud, seen), seen))
}

function messageAt({ settled }: Cloud, { vantage, capture, frame }: Seen): string {
  const isIt = (seen: Seen) => seen.frame === frame && seen.capture === capture
  const message = settled.neighborDiscovery.find(
    (row) => row.vantage === vantage && (isIt(row.first) || isIt(row.last) || row.seen.some(isIt)),
  )
  return message?.kind ?? 'frame'
}

/**
 * Without an inventory: stations whose own port is on one segment's network, seen on another's. A port that no segment is known
 * for is nowhere else at home.
 */
export function straysIn(cloud: Cloud): readonly Fact[] {
  const homes = new Map<string, Set<number>>()
  for (const { own, network } of cloud.vantages) {
    if (own === null || network === null || cloud.networks[network]!.encapsulations.length === 0) continue
    homes.set(own, (homes.get(own) ?? new Set<number>()).add(network))
  }
  if (homes.size === 0) return []
  const seen = [...cloud.settled.stations].filter(({ mac }) => homes.has(mac)).sort(byFirst)
  return seen.flatMap((row) => {
    const network = networkOf(cloud, row)
    const home = homes.get(row.mac)!
    if (network === null || home.has(network)) return []
    if (cloud.networks[network]!.encapsulations.length === 0) return []
    const shows = `frame of ${row.mac}, whose port is on ${networkText(cloud, [...home][0]!)}, on ${networkText(cloud, network)} at ${vantageText(cloud, row.vantage)}`
    return [fact(shows, 'frame', row.first)]
  })
}
