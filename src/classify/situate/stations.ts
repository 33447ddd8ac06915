import type { InventoryLookup } from '../../inventory/lookup.ts'
import type { Port } from '../../inventory/neutron.ts'
import { roleOf } from '../../inventory/port-role.ts'
import { compareSeen } from '../../observe/compare-seen.ts'
import { compareText } from '../../observe/compare-text.ts'
import type { AddressRow } from '../../observe/rows.ts'
import type { Joined, Seen, Settled } from '../../observe/settled.ts'
import { ByStation } from '../by-station.ts'
import {
  type Addressee,
  type Cloud,
  type CloudNetwork,
  networkAt,
  type Place,
  type PlaceKey,
  placeKey,
  type Station,
  type StationAddress,
} from '../cloud.ts'
import { byFirst } from '../evidence.ts'
import { isServerMessage } from './own-station.ts'
import type { NamedVantage } from './vantages.ts'

export interface World {
  readonly settled: Settled
  readonly lookup: InventoryLookup | null
  readonly vantages: readonly NamedVantage[]
  readonly networks: readonly CloudNetwork[]
  readonly places: ReadonlyMap<PlaceKey, Place>
  readonly networkByMac: ReadonlyMap<string, number>
  readonly upstream: ReadonlySet<string>
}

type Known = Pick<World, 'lookup' | 'networks'>

interface Collected {
  readonly network: number
  readonly mac: string
  /** Among all stations, once these are in order. */
  index: number
  first: Seen
  readonly addresses: Joined<AddressRow>[]
  readonly ports: number[]
}

type Stations = Pick<Cloud, 'stations' | 'byStation'>

/** Who sent a frame on each network, by network, then MAC. */
export function collectStations(world: World): Stations {
  const roles = inferredRoles(world)
  const stations: Station[] = []
  const found = collect(world)
  for (const [network, mac, collected] of found) {
    collected.index = stations.length
    const port = portOf(world, collected)
    const role = roleIn(world, collected, port, roles)
    stations.push({
      index: stations.length,
      network,
      mac,
      role,
      port,
      vm: role === 'vm-port' ? vmOf(world, collected, port) : null,
      router: routerOf(world, collected, port, role),
      addresses: sortedAddresses(collected),
      first: collected.first,
      ports: collected.ports.sort((a, b) => a - b),
    })
  }
  return {
    stations,
    byStation: {
      get: (network, mac) => stations[found.get(network, mac)?.index ?? -1],
      has: (network, mac) => found.has(network, mac),
    },
  }
}

function collect(world: World): ByStation<Collected> {
  const { settled, vantages, places } = world
  const stations = new ByStation<Collected>()
  const at = (row: { vantage: number; segment: number; first: Seen }, mac: string): Collected | undefined => {
    const network = networkAt(world, row, mac)
    if (network === null) return undefined
    const station = stations.get(network, mac)
    if (station === undefined) {
      if (isDvrHost(world, mac)) return undefined
      const first: Collected = { network, mac, index: -1, first: row.first, addresses: [], ports: [] }
      stations.set(network, mac, first)
      return first
    }
    if (compareSeen(row.first, station.first) < 0) station.first = row.first
    return station
  }
  for (const row of settled.stations) at(row, row.mac)
  for (const row of settled.conversations) at(row, row.linkSource)
  for (const row of settled.neighborDiscovery) at(row, row.linkSource)
  for (const row of settled.dhcp) at(row, row.linkSource)
  for (const row of settled.addresses) at(row, row.mac)?.addresses.push(row)
  for (const row of settled.stations) {
    const { own } = vantages[row.vantage]!
    const network = own === null ? undefined : places.get(placeKey(row))?.network
    const station = own === null || network === undefined ? undefined : stations.get(network, own)
    if (station?.ports.includes(row.vantage) === false) station.ports.push(row.vantage)
  }
  return stations
}

/** What `dvr_base_mac` is unless configured. */
const DVR_BASE_MAC = 'fa:16:3f:'

/** With DVR, what a node has routed leaves it in tunnels from a MAC of the node's own, on every network: no station of any. */
function isDvrHost({ lookup }: World, mac: string): boolean {
  return mac.startsWith(DVR_BASE_MAC) && (lookup === null || lookup.portsByMac(mac).length === 0)
}

