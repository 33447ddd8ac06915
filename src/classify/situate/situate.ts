import { isBridgeDevice } from '../../inventory/interface-names.ts'
import { InventoryLookup } from '../../inventory/lookup.ts'
import type { Inventory, Network } from '../../inventory/neutron.ts'
import { compareText } from '../../observe/compare-text.ts'
import type { Settled } from '../../observe/settled.ts'
import {
  type Cloud,
  type CloudNetwork,
  type Encapsulation,
  isCooked,
  networksOfSenders,
  type Place,
  type PlaceKey,
  type SituatedVantage,
} from '../cloud.ts'
import { configuredPlaces } from './configured-places.ts'
import { inferPlaces } from './inferred-places.ts'
import { hear } from './own-station.ts'
import { type SegmentPlace, segmentPlaces } from './segment-places.ts'
import { collectStations } from './stations.ts'
import { upstreamRouters } from './upstream-routers.ts'
import { type NamedVantage, nameVantages } from './vantages.ts'

/** Puts what was observed in its place in the cloud, from the inventory, or inferred. */
export function situate(settled: Settled, inventory: Inventory | null): Cloud {
  const lookup = inventory === null ? null : new InventoryLookup(inventory)
  const named = nameVantages(settled, lookup, hear(settled))
  const upstream = upstreamRouters(settled, lookup, named)
  const segments = segmentPlaces(settled)
  const { networks, places, doubts } =
    lookup === null ? inferred(settled, segments, named, upstream) : configured(settled, segments, named, lookup)
  const networkByMac = lookup === null ? new Map<string, number>() : macsOfOneNetwork(lookup, networks)
  const networkOfSender = networksOfSenders({ settled, places, networkByMac })
  const world = { settled, lookup, vantages: named, networks, networkOfSender, upstream }
  return {
    settled,
    lookup,
    basis: lookup === null ? 'inferred' : 'inventory',
    vantages: situateVantages(settled, named, segments, places, networks),
    networks,
    places,
    networkByMac,
    networkOfSender,
    ...collectStations(world),
    upstreamRouters: upstream,
    doubts: [...doubts, ...(lookup === null ? [] : ambiguousNames(lookup, settled))],
  }
}

interface Networks {
  readonly networks: readonly CloudNetwork[]
  readonly places: ReadonlyMap<PlaceKey, Place>
  readonly doubts: readonly string[]
}

function configured(
  settled: Settled,
  segments: readonly SegmentPlace[],
  named: readonly NamedVantage[],
  lookup: InventoryLookup,
): Networks {
  const found = configuredPlaces(segments, named, lookup)
  const loose = looselyPlaced(settled, segments, found, lookup)
  const seen = new Set([...found.values()].map(({ networkId }) => networkId).concat(loose))
  const networks = [...seen]
    .flatMap((id) => lookup.networkById(id) ?? [])
    .sort((a, b) => compareText(a.name ?? '', b.name ?? '') || compareText(a.id, b.id))
  const indexes = new Map(networks.map(({ id }, index) => [id, index]))
  const places = new Map<PlaceKey, Place>()
  for (const [key, { networkId, certain }] of found) {
    const network = indexes.get(networkId)
    if (network !== undefined) places.set(key, { network, certain })
  }
  const byNetwork = membersByNetwork(segments, places)
  return {
    networks: networks.map((network, index) => configuredNetwork(network, index, lookup, byNetwork.get(index) ?? [])),
    places,
    doubts: [],
  }
}

/** Networks of MACs seen where the place is unknown since the capture is cooked. */
function looselyPlaced(
  settled: Settled,
  segments: readonly SegmentPlace[],
  found: ReadonlyMap<PlaceKey, unknown>,
  lookup: InventoryLookup,
): readonly string[] {
  return segments
    .filter(
      ({ key, segment, vantage }) =>
        !found.has(key) && segment.kind === 'untagged' && isCooked(settled.vantages[vantage]!),
    )
    .flatMap(({ macs }) => [...macs].flatMap((mac) => onlyNetwork(mac, lookup) ?? []))
}

function onlyNetwork(mac: string, lookup: InventoryLookup): string | null {
  const ids = new Set(lookup.portsByMac(mac).flatMap(({ networkId }) => networkId ?? []))
  return ids.size === 1 ? [...ids][0]! : null
}

function macsOfOneNetwork(lookup: InventoryLookup, networks: readonly CloudNetwork[]): ReadonlyMap<string, number> {
  const indexes = new Map(networks.map(({ networkId, index }) => [networkId, index]))
  const found = new Map<string, number>()
  for (const { macAddress } of lookup.inventory.ports) {
    const index = indexes.get(onlyNetwork(macAddress, lookup))
    if (index !== undefined) found.set(macAddress, index)
  }
  return found
}

