import { parseAddress, prefixContains } from '../decode/address.ts'
import type { Family, Learned } from '../observe/rows.ts'
import { isGroupMac, isIpv6, isRoutable } from './address-scope.ts'
import { type Cloud, hasLearned, type Station, type StationAddress } from './cloud.ts'
import type { Conversation } from './conversations.ts'

/** An address that a NIC holds, and the unicast packets it sent from it. */
export interface Holding {
  readonly address: string
  readonly family: Family
  readonly learned: StationAddress
  readonly used: readonly Conversation[]
}

const CLAIMED: readonly Learned[] = ['dad', 'ns', 'na', 'lease', 'arp']

const held = new WeakMap<Cloud, Map<Station, readonly Holding[]>>()

/** The routable addresses that a station holds on its network. */
export function holdingsOf(cloud: Cloud, station: Station): readonly Holding[] {
  if (station.addresses.length === 0) return []
  const known = held.get(cloud) ?? new Map<Station, readonly Holding[]>()
  held.set(cloud, known)
  const found = known.get(station) ?? findHoldings(cloud, station)
  known.set(station, found)
  return found
}

function findHoldings(cloud: Cloud, station: Station): readonly Holding[] {
  const found: Holding[] = []
  for (const learned of station.addresses) {
    const { address } = learned
    if (!isRoutable(address) || !isOwn(cloud, station, learned)) continue
    found.push({ address, family: isIpv6(address) ? 6 : 4, learned, used: sentFrom(cloud, station, address) })
  }
  return found
}

/** A VM that forwards puts others' packets on its network: an address is its own where it claims it, or Neutron gave it. */
function isOwn(cloud: Cloud, { network, port }: Station, learned: StationAddress): boolean {
  const { address } = learned
  if (port?.fixedIps.some(({ ipAddress }) => ipAddress === address) === true) return true
  if (!hasLearned(learned, CLAIMED)) return false
  const family = isIpv6(address) ? 6 : 4
  const subnets = cloud.networks[network]!.subnets.filter(({ ipVersion }) => ipVersion === family)
  return subnets.length === 0 || subnets.some(({ cidr }) => isWithin(address, cidr)) || isPaired(port, address)
}

function isPaired(port: Station['port'], address: string): boolean {
  return port?.allowedAddressPairs.some(({ ipAddress }) => isWithin(address, ipAddress)) === true
}

/** Whether an address lies in a prefix in CIDR notation (an address alone is a prefix of all its bits). */
export function isWithin(address: string, cidr: string): boolean {
  const [prefix = '', length] = cidr.split('/')
  const octets = parseAddress(address)
  const prefixOctets = parseAddress(prefix)
  if (octets === undefined || prefixOctets === undefined || octets.length !== prefixOctets.length) return false
  const bits = length === undefined ? octets.length * 8 : Number(length)
  return prefixContains(prefixOctets, 0, bits, octets, 0)
}

const sentByStation = new WeakMap<Cloud, Map<Station, ReadonlyMap<string, readonly Conversation[]>>>()

/** Unicast packets that a station sent from an address, by time. */
export function sentFrom(cloud: Cloud, station: Station, address: string): readonly Conversation[] {
  const known = sentByStation.get(cloud) ?? new Map<Station, ReadonlyMap<string, readonly Conversation[]>>()
  sentByStation.set(cloud, known)
  const bySource = known.get(station) ?? indexSent(cloud, station)
  known.set(station, bySource)
  return bySource.get(address) ?? []
}

function indexSent(cloud: Cloud, station: Station): ReadonlyMap<string, readonly Conversation[]> {
  const sent = new Map<string, Conversation[]>()
  for (const row of cloud.settled.conversations.of(cloud.stations.sendersOf([station]))) {
    if (!isRoutable(row.destination)) continue
    if (row.linkDestination !== null && isGroupMac(row.linkDestination)) continue
    const rows = sent.get(row.source)
    if (rows === undefined) sent.set(row.source, [row])
    else rows.push(row)
  }
  return sent
}
