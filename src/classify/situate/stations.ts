import type { InventoryLookup } from '../../inventory/lookup.ts'
import type { Port } from '../../inventory/neutron.ts'
import { roleOf } from '../../inventory/port-role.ts'
import { compareText } from '../../observe/compare-text.ts'
import type { AddressRow } from '../../observe/rows.ts'
import { compareFirsts, seenAt } from '../../observe/seen-numbers.ts'
import type { Joined, Seen, Senders, Settled } from '../../observe/settled.ts'
import { SIGHTING_NUMBERS } from '../../observe/sightings.ts'
import type { Addressee, Cloud, CloudNetwork, Station, StationAddress } from '../cloud.ts'
import { byFirst } from '../evidence.ts'
import { GroupedRows } from '../grouped-rows.ts'
import { placeIn } from '../place-in.ts'
import { isServerMessage } from './own-station.ts'
import type { NamedVantage } from './vantages.ts'

export interface World {
  readonly settled: Settled
  readonly lookup: InventoryLookup | null
  readonly vantages: readonly NamedVantage[]
  readonly networks: readonly CloudNetwork[]
  /** Of each sender; -1: unknown. */
  readonly networkOfSender: Int32Array
  readonly upstream: ReadonlySet<string>
}

type Known = Pick<World, 'lookup' | 'networks'>

interface NetworkMac {
  readonly network: number
  readonly mac: string
}

type Stations = Pick<Cloud, 'stations' | 'byStation' | 'stationOfSender'>

/** Who sent a frame on each network, by network, then MAC. */
export function collectStations(world: World): Stations {
  const { settled } = world
  const { senders } = settled
  const keys = stationKeys(world)
  const distinct = keys
    .filter((key) => key >= 0)
    .sort()
    .filter((key, at, all) => key !== all[at - 1])
  const indexes = new Map<number, number>()
  for (let index = 0; index < distinct.length; index++) indexes.set(distinct[index]!, index)
  const stationOfSender = Int32Array.from(keys, (key) => indexes.get(key) ?? -1)
  const indexOf = (network: number, mac: string) => {
    const place = placeIn(senders.macs, mac)
    return place < 0 ? undefined : indexes.get(network * senders.macs.length + place)
  }
  const roles = inferredRoles(world, stationOfSender)
  const firsts = firstSenders(settled, stationOfSender, distinct.length)
  const ports = portsOf(world, indexOf)
  const addresses = new GroupedRows(settled.addresses, distinct.length, stationOfSender)
  const stations = Array.from(distinct, (key, index) => {
    const network = Math.floor(key / senders.macs.length)
    const mac = senders.macs[key % senders.macs.length]!
    const port = portOf(world, { network, mac })
    const role = roleIn(world, mac, port, roles[index])
    const vm = role === 'vm-port' ? vmOf(world, { network, mac }, port) : null
    const router = routerOf(world, { mac }, port, role)
    const says = { index, network, mac, role, port, vm, router, ports: ports.get(index) ?? NONE }
    return new SeenStation(says, senders, firsts[index]!, addresses)
  })
  return {
    stations,
    stationOfSender,
    byStation: {
      get: (network, mac) => stations[indexOf(network, mac) ?? -1],
      has: (network, mac) => indexOf(network, mac) !== undefined,
    },
  }
}

const NONE: readonly never[] = []

/** A station whose first frame and whose addresses are looked up when they are asked for: of most nobody asks. */
class SeenStation implements Station {
  readonly index: number
  readonly network: number
  readonly mac: string
  readonly role: Station['role']
  readonly port: Port | null
  readonly vm: string | null
  readonly router: string | null
  readonly ports: readonly number[]
  readonly #senders: Senders
  readonly #firstSender: number
  readonly #rows: GroupedRows<Joined<AddressRow>>
  #addresses: readonly StationAddress[] | undefined

  /** @param firstSender the one whose first frame is its first */
  constructor(
    says: Omit<Station, 'first' | 'addresses'>,
    senders: Senders,
    firstSender: number,
    rows: GroupedRows<Joined<AddressRow>>,
  ) {
    this.index = says.index
    this.network = says.network
    this.mac = says.mac
    this.role = says.role
    this.port = says.port
    this.vm = says.vm
    this.router = says.router
    this.ports = says.ports
    this.#senders = senders
    this.#firstSender = firstSender
    this.#rows = rows
  }