function configuredNetwork(
  network: Network,
  index: number,
  lookup: InventoryLookup,
  members: readonly SegmentPlace[],
): CloudNetwork {
  const { id, name, projectId, external, shared } = network
  const types = network.segments.map(({ networkType }) => networkType).filter(isEncapsulation)
  const seen = segmentsOf(members)
  return {
    index,
    name,
    networkId: id,
    project: projectId,
    basis: 'inventory',
    external,
    shared,
    tenant: lookup.isTenantNetwork(network),
    encapsulations: [
      ...new Set(types.length > 0 ? types : seen.map(({ kind }): string => kind).filter(isEncapsulation)),
    ].sort(),
    subnets: lookup.subnetsOf(id),
    segments: seen,
  }
}

function isEncapsulation(kind: string | null): kind is Encapsulation {
  return kind !== null && ['vlan', 'vxlan', 'gre', 'geneve', 'flat', 'local'].includes(kind)
}

function inferred(
  settled: Settled,
  segments: readonly SegmentPlace[],
  named: readonly NamedVantage[],
  upstream: ReadonlySet<string>,
): Networks {
  const { keys, doubts } = inferPlaces(settled, segments, named)
  const order = [...new Set(segments.flatMap(({ key }) => keys.get(key) ?? []))]
  const indexes = new Map(order.map((key, index) => [key, index]))
  const places = new Map<PlaceKey, Place>()
  for (const [place, key] of keys) places.set(place, { network: indexes.get(key)!, certain: true })
  const byNetwork = membersByNetwork(segments, places)
  const networks = order.map((_, index): CloudNetwork => {
    const members = byNetwork.get(index) ?? []
    const seen = segmentsOf(members)
    const gateway = members.some(({ vantage }) => named[vantage]!.kind === 'router-gateway')
    return {
      index,
      name: null,
      networkId: null,
      project: null,
      basis: 'inferred',
      external: gateway,
      shared: false,
      tenant: !gateway && isServed(members, upstream),
      encapsulations: [...new Set(seen.map(({ kind }): string => kind).filter(isEncapsulation))].sort(),
      subnets: [],
      segments: seen,
    }
  })
  return { networks, places, doubts }
}

/** Whether no upstream router advertises there, as on provider networks. */
function isServed(members: readonly SegmentPlace[], upstream: ReadonlySet<string>): boolean {
  return !members.some(({ advertisers }) => [...advertisers].some((mac) => upstream.has(mac)))
}

function segmentsOf(members: readonly SegmentPlace[]): CloudNetwork['segments'] {
  return members.map(({ vantage, segment }) => ({ vantage, kind: segment.kind, id: segment.id }))
}

/** The places of each network, by its index. */
function membersByNetwork(
  segments: readonly SegmentPlace[],
  places: ReadonlyMap<PlaceKey, Place>,
): ReadonlyMap<number, readonly SegmentPlace[]> {
  const members = new Map<number, SegmentPlace[]>()
  for (const segment of segments) {
    const place = places.get(segment.key)
    if (place === undefined) continue
    const known = members.get(place.network)
    if (known === undefined) members.set(place.network, [segment])
    else known.push(segment)
  }
  return members
}

/** Each vantage on its network: that of its untagged frames, else that of its port. */
function situateVantages(
  settled: Settled,
  named: readonly NamedVantage[],
  segments: readonly SegmentPlace[],
  places: ReadonlyMap<PlaceKey, Place>,
  networks: readonly CloudNetwork[],
): readonly SituatedVantage[] {
  const seen = new Map<number, number | undefined>()
  for (const { key, vantage, segment } of segments) {
    if (segment.kind === 'untagged') seen.set(vantage, places.get(key)?.network)
  }
  const configured = new Map(networks.map(({ networkId, index }) => [networkId, index]))
  return named.map(({ role, port, portId, own, guessed, kind }, index) => {
    const atPort = port !== null || (kind !== 'physical' && kind !== 'bridge')
    const ofPort = port?.networkId == null ? undefined : configured.get(port.networkId)
    const network = atPort ? (seen.get(index) ?? ofPort ?? null) : null
    const vantage = settled.vantages[index]!
    return { index, vantage, role, port, portId, own, network, guessed: guessed || isBridgeDevice(vantage.name) }
  })
}

function ambiguousNames(lookup: InventoryLookup, settled: Settled): readonly string[] {
  return settled.vantages
    .filter(({ name }) => lookup.portsByInterface(name).length > 1)
    .map(({ node, name }) => `${node}/${name} could be the interface of several ports: their ids begin alike`)
}
