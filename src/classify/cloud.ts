import { LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2 } from '../decode/link/link-type.ts'
import type { InventoryLookup } from '../inventory/lookup.ts'
import type { Port, Subnet } from '../inventory/neutron.ts'
import { compareText } from '../observe/compare-text.ts'
import type { Segment } from '../observe/observation.ts'
import type { AddressRow, Family, Learned } from '../observe/rows.ts'
import type { Joined, Seen, Settled, Vantage } from '../observe/settled.ts'
import { timeText } from '../observe/time.ts'
import type { Basis, StationReport, VantageRole } from './analysis.ts'
import { vantageName } from './situate/names.ts'

/** What was observed, each vantage, network and station in its place in the cloud. Indexes point into the lists here. */
export interface Cloud {
  readonly settled: Settled
  readonly lookup: InventoryLookup | null
  readonly basis: Basis
  /** In the order of `settled.vantages`. */
  readonly vantages: readonly SituatedVantage[]
  readonly networks: readonly CloudNetwork[]
  /** In the order of `settled.places`; undefined: unknown. */
  readonly places: readonly (Place | undefined)[]
  /**
   * Networks by the one MAC that has a port there alone, for frames of unknown place: on the interface `any` and where tags
   * got lost. Frames so placed prove what they show, and nothing by being there or missing.
   */
  readonly networkByMac: ReadonlyMap<string, number>
  /** Of each of `settled.senders` the network that its frames were on; -1: unknown. */
  readonly networkOfSender: Int32Array
  readonly stations: Stations
  /** MACs that send RAs and are no Neutron port, as far as can be told: routers beyond the cloud. */
  readonly upstreamRouters: ReadonlySet<string>
  /** What was inferred in doubt, for the notes. */
  readonly doubts: readonly string[]
}

export interface SituatedVantage {
  readonly index: number
  readonly vantage: Vantage
  readonly role: VantageRole
  readonly port: Port | null
  /** The id of its port, or as much as the interface's name tells. */
  readonly portId: string | null
  /** The MAC of the port whose interface this is. */
  readonly own: string | null
  readonly network: number | null
  /**
   * Its port told by what its frames are, not by its name; or the bridge device of hybrid plugging, which does not show what it
   * switches: nothing missing there proves anything.
   */
  readonly guessed: boolean
}

/** The network of one segment on one vantage. */
export interface Place {
  readonly network: number
  /** Whether a MAC out of place there is out of place: false where the MACs themselves told the network. */
  readonly certain: boolean
}

export interface CloudNetwork {
  readonly index: number
  readonly name: string | null
  readonly networkId: string | null
  readonly project: string | null
  readonly basis: Basis
  readonly external: boolean
  readonly shared: boolean
  /** Whether it makes a tenant (`REQUIREMENTS.md`, Inventory); inferred: whether a virtual router or DHCP server is on it. */
  readonly tenant: boolean
  /** How it looks between nodes: configured, or seen. */
  readonly encapsulations: readonly Encapsulation[]
  /** Empty without an inventory. */
  readonly subnets: readonly Subnet[]
  readonly segments: readonly NetworkSegment[]
}

export type Encapsulation = Exclude<Segment['kind'], 'untagged' | 'ip-tunnel'> | 'flat' | 'local'

export interface NetworkSegment {
  readonly vantage: number
  readonly kind: Segment['kind']
  readonly id: number | null
}

/** Who sent frames on each network. A station is made when it is asked for, the same one each time. */
export interface Stations {
  /** All, by network, then MAC. */
  all(): readonly Station[]
  withRole(role: Station['role']): readonly Station[]
  /** Whoever has that role among senders, without making the stations. */
  sendersWith(role: Station['role']): readonly number[]
  at(network: number, mac: string): Station | undefined
  /** Who is that sender. */
  of(sender: number): Station | undefined
  /** What that sender is, where it is a station; told without making it. */
  roleOf(sender: number): Station['role'] | undefined
  /** Whether that sender is a station. */
  isOne(sender: number): boolean
  /** Senders of which no network is known. */
  readonly strangers: readonly number[]
  /** Whom each of some stations is among senders. */
  sendersOf(stations: readonly Station[]): readonly number[]
}

export interface Station {
  /** In no order. */
  readonly number: number
  readonly network: number
  readonly mac: string
  readonly role: StationReport['role']
  readonly port: Port | null
  /** The VM whose NIC it is: its device id, or what identifies the NIC. */
  readonly vm: string | null
  /** The router whose port it is. */
  readonly router: string | null
  readonly addresses: readonly StationAddress[]
  readonly first: Seen
  /** Vantages at its own port. */
  readonly ports: readonly number[]
}

/** By network, then MAC. */
export function byNetwork(a: Station, b: Station): number {
  return a.network - b.network || compareText(a.mac, b.mac)
}

export interface StationAddress {
  readonly address: string
  readonly learned: readonly Joined<AddressRow>[]
}

/** A row of frames that its sender put there. */
type Sent = Pick<Joined<unknown>, 'sender'>

type Placing = Pick<Cloud, 'settled' | 'places' | 'networkByMac'>

/** The network that a row's frames were on. */
export function networkOf({ networkOfSender }: Pick<Cloud, 'networkOfSender'>, { sender }: Sent): number | null {
  const network = networkOfSender[sender]!
  return network < 0 ? null : network
}

/** Who put a row's frames on their network. */
export function senderOf({ stations }: Cloud, { sender }: Sent): Station | undefined {
  return stations.of(sender)
}