  get first(): Seen {
    const { firsts, vantages } = this.#senders
    return seenAt(firsts, this.#firstSender * SIGHTING_NUMBERS, vantages[this.#firstSender]!)
  }

  get addresses(): readonly StationAddress[] {
    this.#addresses ??= sortedAddresses(this.#rows.of(this.index))
    return this.#addresses
  }
}

function sortedAddresses(rows: readonly Joined<AddressRow>[]): readonly StationAddress[] {
  const sorted: { readonly address: string; readonly learned: Joined<AddressRow>[] }[] = []
  for (const row of [...rows].sort((a, b) => compareText(a.address, b.address) || byFirst(a, b))) {
    const last = sorted.at(-1)
    if (last?.address === row.address) last.learned.push(row)
    else sorted.push({ address: row.address, learned: [row] })
  }
  return sorted
}

/** Of each sender its network and MAC as one number, in the order of stations; -1: it is no station. */
function stationKeys({ settled, lookup, networkOfSender }: World): Float64Array {
  const { length, mac, macs } = settled.senders
  const isHost = macs.map((text) => isDvrHost(lookup, text))
  return Float64Array.from({ length }, (_, sender) => {
    const network = networkOfSender[sender]!
    return network < 0 || isHost[mac[sender]!] ? -1 : network * macs.length + mac[sender]!
  })
}

/** Of each station the sender whose first frame is the earliest. */
function firstSenders({ senders }: Settled, stationOfSender: Int32Array, stations: number): Int32Array {
  const found = new Int32Array(stations).fill(-1)
  const { firsts } = senders
  for (let sender = 0; sender < senders.length; sender++) {
    const station = stationOfSender[sender]!
    if (station < 0) continue
    const known = found[station]!
    if (known < 0 || compareFirsts(firsts, sender * SIGHTING_NUMBERS, firsts, known * SIGHTING_NUMBERS) < 0)
      found[station] = sender
  }
  return found
}

/** The vantages at stations' own ports, ascending, by the stations' indexes. */
function portsOf(
  { settled: { senders }, vantages, networkOfSender }: World,
  indexOf: (network: number, mac: string) => number | undefined,
): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, Set<number>>()
  for (let sender = 0; sender < senders.length; sender++) {
    const vantage = senders.vantages[sender]!
    const { own } = vantages[vantage]!
    if (own === null || networkOfSender[sender]! < 0 || senders.sent[sender] === 0) continue
    const station = indexOf(networkOfSender[sender]!, own)
    if (station !== undefined) found.set(station, (found.get(station) ?? new Set<number>()).add(vantage))
  }
  return new Map([...found].map(([station, ports]) => [station, [...ports].sort((a, b) => a - b)]))
}

/** What `dvr_base_mac` is unless configured. */
const DVR_BASE_MAC = 'fa:16:3f:'

/** With DVR, what a node has routed leaves it in tunnels from a MAC of the node's own, on every network: no station of any. */
function isDvrHost(lookup: InventoryLookup | null, mac: string): boolean {
  return mac.startsWith(DVR_BASE_MAC) && (lookup === null || lookup.portsByMac(mac).length === 0)
}

/** The port with this MAC on the network, or the one that may use it there. */
function portOf({ lookup, networks }: Known, { network, mac }: NetworkMac): Port | null {
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

/** @param inferred what it is without an inventory */
function roleIn(world: World, mac: string, port: Port | null, inferred: Station['role'] | undefined): Station['role'] {
  if (port !== null) return stationRole(port)
  if (world.upstream.has(mac)) return 'external'
  if (world.lookup !== null) return world.lookup.portsByMac(mac).length > 0 ? 'unknown' : 'external'
  return inferred ?? 'unknown'
}

const CLIENT_MESSAGES = new Set(['solicit', 'request', 'renew', 'rebind', 'confirm', 'information-request', 'discover'])

/** Without an inventory, by the stations' indexes: what a MAC's own interface is, else what it does, the more telling first. */
function inferredRoles(
  { settled, lookup, vantages, upstream }: World,
  stationOfSender: Int32Array,
): readonly (Station['role'] | undefined)[] {
  const roles: (Station['role'] | undefined)[] = []
  if (lookup !== null) return roles
  const say = (sender: number, role: Station['role']) => {
    const station = stationOfSender[sender]!
    if (station >= 0) roles[station] ??= role
  }
  const { senders, neighborDiscovery, dhcp } = settled
  for (let sender = 0; sender < senders.length; sender++) {
    const { own, role } = vantages[senders.vantages[sender]!]!
    const isOwn = own !== null && senders.sent[sender] === 1 && own === senders.macs[senders.mac[sender]!]
    if (isOwn && isStationRole(role)) say(sender, role)
  }
  for (const row of neighborDiscovery) {
    if (row.kind === 'router-advertisement' && !upstream.has(row.linkSource)) say(row.sender, 'router-interface')
  }
  for (const row of dhcp) if (isServerMessage(row.kind)) say(row.sender, 'dhcp-port')
  for (const row of dhcp) if (CLIENT_MESSAGES.has(row.kind)) say(row.sender, 'vm-port')
  return roles
}

function isStationRole(role: string): role is Station['role'] {
  return role === 'vm-port' || role === 'dhcp-port' || role === 'router-interface' || role === 'router-gateway'
}

function vmOf({ lookup, networks }: Known, { network, mac }: NetworkMac, port: Port | null): string {
  const vm = port === null ? null : (lookup?.vmOf(port) ?? port.id)
  return vm ?? `${networks[network]!.networkId ?? `n${network + 1}`}/${mac}`
}

function routerOf(
  { lookup }: Pick<Known, 'lookup'>,
  { mac }: Pick<NetworkMac, 'mac'>,
  port: Port | null,
  role: Station['role'],
): string | null {
  if (role !== 'router-interface' && role !== 'router-gateway') return null
  const id = port === null ? null : (lookup?.routerIdOf(port) ?? null)
  return id ?? mac
}