function sortedAddresses({ addresses }: Collected): readonly StationAddress[] {
  const sorted: { readonly address: string; readonly learned: Joined<AddressRow>[] }[] = []
  for (const row of addresses.sort((a, b) => compareText(a.address, b.address) || byFirst(a, b))) {
    const last = sorted.at(-1)
    if (last?.address === row.address) last.learned.push(row)
    else sorted.push({ address: row.address, learned: [row] })
  }
  return sorted
}

/** The port with this MAC on the network, or the one that may use it there. */
function portOf({ lookup, networks }: Known, { network, mac }: Pick<Collected, 'network' | 'mac'>): Port | null {
  const { networkId } = networks[network]!
  if (lookup === null || networkId === null) return null
  const own = lookup.portsByMac(mac).filter((port) => port.networkId === networkId)
  const paired = () =>
    lookup.portsOf(networkId).filter((port) => port.allowedAddressPairs.some(({ macAddress }) => macAddress === mac))
  return own[0] ?? paired()[0] ?? null
}

function stationRole(port: Port): Station['role'] {
  const role = roleOf(port)
  return role === 'other' ? 'unknown' : role
}

/** Whom a frame on a network was for, though nothing it sent was seen there; undefined where no inventory tells. */
export function addresseeOf(cloud: Cloud, network: number, mac: string | null): Addressee | undefined {
  const port = mac === null ? null : portOf(cloud, { network, mac })
  if (mac === null || port === null) return undefined
  const role = stationRole(port)
  const vm = role === 'vm-port' ? vmOf(cloud, { network, mac }, port) : null
  return { network, mac, role, port, vm, router: routerOf(cloud, { mac }, port, role) }
}

function roleIn(world: World, { network, mac }: Collected, port: Port | null, roles: Roles): Station['role'] {
  if (port !== null) return stationRole(port)
  if (world.upstream.has(mac)) return 'external'
  if (world.lookup !== null) return world.lookup.portsByMac(mac).length > 0 ? 'unknown' : 'external'
  return roles.get(network, mac) ?? 'unknown'
}

type Roles = ByStation<Station['role']>

const CLIENT_MESSAGES = new Set(['solicit', 'request', 'renew', 'rebind', 'confirm', 'information-request', 'discover'])

/** Without an inventory: what a MAC's own interface is, else what it does, the more telling first. */
function inferredRoles({ settled, lookup, vantages, places, upstream }: World): Roles {
  const roles: Roles = new ByStation()
  if (lookup !== null) return roles
  const say = (row: { vantage: number; segment: number }, mac: string, role: Station['role']) => {
    const network = places.get(placeKey(row))?.network
    if (network !== undefined && !roles.has(network, mac)) roles.set(network, mac, role)
  }
  for (const row of settled.stations) {
    const { own, role } = vantages[row.vantage]!
    if (own === row.mac && isStationRole(role)) say(row, row.mac, role)
  }
  for (const row of settled.neighborDiscovery) {
    if (row.kind === 'router-advertisement' && !upstream.has(row.linkSource))
      say(row, row.linkSource, 'router-interface')
  }
  for (const row of settled.dhcp) if (isServerMessage(row.kind)) say(row, row.linkSource, 'dhcp-port')
  for (const row of settled.dhcp) if (CLIENT_MESSAGES.has(row.kind)) say(row, row.linkSource, 'vm-port')
  return roles
}

function isStationRole(role: string): role is Station['role'] {
  return role === 'vm-port' || role === 'dhcp-port' || role === 'router-interface' || role === 'router-gateway'
}

function vmOf(
  { lookup, networks }: Known,
  { network, mac }: Pick<Collected, 'network' | 'mac'>,
  port: Port | null,
): string {
  const vm = port === null ? null : (lookup?.vmOf(port) ?? port.id)
  return vm ?? `${networks[network]!.networkId ?? `n${network + 1}`}/${mac}`
}

function routerOf(
  { lookup }: Pick<Known, 'lookup'>,
  { mac }: Pick<Collected, 'mac'>,
  port: Port | null,
  role: Station['role'],
): string | null {
  if (role !== 'router-interface' && role !== 'router-gateway') return null
  const id = port === null ? null : (lookup?.routerIdOf(port) ?? null)
  return id ?? mac
}
