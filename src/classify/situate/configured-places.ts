import type { InventoryLookup } from '../../inventory/lookup.ts'
import type { Network } from '../../inventory/neutron.ts'
import type { SegmentPlace } from './segment-places.ts'
import type { NamedVantage } from './vantages.ts'

/** The network of a place by its id, and whether a MAC out of place there is out of place. */
export interface ConfiguredPlace {
  readonly networkId: string
  readonly certain: boolean
}

/** Each place's network as the inventory tells it; places it does not tell are left out. */
export function configuredPlaces(
  places: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
  lookup: InventoryLookup,
): ReadonlyMap<number, ConfiguredPlace> {
  const idsMeanNothing = geneveIdsMeanNothing(places, lookup)
  const found = new Map<number, ConfiguredPlace>()
  for (const place of places) {
    const network = configuredPlace(place, vantages[place.vantage]!, lookup, idsMeanNothing)
    if (network !== null) found.set(place.key, network)
  }
  return found
}

function configuredPlace(
  place: SegmentPlace,
  vantage: NamedVantage,
  lookup: InventoryLookup,
  geneveByMac: boolean,
): ConfiguredPlace | null {
  const { kind, id, inner } = place.segment
  if (kind === 'ip-tunnel') return null
  const byId = id === null || inner.length > 0 ? [] : lookup.networksBySegment(kind, id)
  switch (vantage.kind) {
    case 'bridge-int':
    case 'bridge-tun':
      return isTunnel(kind) ? tunnelled(place, byId, lookup, geneveByMac) : byMacs(place, lookup, () => true)
    case 'physical':
    case 'bridge':
      if (kind === 'untagged' && vantage.port === null) return untaggedTrunk(place, vantage, lookup)
      if (kind === 'untagged') return ofPort(vantage)
      if (kind === 'vlan' && !vantage.tagsTold && lookup.isSubportId(id)) return byMacs(place, lookup, () => true)
      if (kind === 'vlan') return byOneId(place, byId, lookup)
      return tunnelled(place, byId, lookup, geneveByMac)
    default:
      return kind === 'untagged' ? ofPort(vantage) : kind === 'vlan' ? ofSubport(vantage, id, inner, lookup) : null
  }
}

function isTunnel(kind: string): boolean {
  return kind === 'vxlan' || kind === 'gre' || kind === 'geneve'
}

function ofPort({ port, guessed }: NamedVantage): ConfiguredPlace | null {
  return port === null || port.networkId === null ? null : { networkId: port.networkId, certain: !guessed }
}

/** A VLAN on a trunk's parent port is a subport's network. */
function ofSubport(
  { port, guessed }: NamedVantage,
  id: number | null,
  inner: readonly number[],
  lookup: InventoryLookup,
): ConfiguredPlace | null {
  const subport = inner.length > 0 ? undefined : port?.subports.find(({ segmentationId }) => segmentationId === id)
  const networkId = lookup.portById(subport?.portId ?? null)?.networkId ?? null
  return networkId === null ? null : { networkId, certain: !guessed }
}

/**
 * Several physical networks may use one VLAN id: then the MACs decide between them. On the interface `any` a tag may be a
 * VM's own number on a trunk port, too.
 */
function byOneId(place: SegmentPlace, byId: readonly Network[], lookup: InventoryLookup): ConfiguredPlace | null {
  if (byId.length === 1) return { networkId: byId[0]!.id, certain: true }
  const ids = new Set(byId.map(({ id }) => id))
  return byMacs(place, lookup, (network) => ids.has(network.id))
}

/** Geneve's VNI is the network's id under ML2/OVS and a datapath's key, which Neutron does not tell, under OVN. */
function tunnelled(
  place: SegmentPlace,
  byId: readonly Network[],
  lookup: InventoryLookup,
  geneveByMac: boolean,
): ConfiguredPlace | null {
  if (place.segment.kind !== 'geneve' || !geneveByMac) {
    if (byId.length === 1) return { networkId: byId[0]!.id, certain: true }
  }
  return byMacs(place, lookup, () => true)
}

/** Whether MACs that agree with one another contradict the id of some Geneve segment, wherever they were seen on it. */
function geneveIdsMeanNothing(places: readonly SegmentPlace[], lookup: InventoryLookup): boolean {
  const macsById = new Map<number | null, Set<string>>()
  for (const { segment, macs } of places) {
    if (segment.kind !== 'geneve') continue
    const known = macsById.get(segment.id) ?? new Set<string>()
    macsById.set(segment.id, known)
    for (const mac of macs) known.add(mac)
  }
  return [...macsById].some(([id, macs]) => {
    const told = byMacs({ macs }, lookup, () => true)
    return told !== null && !lookup.networksBySegment('geneve', id).some((network) => network.id === told.networkId)
  })
}

/** A provider trunk without tags carries a flat network, an underlay NIC none. */
function untaggedTrunk(place: SegmentPlace, vantage: NamedVantage, lookup: InventoryLookup): ConfiguredPlace | null {
  if (!vantage.tagsTold) return null
  const isFlat = ({ segments }: Network) => segments.some(({ networkType }) => networkType === 'flat')
  return byMacs(place, lookup, isFlat)
}

/** The one network on which every MAC that any port has, has a port. */
function byMacs(
  { macs }: Pick<SegmentPlace, 'macs'>,
  lookup: InventoryLookup,
  may: (network: Network) => boolean,
): ConfiguredPlace | null {
  const candidates = [...macs]
    .map((mac) => lookup.portsByMac(mac).flatMap(({ networkId }) => networkId ?? []))
    .filter((ids) => ids.length > 0)
  const common = new Set(candidates[0]?.filter((id) => candidates.every((ids) => ids.includes(id))))
  const [networkId] = common
  if (networkId === undefined || common.size !== 1) return null
  const network = lookup.networkById(networkId)
  return network !== undefined && may(network) ? { networkId, certain: false } : null
}