/** The place where a row's frames were. */
export function placeOf({ settled, places }: Pick<Cloud, 'settled' | 'places'>, { sender }: Sent): Place | undefined {
  return places[settled.senders.places[sender]!]
}

/** The networks on which anything of one IP version was seen. */
export function networksWith({ settled, networks, networkOfSender }: Cloud, family: Family): Uint8Array {
  const { versions } = settled.senders
  const found = new Uint8Array(networks.length)
  for (let sender = 0; sender < networkOfSender.length; sender++) {
    if (((versions[sender]! >> family) & 1) === 0) continue
    const network = networkOfSender[sender]!
    if (network >= 0) found[network] = 1
  }
  return found
}

/** The network of a frame that a MAC sent at a place. */
export function networkAt({ settled, places, networkByMac }: Placing, place: number, mac: string): number | null {
  return places[place]?.network ?? (isLoose(settled, place) ? (networkByMac.get(mac) ?? null) : null)
}

/** The networks of all senders' frames; -1: unknown. */
export function networksOfSenders(placing: Placing): Int32Array {
  const { settled, places, networkByMac } = placing
  const { senders } = settled
  const networks = new Int32Array(senders.length)
  for (let sender = 0; sender < networks.length; sender++) {
    const place = senders.places[sender]!
    const known = places[place]
    if (known !== undefined) networks[sender] = known.network
    else networks[sender] = networkByMac.size === 0 ? -1 : (networkAt(placing, place, senders.mac(sender)) ?? -1)
  }
  return networks
}

/** Whether frames there may be of several networks. */
function isLoose({ segments, vantages, places }: Settled, place: number): boolean {
  return segments[places.segments[place]!]!.kind === 'untagged' && isCooked(vantages[places.vantages[place]!]!)
}

/** Captured without a link-layer header of its own: several interfaces may be one, and tags may be lost. */
export function isCooked({ linkType }: Vantage): boolean {
  return linkType === LINKTYPE_LINUX_SLL || linkType === LINKTYPE_LINUX_SLL2
}

export function isSll2({ linkType }: Vantage): boolean {
  return linkType === LINKTYPE_LINUX_SLL2
}

export function stationOf(cloud: Cloud, network: number | null, mac: string | null): Station | undefined {
  return network === null || mac === null ? undefined : cloud.stations.at(network, mac)
}

export function hasLearned({ learned }: StationAddress, ways: readonly Learned[]): boolean {
  return learned.some((row) => ways.includes(row.learned))
}

/** What a frame's destination is, whether or not it ever sent one itself. */
export type Addressee = Pick<Station, 'network' | 'mac' | 'role' | 'port' | 'vm' | 'router'>

export function isVm<Any extends Addressee>(station: Any | undefined): station is Any {
  return station?.role === 'vm-port'
}

export const OVERLAYS: readonly Encapsulation[] = ['vxlan', 'gre', 'geneve']

/** As notes name it: `red-web (vxlan 1001)`. */
export function networkText(cloud: Cloud, network: number | null): string {
  if (network === null) return 'an unknown network'
  const { name, networkId } = cloud.networks[network]!
  const called = name ?? networkId ?? `n${network + 1}`
  const wire = wireText(cloud, network)
  return wire === '' ? called : `${called} (${wire})`
}

/** How a network looks between nodes: `vxlan 1001`; empty where nothing tells. */
export function wireText(cloud: Cloud, network: number): string {
  const { encapsulations, segments } = cloud.networks[network]!
  const ids = segments
    .filter(({ kind, id }) => id !== null && kind !== 'untagged')
    .map(({ kind, id }) => `${kind} ${id}`)
  const looks = [...new Set(ids)].sort()
  return looks.length > 0 ? looks.join(', ') : encapsulations.join(', ')
}

export function vantageText(cloud: Cloud, vantage: number): string {
  return vantageName(cloud.settled, vantage)
}

/** `red-web (vxlan 1001) of project 5c3a80ff…`, where an inventory tells the project. */
export function ownedNetworkText(cloud: Cloud, network: number | null): string {
  const project = network === null ? null : cloud.networks[network]!.project
  return project === null ? networkText(cloud, network) : `${networkText(cloud, network)} of project ${project}`
}

/** `port web1 (fa:16:3e:…) on red-web (vxlan 1001)`, or whose router's port it is. */
export function stationText(cloud: Cloud, { mac, port, network, role }: Addressee): string {
  return `${port === null ? roleText(mac, role) : portText(cloud, port)} on ${networkText(cloud, network)}`
}

function roleText(mac: string, role: Addressee['role']): string {
  if (role === 'router-interface') return `router ${mac}`
  return role === 'router-gateway' ? `gateway port ${mac}` : mac
}

/** A port by its name, else by its id, and for a router's port the router. */
export function portText({ lookup }: Cloud, port: Port): string {
  const name = port.name === null || port.name === '' ? port.id : port.name
  const router = lookup?.routerIdOf(port) ?? null
  if (router === null) return `port ${name} (${port.macAddress})`
  const kind = port.deviceOwner === 'network:router_gateway' ? 'gateway port' : 'port'
  return `router ${lookup?.routerById(router)?.name ?? router}'s ${kind} ${name} (${port.macAddress})`
}

/** How long rows were seen, as notes say it: `from … to …`, or `at …`. */
export function spanText(first: Seen, last: Seen): string {
  if (first.time === null || last.time === null) return 'without a time'
  const [from, to] = [timeText(first.time), timeText(last.time)]
  return from === to ? `at ${from}` : `from ${from} to ${to}`
}
