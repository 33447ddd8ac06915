import type { JoinedNd } from '../observe/settled.ts'
import { type Clocks, readClocks } from './clocks.ts'
import { covers, type Ears, earsOf } from './ears.ts'
import { type Instance, instancesOf } from './instances.ts'
import { type LongestGap, longestGap } from './lifetimes.ts'
import { type Matching, matchInstances, NOT_SEEN, WINDOW_NS } from './matching.ts'
import { Epoch } from './moment.ts'
import { type PortEnd, portEnds } from './port-end.ts'
import { hopsTo, type NodePlaces, nodePlaces, type RouterWay, tenantWay, upstreamWay } from './router-way.ts'
import { silentRouters } from './silent.ts'
import { isForAll, nodeOf, type Situation } from './situation.ts'
import { answersTo, type Solicited } from './solicited.ts'
import { Advertisements, isBetweenNodes, type RouterIdentity } from './tracks.ts'

export interface FollowOptions {
  /** Routers beyond the cloud, or those of projects. Default: upstream. */
  readonly routers?: 'upstream' | 'tenant'
  /** A frame passes from interface to interface of one node within this time. Default: 200 ms. */
  readonly windowNs?: number
  /** The vantage at which what was sent is counted; null: the one that saw most. */
  readonly origin?: number | null
}

/** Where the advertisements of each router went. */
export interface Forwarding {
  readonly situation: Situation
  readonly epoch: Epoch
  readonly clocks: Clocks
  readonly routers: readonly RouterForwarding[]
}

export interface RouterForwarding {
  readonly router: RouterIdentity
  readonly way: RouterWay
  /** What was sent, as the first origin and those whose clocks are known beside its own saw it, by time. */
  readonly instances: readonly Instance[]
  readonly ports: readonly PortForwarding[]
  /** It is to advertise, was there, and sent none. */
  readonly silent: boolean
}

/** What became of an instance at a port. */
export const NOT_EXPECTED = 0
export const DELIVERED = 1
export const LOST = 2
/** Not seen while the port's captures ran, which proves nothing. */
export const UNSETTLED = 3
/** Sent while the port and the interface on which its network comes to the node listened, and seen at neither. */
export const MISSED_NODE = 4

/** What became of each instance at one port: columns beside the instances. */
export interface PortForwarding {
  readonly end: PortEnd
  readonly instances: readonly Instance[]
  readonly outcome: Uint8Array
  /** 1 where the instance was seen on an interface between nodes (or of the router itself) of the port's own node. */
  readonly passedNode: Uint8Array
  /** When each was expected at the port, by its node's clock: as the node's own interface saw it, or as others did. */
  readonly expectedAt: Float64Array
  /** What its own interface saw. */
  readonly matching: Matching
  /** What it passes on its way, in order, this port's own interface last. */
  readonly hops: readonly Hop[]
  /** The interface on which the network comes to the port's node. */
  readonly trunk: Hop | null
  readonly ears: Ears
  /** Whether NS or NA of others come to it. */
  readonly hearsNeighbors: boolean
  /** Whether each node has the router, so that only what passed on its own node is for it. */
  readonly local: boolean
  readonly solicited: Solicited
  readonly gap: LongestGap | null
  /** Why losses there are not settled; null where they are. */
  readonly unsettled: Unsettled | null
}

export type Unsettled = 'guessed' | 'left-out' | 'not-whole'

export interface Hop {
  readonly vantage: number
  readonly matching: Matching
  readonly ears: Ears
}

/** Follows every advertisement from the router, or the interfaces between nodes, to the ports of VMs on its network. */
export function followAdvertisements(situation: Situation, options: FollowOptions = {}): Forwarding {
  const { routers = 'upstream', windowNs = WINDOW_NS, origin = null } = options
  const epoch = new Epoch(situation.settled)
  const advertisements = new Advertisements(situation, epoch)
  const field: Field = {
    situation,
    epoch,
    advertisements,
    clocks: readClocks(situation, epoch),
    places: nodePlaces(situation),
    ends: portEnds(situation),
    windowNs,
    solicitations: solicitationsByVantage(situation),
    neighbors: neighborsByVantage(situation),
    ears: new Map(),
  }
  const found = advertisements.routers(originTest(situation, routers, origin))
  const silent = routers === 'tenant' && origin === null ? silentRouters(situation, epoch, found) : []
  const way = routers === 'upstream' ? upstreamWay : tenantWay
  return {
    situation,
    epoch,
    clocks: field.clocks,
    routers: [
      ...found.map((router) => followRouter(field, way(situation, advertisements, router, origin, field.places))),
      ...silent.map(({ router, vantage }): RouterForwarding => {
        const nowhere = { router, origins: [vantage], kind: 'own', trunks: new Map(), bridges: new Map() } as const
        return { ...followRouter(field, nowhere), silent: true }
      }),
    ],
  }
}

