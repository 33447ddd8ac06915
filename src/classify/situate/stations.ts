import type { InventoryLookup } from '../../inventory/lookup.ts'
import type { Port } from '../../inventory/neutron.ts'
import { roleOf } from '../../inventory/port-role.ts'
import { compareSeen } from '../../observe/compare-seen.ts'
import { compareText } from '../../observe/compare-text.ts'
import { Groups } from '../../observe/groups.ts'
import { NOT_FOUND } from '../../observe/key-store.ts'
import { macNumberText, macOfText } from '../../observe/mac-number-text.ts'
import { Numbering } from '../../observe/numbering.ts'
import type { AddressRow } from '../../observe/rows.ts'
import type { Joined, Seen, Settled } from '../../observe/settled.ts'
import {
  type Addressee,
  byNetwork,
  type Cloud,
  type CloudNetwork,
  type Station,
  type StationAddress,
  type Stations,
} from '../cloud.ts'
import { byFirst } from '../evidence.ts'
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

/** Who sent frames on each network, by the numbers of the networks and MAC addresses; all else is made when it is asked for. */
export class SeenStations implements Stations {
  readonly strangers: number[] = []
  readonly #world: World
  /** Of network and MAC address. */
  readonly #numbers: Numbering
  readonly #words = new Uint32Array(2)
  /** The station of each sender; -1: it is none. */
  readonly #ofSender: Int32Array
  /** One sender that it is, of each. */
  readonly #anySender: number[] = []
  readonly #made: (SeenStation | undefined)[]
  readonly #ports: ReadonlyMap<number, readonly number[]>
  /** Of each station; none where an inventory tells. */
  readonly #inferred: readonly (Station['role'] | undefined)[]
  readonly #byRole = new Map<Station['role'], readonly Station[]>()
  #senders: Groups | undefined

