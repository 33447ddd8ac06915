import type { JoinedNd } from '../observe/settled.ts'
import { readClocks } from './clocks.ts'
import { covers } from './ears.ts'
import { longestGap } from './lifetimes.ts'
import { matchInstances, NOT_SEEN, WINDOW_NS } from './matching.ts'
import { Epoch } from './moment.ts'
import { earsAt, entranceOf, type Field, groupOf, hopOf, type Passage, passagesOf } from './passage.ts'
import { type PortEnd, portEnds } from './port-end.ts'
import {
  DELIVERED,
  type Forwarding,
  LOST,
  MISSED_NODE,
  NOT_EXPECTED,
  type PortForwarding,
  type RouterForwarding,
  UNSETTLED,
  type Unsettled,
} from './port-forwarding.ts'
import { hopsTo, nodePlaces, type RouterWay, tenantWay, upstreamWay } from './router-way.ts'
import { silentRouters } from './silent.ts'
import { isForAll, type Situation } from './situation.ts'
import { answersTo } from './solicited.ts'
import { Advertisements, isBetweenNodes } from './tracks.ts'

export interface FollowOptions {
  /** Routers beyond the cloud, or those of projects. Default: upstream. */
  readonly routers?: 'upstream' | 'tenant'
  /** A frame passes from interface to interface of one node within this time. Default: 200 ms. */
  readonly windowNs?: number
  /** The vantage at which what was sent is counted; null: the one that saw most. */
  readonly origin?: number | null
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
  const { kept, leftOut } = advertisements.routers(originTest(situation, routers, origin))
  const silent = routers === 'tenant' && origin === null ? silentRouters(situation, epoch, kept) : []
  const way = routers === 'upstream' ? upstreamWay : tenantWay
  return {
    situation,
    epoch,
    clocks: field.clocks,
    routersLeftOut: leftOut,
    routers: [
      ...kept.map((router) => followRouter(field, way(situation, advertisements, router, origin, field.places))),
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
    return (row, network) =>
      upstreamRouters.has(row.linkSource) &&
      !situation.networks[network]!.tenant &&
      (origin === null ? isBetweenNodes(situation, row) : row.vantage === origin)
  }
  const guests = new Set(vantages.flatMap(({ role, own }) => (role === 'vm-port' && own !== null ? [own] : [])))
  return (row, network) => {
    const { linkSource } = row
    if (upstreamRouters.has(linkSource) || guests.has(linkSource) || situation.isStray(network, linkSource))
      return false
    return origin === null || row.vantage === origin
  }
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