function originTest(
  situation: Situation,
  routers: 'upstream' | 'tenant',
  origin: number | null,
): Parameters<Advertisements['routers']>[0] {
  const { upstreamRouters, vantages } = situation
  if (routers === 'upstream') {
    return (row) =>
      upstreamRouters.has(row.linkSource) && (origin === null ? isBetweenNodes(situation, row) : row.vantage === origin)
  }
  const guests = new Set(vantages.flatMap(({ role, own }) => (role === 'vm-port' && own !== null ? [own] : [])))
  return (row, network) => {
    const { linkSource } = row
    if (upstreamRouters.has(linkSource) || guests.has(linkSource) || situation.isStray(network, linkSource))
      return false
    return origin === null || row.vantage === origin
  }
}

/** What following one router needs of everything. */
interface Field {
  readonly situation: Situation
  readonly epoch: Epoch
  readonly advertisements: Advertisements
  readonly clocks: Clocks
  readonly places: NodePlaces
  readonly ends: readonly PortEnd[]
  readonly windowNs: number
  /** Router solicitations, by the vantage that saw them. */
  readonly solicitations: ReadonlyMap<number, readonly JoinedNd[]>
  /** Who sent NS or NA, by the vantage that saw them. */
  readonly neighbors: ReadonlyMap<number, ReadonlySet<string>>
  readonly ears: Map<number, Ears>
}

/** What was sent, as one group of clocks saw it. */
interface Passage {
  readonly way: RouterWay
  readonly instances: readonly Instance[]
  /** Origins in this group. */
  readonly origins: readonly number[]
  /** Whether each origin's instances are for ports of its own node alone. */
  readonly local: boolean
  readonly matchings: Map<number, Matching>
  /** By node; where taps are the origins, by port. */
  readonly entrances: Map<string, Entrance>
}

/** What came to a node of the instances, and when. */
interface Entrance {
  readonly passedNode: Uint8Array
  readonly expectedAt: Float64Array
  /** How far `expectedAt` may be off. */
  readonly uncertaintyNs: number
}

function followRouter(field: Field, way: RouterWay): RouterForwarding {
  const passages = passagesOf(field, way)
  const ports = field.ends
    .filter(({ network }) => network === way.router.network)
    .map((end) => {
      const unseen: Passage = {
        way,
        instances: [],
        origins: [],
        local: false,
        matchings: new Map(),
        entrances: new Map(),
      }
      return followPort(field, passages.get(field.clocks.of(end.node).group) ?? unseen, end)
    })
  const [first] = way.origins
  const main = first === undefined ? undefined : passages.get(groupOf(field, first))
  return { router: way.router, way, instances: main?.instances ?? [], ports, silent: false }
}

function groupOf({ situation, clocks }: Field, vantage: number): number {
  return clocks.of(nodeOf(situation, vantage)).group
}

/** By group of clocks. */
function passagesOf(field: Field, way: RouterWay): ReadonlyMap<number, Passage> {
  const { situation, clocks, windowNs, advertisements } = field
  const groups = new Map<number, number[]>()
  for (const origin of way.origins) {
    const group = groupOf(field, origin)
    groups.set(group, [...(groups.get(group) ?? []), origin])
  }
  return new Map(
    [...groups].map(([group, origins]): [number, Passage] => {
      const tracks = origins.map((origin) => advertisements.track(way.router, origin))
      const instances = instancesOf(tracks, clocks, (vantage) => nodeOf(situation, vantage), windowNs)
      const local = isLocal(way, origins, instances)
      return [group, { way, instances, origins, local, matchings: new Map(), entrances: new Map() }]
    }),
  )
}

/**
 * Interfaces of one router on several nodes that each saw advertisements of their own: every node has the router (DVR). The
 * standby of an HA router sees what the active one sends.
 */
function isLocal({ kind }: RouterWay, origins: readonly number[], instances: readonly Instance[]): boolean {
  if (kind === 'taps') return true
  if (kind !== 'own' || origins.length < 2) return false
  return instances.filter(({ seenBy }) => seenBy > 1).length < instances.length / 2
}

function followPort(field: Field, passage: Passage, end: PortEnd): PortForwarding {
  const { situation, epoch, advertisements, windowNs } = field
  const { instances, way } = passage
  const track = advertisements.track(way.router, end.vantage)
  const { passedNode, expectedAt, uncertaintyNs } = entranceOf(field, passage, end)
  const ears = earsAt(field, end.vantage)
  const matching = matchInstances(instances, expectedAt, track, windowNs + uncertaintyNs)
  const unsettled = whyUnsettled(situation, end.vantage)
  const trunkVantage = way.trunks.get(end.node)
  const trunk = trunkVantage === undefined ? null : hopOf(field, passage, trunkVantage)
  const mustPassNode = passage.local || way.kind === 'between-nodes'
  const outcome = Uint8Array.from(instances, ({ sent: { row } }, i) => {
    const [from, to] = [expectedAt[i]! - windowNs, expectedAt[i]! + windowNs]
    const listened = covers(ears.open, from, to)
    const settled = unsettled === null && covers(ears.sure, from, to) && to < track.knownUntil
    if (!isForAll(row) && row.linkDestination !== end.mac) return NOT_EXPECTED
    if (mustPassNode && passedNode[i] === 0 && (passage.local || isForAll(row))) {
      const missed = settled && matching.how[i] === NOT_SEEN
      return missed && !passage.local && trunk !== null && covers(trunk.ears.sure, from, to)
        ? MISSED_NODE
        : NOT_EXPECTED
    }
    if (matching.how[i] !== NOT_SEEN) return DELIVERED
    if (!listened) return NOT_EXPECTED
    return settled ? LOST : UNSETTLED
  })
  const asked = (field.solicitations.get(end.vantage) ?? []).filter(({ linkSource }) => linkSource === end.mac)
  return {
    end,
    instances,
    outcome,
    passedNode,
    expectedAt,
    matching,
    hops: hopsTo(situation, way, end).map((vantage) =>
      vantage === end.vantage ? { vantage, matching, ears } : hopOf(field, passage, vantage),
    ),
    trunk,
    ears,
    hearsNeighbors: [...(field.neighbors.get(end.vantage) ?? [])].some((mac) => mac !== end.mac),
    local: passage.local,
    solicited: answersTo(asked, track, end.mac, epoch),
    gap: longestGap(track, ears),
    unsettled: outcome.includes(UNSETTLED) ? (unsettled ?? 'not-whole') : null,
  }
}

