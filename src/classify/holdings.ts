import { parseAddress, prefixContains } from '../decode/address.ts'
import type { ConversationRow, Learned } from '../observe/observation.ts'
import type { Joined } from '../observe/settled.ts'
import { isGroupMac, isIpv6, isRoutable } from './address-scope.ts'
import { type Cloud, hasLearned, networkOf, type Station, type StationAddress, stationOf } from './cloud.ts'
import { byFirst } from './evidence.ts'
import { Paired } from './paired.ts'

export type Family = 4 | 6

/** An address that a NIC holds, and the unicast packets it sent from it. */
export interface Holding {
  readonly address: string
  readonly family: Family
  readonly learned: StationAddress
  readonly used: readonly Joined<ConversationRow>[]
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
  return station.addresses
    .filter(({ address }) => isRoutable(address))
    .filter((learned) => isOwn(cloud, station, learned))
    .map((learned) => ({
      address: learned.address,
      family: isIpv6(learned.address) ? 6 : 4,
      learned,
      used: sentFrom(cloud, station, learned.address),
    }))
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

type Sent = Paired<Station, Joined<ConversationRow>>

const sentBySource = new WeakMap<Cloud, Sent>()

/** Unicast packets that a station sent from an address, by time. */
export function sentFrom(cloud: Cloud, station: Station, address: string): readonly Joined<ConversationRow>[] {
  const known = sentBySource.get(cloud) ?? indexSent(cloud)
  sentBySource.set(cloud, known)
  return known.get(station, address)
}

function indexSent(cloud: Cloud): Sent {
  const sent: Sent = new Paired(({ source }) => source)
  for (const row of [...cloud.settled.conversations].sort(byFirst)) {
    if (!isRoutable(row.destination)) continue
    if (row.linkDestination !== null && isGroupMac(row.linkDestination)) continue
    const station = stationOf(cloud, networkOf(cloud, row), row.linkSource)
    if (station !== undefined) sent.add(station, row)
  }
  return sent
}