  constructor(world: World) {
    const { length, macs } = world.settled.senders
    this.#world = world
    this.#numbers = new Numbering(1 + this.#words.length, length)
    this.#ofSender = new Int32Array(length)
    for (let sender = 0; sender < length; sender++) {
      const network = world.networkOfSender[sender]!
      if (network < 0) this.strangers.push(sender)
      const isStation = network >= 0 && !isDvrHost(world.lookup, macs[sender]!)
      const number = isStation ? this.#numbers.number(network, this.#wordsOf(macs[sender]!), 0) : -1
      if (number === this.#anySender.length) this.#anySender.push(sender)
      this.#ofSender[sender] = number
    }
    this.#made = new Array(this.#numbers.length)
    this.#inferred = world.lookup === null ? inferredRoles(world, this.#numbers.length, this.#ofSender) : []
    this.#ports = portsOf(world, (network, mac) => this.#known(network, mac))
  }

  all(): readonly Station[] {
    return Array.from({ length: this.#numbers.length }, (_, number) => this.#station(number)).sort(byNetwork)
  }

  withRole(role: Station['role']): readonly Station[] {
    const known = this.#byRole.get(role)
    if (known !== undefined) return known
    const found = this.#mayHave(role)
      .map((number) => this.#station(number))
      .filter((station) => station.role === role)
      .sort(byNetwork)
    this.#byRole.set(role, found)
    return found
  }

  /** Without an inventory few have a role of the cloud's. */
  #mayHave(role: Station['role']): readonly number[] {
    if (!this.#isInferred(role)) return [...Array(this.#numbers.length).keys()]
    const found: number[] = []
    for (let number = 0; number < this.#inferred.length; number++) {
      if (this.#inferred[number] === role) found.push(number)
    }
    return found
  }

  #isInferred(role: Station['role']): boolean {
    return this.#world.lookup === null && role !== 'unknown' && role !== 'external'
  }

  sendersWith(role: Station['role']): readonly number[] {
    const isInferred = this.#isInferred(role)
    const found: number[] = []
    for (let sender = 0; sender < this.#ofSender.length; sender++) {
      if (isInferred && this.#inferred[this.#ofSender[sender]!] !== role) continue
      if (this.roleOf(sender) === role) found.push(sender)
    }
    return found
  }

  at(network: number, mac: string): Station | undefined {
    const number = this.#known(network, mac)
    return number === NOT_FOUND ? undefined : this.#station(number)
  }

  of(sender: number): Station | undefined {
    const number = this.#ofSender[sender]!
    return number < 0 ? undefined : this.#station(number)
  }

  roleOf(sender: number): Station['role'] | undefined {
    const number = this.#ofSender[sender]!
    if (number < 0) return undefined
    const { lookup, settled, upstream } = this.#world
    if (lookup !== null) return this.#station(number).role
    if (upstream.size > 0 && upstream.has(settled.senders.mac(sender))) return 'external'
    return this.#inferred[number] ?? 'unknown'
  }

  isOne(sender: number): boolean {
    return this.#ofSender[sender]! >= 0
  }

  sendersOf(stations: readonly Station[]): readonly number[] {
    this.#senders ??= new Groups(this.#numbers.length, this.#ofSender)
    return this.#senders.ofAll(stations.map(({ number }) => number))
  }

  #station(number: number): Station {
    const known = this.#made[number]
    if (known !== undefined) return known
    const world = this.#world
    const sender = this.#anySender[number]!
    const network = world.networkOfSender[sender]!
    const mac = world.settled.senders.mac(sender)
    const port = portOf(world, { network, mac })
    const role = world.lookup === null ? this.roleOf(sender)! : roleIn(world.lookup, world.upstream, mac, port)
    const made = new SeenStation(number, network, mac, role, port, this.#ports.get(number) ?? NONE, world, this)
    this.#made[number] = made
    return made
  }

  /** The number of a station, or NOT_FOUND. */
  #known(network: number, mac: string): number {
    const number = macOfText(mac)
    if (number === undefined) return NOT_FOUND
    return this.#numbers.known(network, this.#wordsOf(number), 0)
  }

  #wordsOf(mac: number): Uint32Array {
    this.#words[0] = mac / 2 ** 32
    this.#words[1] = mac
    return this.#words
  }
}

const NONE: readonly never[] = []

/** A station of which all but who and where it is is looked up when they are asked for: of most nobody asks. */
class SeenStation implements Station {
  readonly number: number
  readonly network: number
  readonly mac: string
  readonly role: Station['role']
  readonly port: Port | null
  readonly ports: readonly number[]
  readonly #world: World
  readonly #all: Stations
  #addresses: readonly StationAddress[] | undefined

  constructor(
    number: number,
    network: number,
    mac: string,
    role: Station['role'],
    port: Port | null,
    ports: readonly number[],
    world: World,
    all: Stations,
  ) {
    this.number = number
    this.network = network
    this.mac = mac
    this.role = role
    this.port = port
    this.ports = ports
    this.#world = world
    this.#all = all
  }

  get vm(): string | null {
    return this.role === 'vm-port' ? vmOf(this.#world, this, this.port) : null
  }

  get router(): string | null {
    return routerOf(this.#world, this, this.port, this.role)
  }

  get first(): Seen {
    const { senders } = this.#world.settled
    return this.#all
      .sendersOf([this])
      .map((sender) => senders.first(sender))
      .sort(compareSeen)[0]!
  }

  get addresses(): readonly StationAddress[] {
    this.#addresses ??= sortedAddresses(this.#world.settled.addresses.of(this.#all.sendersOf([this])))
    return this.#addresses
  }
}

function sortedAddresses(rows: readonly Joined<AddressRow>[]): readonly StationAddress[] {
  if (rows.length === 1) return [{ address: rows[0]!.address, learned: rows }]
  const sorted: { readonly address: string; readonly learned: Joined<AddressRow>[] }[] = []
  for (const row of [...rows].sort((a, b) => compareText(a.address, b.address) || byFirst(a, b))) {
    const last = sorted.at(-1)
    if (last?.address === row.address) last.learned.push(row)
    else sorted.push({ address: row.address, learned: [row] })
  }
  return sorted
}

/** The vantages at stations' own ports, ascending, by the stations' numbers. */
function portsOf(
  { settled: { senders, places }, vantages, networkOfSender }: World,
  numberOf: (network: number, mac: string) => number,
): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, Set<number>>()
  if (vantages.every(({ own }) => own === null)) return new Map()
  for (let sender = 0; sender < senders.sending; sender++) {
    const vantage = places.vantages[senders.places[sender]!]!
    const { own } = vantages[vantage]!
    if (own === null || networkOfSender[sender]! < 0) continue
    const station = numberOf(networkOfSender[sender]!, own)
    if (station !== NOT_FOUND) found.set(station, (found.get(station) ?? new Set<number>()).add(vantage))
  }
  return new Map([...found].map(([station, ports]) => [station, [...ports].sort((a, b) => a - b)]))
}

/** What `dvr_base_mac` begins with unless configured. */
const DVR_BASE_MAC = 0xfa163f * 2 ** 24
const DVR_END = DVR_BASE_MAC + 2 ** 24

/** With DVR, what a node has routed leaves it in tunnels from a MAC of the node's own, on every network: no station of any. */
function isDvrHost(lookup: InventoryLookup | null, mac: number): boolean {
  if (mac < DVR_BASE_MAC || mac >= DVR_END) return false
  return lookup === null || lookup.portsByMac(macNumberText(mac)).length === 0
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

/** What a station is as the inventory tells. */
function roleIn(
  lookup: InventoryLookup,
  upstream: ReadonlySet<string>,
  mac: string,
  port: Port | null,
): Station['role'] {
  if (port !== null) return stationRole(port)
  return upstream.has(mac) || lookup.portsByMac(mac).length === 0 ? 'external' : 'unknown'
}

const CLIENT_MESSAGES = new Set(['solicit', 'request', 'renew', 'rebind', 'confirm', 'information-request', 'discover'])

/** Without an inventory, by the stations' numbers: what a MAC's own interface is, else what it does, the more telling first. */
function inferredRoles(
  { settled, vantages, upstream }: World,
  stations: number,
  stationOfSender: Int32Array,
): readonly (Station['role'] | undefined)[] {
  const roles = new Array<Station['role'] | undefined>(stations).fill(undefined)
  const say = (sender: number, role: Station['role']) => {
    const station = stationOfSender[sender]!
    if (station >= 0) roles[station] ??= role
  }
  const { senders, places, neighborDiscovery, dhcp } = settled
  if (vantages.some(({ own }) => own !== null)) {
    for (let sender = 0; sender < senders.sending; sender++) {
      const { own, role } = vantages[places.vantages[senders.places[sender]!]!]!
      if (own !== null && own === senders.mac(sender) && isStationRole(role)) say(sender, role)
    }
  }
  for (const row of neighborDiscovery) {
    if (row.kind !== 'router-advertisement' || (upstream.size > 0 && upstream.has(row.linkSource))) continue
    say(row.sender, 'router-interface')
  }
  const clients: number[] = []
  for (const { kind, sender } of dhcp) {
    if (isServerMessage(kind)) say(sender, 'dhcp-port')
    else if (CLIENT_MESSAGES.has(kind)) clients.push(sender)
  }
  for (const sender of clients) say(sender, 'vm-port')
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
