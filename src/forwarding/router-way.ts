import { compareText } from '../observe/compare-text.ts'
import type { PortEnd } from './port-end.ts'
import { nameOf, nodeOf, type Situation } from './situation.ts'
import { type Advertisements, isBetweenNodes, type RouterIdentity } from './tracks.ts'

/** Where a router's advertisements are to be seen on their way. */
export interface RouterWay {
  readonly router: RouterIdentity
  /** Where what was sent is counted, the nearest to the router first; one of a node. */
  readonly origins: readonly number[]
  /** What the origins are. */
  readonly kind: 'own' | 'between-nodes' | 'named' | 'taps'
  /** The interface of each node on which the network comes to it. */
  readonly trunks: ReadonlyMap<string, number>
  /** Bridges on which the router was seen, by node. */
  readonly bridges: ReadonlyMap<string, readonly number[]>
}

/** The way of a router beyond the cloud: from the interfaces between nodes, or from the one named. */
export function upstreamWay(
  situation: Situation,
  advertisements: Advertisements,
  router: RouterIdentity,
  origin: number | null,
  places: NodePlaces,
): RouterWay {
  const trunks = trunksOf(situation, advertisements, router, places)
  const sightings = (vantage: number) => advertisements.track(router, vantage).length
  const seen = [...trunks.values()].filter((vantage) => sightings(vantage) > 0)
  const origins = origin === null ? seen.sort((a, b) => sightings(b) - sightings(a) || a - b) : [origin]
  const bridges = bridgesOf(situation, advertisements, router, trunks)
  return { router, origins, kind: origin === null ? 'between-nodes' : 'named', trunks, bridges }
}

/** The way of a router of a project, or of a DHCP server that advertises: from its own interfaces; else from those between nodes; else from the taps of each node. */
export function tenantWay(
  situation: Situation,
  advertisements: Advertisements,
  router: RouterIdentity,
  origin: number | null,
  places: NodePlaces,
): RouterWay {
  const trunks = trunksOf(situation, advertisements, router, places)
  const vantages = advertisements.vantagesOf(router)
  const bridges = bridgesOf(situation, advertisements, router, trunks)
  const way = { router, trunks, bridges }
  if (origin !== null) return { ...way, origins: [origin], kind: 'named' }
  const sightings = (vantage: number) => advertisements.track(router, vantage).length
  const most = (a: number, b: number) => sightings(b) - sightings(a) || a - b
  const own = vantages.filter((vantage) => {
    const { role, own: mac } = situation.vantages[vantage]!
    return role !== 'vm-port' && mac === router.mac
  })
  if (own.length > 0) return { ...way, origins: own.sort(most), kind: 'own' }
  const between = [...trunks.values()].filter((vantage) => sightings(vantage) > 0)
  if (between.length > 0) return { ...way, origins: between.sort(most), kind: 'between-nodes' }
  const taps = vantages.filter((vantage) => situation.vantages[vantage]!.role === 'vm-port')
  return { ...way, origins: taps.sort(most), kind: 'taps' }
}

/** Interfaces between nodes on which a network shows, by any frame: by network, then node. */
export type NodePlaces = ReadonlyMap<number, ReadonlyMap<string, ReadonlySet<number>>>

export function nodePlaces(situation: Situation): NodePlaces {
  const places = new Map<number, Map<string, Set<number>>>()
  for (const row of situation.settled.stations) {
    if (!isBetweenNodes(situation, row)) continue
    const network = situation.networkOf(row)
    if (network === null) continue
    const { vantage } = row
    const nodes = places.get(network) ?? new Map<string, Set<number>>()
    places.set(network, nodes)
    const node = nodeOf(situation, vantage)
    nodes.set(node, (nodes.get(node) ?? new Set()).add(vantage))
  }
  return places
}

/** A node's physical interface before its bridges, then the one that saw most of the router. */
function trunksOf(
  situation: Situation,
  advertisements: Advertisements,
  router: RouterIdentity,
  places: NodePlaces,
): ReadonlyMap<string, number> {
  const isNic = (vantage: number) => (situation.vantages[vantage]!.role === 'physical' ? 1 : 0)
  const sightings = (vantage: number) => advertisements.track(router, vantage).length
  const better = (a: number, b: number) => isNic(b) - isNic(a) || sightings(b) - sightings(a) || a - b
  const nodes = places.get(router.network) ?? new Map<string, ReadonlySet<number>>()
  return new Map([...nodes].map(([node, vantages]) => [node, [...vantages].sort(better)[0]!]))
}

function bridgesOf(
  situation: Situation,
  advertisements: Advertisements,
  router: RouterIdentity,
  trunks: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly number[]> {
  const bridges = new Map<string, number[]>()
  for (const vantage of advertisements.vantagesOf(router)) {
    if (situation.vantages[vantage]!.role !== 'bridge') continue
    const node = nodeOf(situation, vantage)
    if (trunks.get(node) === vantage) continue
    bridges.set(node, [...(bridges.get(node) ?? []), vantage])
  }
  const depth = (vantage: number) => (/\/(?:br-int|int-|patch-tun)/.test(nameOf(situation, vantage)) ? 1 : 0)
  for (const each of bridges.values())
    each.sort((a, b) => depth(a) - depth(b) || compareText(nameOf(situation, a), nameOf(situation, b)))
  return bridges
}

/** What an advertisement passes from the router's node to a port, in order; the port's own interface last. */
export function hopsTo(
  situation: Situation,
  { origins, kind, trunks, bridges }: RouterWay,
  end: PortEnd,
): readonly number[] {
  const here = origins.find((vantage) => nodeOf(situation, vantage) === end.node && vantage !== end.vantage)
  const origin = kind === 'taps' ? undefined : (here ?? (kind === 'own' ? origins[0] : undefined))
  const from = kind === 'own' && origin !== undefined ? nodeOf(situation, origin) : null
  const out = from === null || from === end.node ? [] : [...(bridges.get(from) ?? []), trunks.get(from)]
  const into = from === end.node ? [] : [trunks.get(end.node)]
  const hops = [origin, ...out, ...into, ...(bridges.get(end.node) ?? []), ...end.before, end.vantage]
  return [...new Set(hops.filter((vantage) => vantage !== undefined))]
}