function whyUnsettled({ settled, vantages }: Situation, vantage: number): Unsettled | null {
  if (vantages[vantage]!.guessed) return 'guessed'
  return (settled.limits.neighborDiscovery?.leftOut ?? 0) > 0 ? 'left-out' : null
}

function entranceOf(field: Field, passage: Passage, end: PortEnd): Entrance {
  const { situation, clocks } = field
  const { instances, way, origins, entrances } = passage
  const key = way.kind === 'taps' ? `${end.node} ${end.vantage}` : end.node
  const known = entrances.get(key)
  if (known !== undefined) return known
  const nearby = origins.filter((vantage) => nodeOf(situation, vantage) === end.node && vantage !== end.vantage)
  const trunk = way.trunks.get(end.node)
  const entered = [...new Set([...nearby, ...(trunk === undefined ? [] : [trunk])])].map((vantage) =>
    hopOf(field, passage, vantage),
  )
  const passedNode = new Uint8Array(instances.length)
  const expectedAt = new Float64Array(instances.length)
  for (let i = 0; i < instances.length; i++) {
    const seen = entered.find(({ matching }) => matching.how[i] !== NOT_SEEN)?.matching
    passedNode[i] = seen === undefined ? 0 : 1
    expectedAt[i] =
      seen === undefined ? clocks.fromReference(end.node, instances[i]!.time) : seen.track.times[seen.index[i]!]!
  }
  const entrance = { passedNode, expectedAt, uncertaintyNs: uncertainty(field, passage, end.node, entered) }
  entrances.set(key, entrance)
  return entrance
}

/** How far the clocks of the port's node and of the origins may be off, where what was sent was seen on other nodes alone. */
function uncertainty(
  { situation, clocks }: Field,
  { origins }: Passage,
  node: string,
  entered: readonly Hop[],
): number {
  if (entered.some(({ matching }) => matching.track.length > 0)) return 0
  const spreads = origins.map((vantage) => clocks.of(nodeOf(situation, vantage)).spreadNs)
  return clocks.of(node).spreadNs + Math.max(0, ...spreads)
}

function hopOf(field: Field, passage: Passage, vantage: number): Hop {
  const { situation, clocks, advertisements, windowNs } = field
  const known = passage.matchings.get(vantage)
  if (known !== undefined) return { vantage, matching: known, ears: earsAt(field, vantage) }
  const node = nodeOf(situation, vantage)
  const times = Float64Array.from(passage.instances, ({ time }) => clocks.fromReference(node, time))
  const track = advertisements.track(passage.way.router, vantage)
  const slack = uncertainty(field, passage, node, [])
  const matching = matchInstances(passage.instances, times, track, windowNs + slack)
  passage.matchings.set(vantage, matching)
  return { vantage, matching, ears: earsAt(field, vantage) }
}

function earsAt({ situation, epoch, ears }: Field, vantage: number): Ears {
  const known = ears.get(vantage) ?? earsOf(situation.settled.vantages[vantage]!, epoch)
  ears.set(vantage, known)
  return known
}

function solicitationsByVantage({ settled }: Situation): ReadonlyMap<number, readonly JoinedNd[]> {
  const found = new Map<number, JoinedNd[]>()
  for (const row of settled.neighborDiscovery) {
    if (row.kind !== 'router-solicitation') continue
    const there = found.get(row.vantage)
    if (there === undefined) found.set(row.vantage, [row])
    else there.push(row)
  }
  return found
}

function neighborsByVantage({ settled }: Situation): ReadonlyMap<number, ReadonlySet<string>> {
  const senders = new Map<number, Set<string>>()
  for (const { kind, vantage, linkSource } of settled.neighborDiscovery) {
    if (kind !== 'neighbor-solicitation' && kind !== 'neighbor-advertisement') continue
    senders.set(vantage, (senders.get(vantage) ?? new Set()).add(linkSource))
  }
  return senders
}
