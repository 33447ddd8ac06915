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
  type SituatedVantage,
} from '../cloud.ts'
import { configuredPlaces } from './configured-places.ts'
import { inferPlaces } from './inferred-places.ts'
import { hear } from './own-station.ts'
import { type SegmentPlace, segmentPlaces } from './segment-places.ts'
import { SeenStations } from './stations.ts'
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
    stations: new SeenStations(world),
    upstreamRouters: upstream,
    doubts: [...doubts, ...(lookup === null ? [] : ambiguousNames(lookup, settled))],
  }
}

interface Networks {
  readonly networks: readonly CloudNetwork[]
  readonly places: readonly (Place | undefined)[]
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
  const places: (Place | undefined)[] = []
  for (const [key, { networkId, certain }] of found) {
    const network = indexes.get(networkId)
    if (network !== undefined) places[key] = { network, certain }
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
  found: ReadonlyMap<number, unknown>,
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
  return {
    index,
    name,
    networkId: id,
    project: projectId,
    basis: 'inventory',
    external,
    shared,
    tenant: lookup.isTenantNetwork(network),
    encapsulations: types.length > 0 ? [...new Set(types)].sort() : encapsulationsIn(members),
    subnets: lookup.subnetsOf(id),
    segments: segmentsOf(members),
  }
}

function encapsulationsIn(members: readonly SegmentPlace[]): CloudNetwork['encapsulations'] {
  const kinds: Encapsulation[] = []
  for (const { segment } of members) {
    const kind: string = segment.kind
    if (isEncapsulation(kind) && !kinds.includes(kind)) kinds.push(kind)
  }
  return kinds.length > 1 ? kinds.sort() : kinds
}

const ENCAPSULATIONS: ReadonlySet<string> = new Set(['vlan', 'vxlan', 'gre', 'geneve', 'flat', 'local'])

function isEncapsulation(kind: string | null): kind is Encapsulation {
  return kind !== null && ENCAPSULATIONS.has(kind)
}

function inferred(
  settled: Settled,
  segments: readonly SegmentPlace[],
  named: readonly NamedVantage[],
  upstream: ReadonlySet<string>,
): Networks {
  const { networks: networkOf, doubts } = inferPlaces(settled, segments, named)
  const members = new Map<number, SegmentPlace[]>()
  const places: (Place | undefined)[] = []
  for (const segment of segments) {
    const network = networkOf.get(segment.key)
    if (network === undefined) continue
    const known = members.get(network)
    if (known !== undefined) known.push(segment)
    else members.set(network, [segment])
  }
  const gateways = new Set([...named.keys()].filter((vantage) => named[vantage]!.kind === 'router-gateway'))
  const networks = [...members.values()].map((there, network) => {
    for (const { key } of there) places[key] = { network, certain: true }
    return new InferredNetwork(network, there, gateways, upstream)
  })
  return { networks, places, doubts }
}

/** Without an inventory: the places that were found to be one network's. */
class InferredNetwork implements CloudNetwork {
  readonly index: number
  readonly name = null
  readonly networkId = null
  readonly project = null
  readonly basis = 'inferred'
  readonly external: boolean
  readonly shared = false
  readonly tenant: boolean
  readonly subnets = []
  readonly #members: readonly SegmentPlace[]

  constructor(
    index: number,
    members: readonly SegmentPlace[],
    gateways: ReadonlySet<number>,
    upstream: ReadonlySet<string>,
  ) {
    this.index = index
    this.external = gateways.size > 0 && members.some(({ vantage }) => gateways.has(vantage))
    this.tenant = !this.external && isServed(members, upstream)
    this.#members = members
  }

  get encapsulations(): CloudNetwork['encapsulations'] {
    return encapsulationsIn(this.#members)
  }

  get segments(): CloudNetwork['segments'] {
    return segmentsOf(this.#members)
  }
}

/** Whether no upstream router advertises there, as on provider networks. */
function isServed(members: readonly SegmentPlace[], upstream: ReadonlySet<string>): boolean {
  return upstream.size === 0 || !members.some(({ advertisers }) => [...advertisers].some((mac) => upstream.has(mac)))
}

function segmentsOf(members: readonly SegmentPlace[]): CloudNetwork['segments'] {
  return members.map(({ vantage, segment }) => ({ vantage, kind: segment.kind, id: segment.id }))
}

/** The places of each network, by its index. */
function membersByNetwork(
  segments: readonly SegmentPlace[],
  places: Networks['places'],
): ReadonlyMap<number, readonly SegmentPlace[]> {
  const members = new Map<number, SegmentPlace[]>()
  for (const segment of segments) {
    const place = places[segment.key]
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
  places: Networks['places'],
  networks: readonly CloudNetwork[],
): readonly SituatedVantage[] {
  const seen = new Map<number, number | undefined>()
  for (const { key, vantage, segment } of segments) {
    if (segment.kind === 'untagged') seen.set(vantage, places[key]?.network)
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
