import type { DhcpRow } from '../../observe/rows.ts'
import type { Joined } from '../../observe/settled.ts'
import { isIpv6, isRoutableIpv4 } from '../address-scope.ts'
import { ByStation } from '../by-station.ts'
import { type Cloud, networkAt, type Station } from '../cloud.ts'
import { sharingDuidWith } from './nics-of-one-client.ts'

/**
 * NICs of VMs no NIC of which has an IPv4 fixed IP, was offered an IPv4 address, or sends IPv4 or ARP from one that a host may
 * have. A DISCOVER that nobody answers is sent from 0.0.0.0, and makes no IPv4 host.
 */
export function ipv6OnlyVms(cloud: Cloud): readonly Station[] {
  const vms = cloud.stations.withRole('vm-port')
  if (vms.length === 0) return []
  if (!someMaySpeak(cloud)) return vms.filter((nic) => !hasIpv4Port(cloud, nic))
  const speakers = ipv4Speakers(cloud, vms)
  const withIpv4 = new Set(vms.filter(speakers.mayHave).map(({ vm }) => vm))
  // Without an inventory, a NIC with IPv4 that shows the same DUID may be the same VM's.
  const mayShare = cloud.lookup === null ? sharingDuidWith(cloud, speakers.has) : new Set<Station>()
  return vms.filter((nic) => !withIpv4.has(nic.vm) && !hasIpv4Port(cloud, nic) && !mayShare.has(nic))
}

/** Stations that speak IPv4. */
interface Speakers {
  has(station: Station): boolean
  /** Of VMs: also by what their MACs speak where the network is unknown. */
  mayHave(station: Station): boolean
}

function ipv4Speakers(cloud: Cloud, vms: readonly Station[]): Speakers {
  const { dhcp, senders } = cloud.settled
  const offered = new ByStation<true>()
  const elsewhere = new Set<string>()
  for (const row of dhcp) {
    if (!isOffer(row) || row.clientMac === null) continue
    const network = networkAt(cloud, senders.places[row.sender]!, row.clientMac)
    if (network === null) elsewhere.add(row.clientMac)
    else offered.set(network, row.clientMac, true)
  }
  const has = (station: Station) =>
    offered.has(station.network, station.mac) ||
    cloud.stations.sendersOf([station]).some((sender) => speaks(cloud, sender))
  const strangers = cloud.stations.strangers.filter((sender) => maySpeak(cloud, sender))
  const asked = strangers.length === 0 ? [] : cloud.stations.sendersOf(vms)
  const macs = new Set(asked.map((sender) => senders.macs[sender]!))
  for (const sender of strangers) {
    if (macs.has(senders.macs[sender]!) && speaks(cloud, sender)) elsewhere.add(senders.mac(sender))
  }
  const mayHave = (station: Station) => has(station) || elsewhere.has(station.mac)
  return { has, mayHave }
}

/** Whether a sender sent IPv4 or ARP from an address that a host may have. */
function speaks(cloud: Cloud, sender: number): boolean {
  if (!maySpeak(cloud, sender)) return false
  const { addresses, conversations } = cloud.settled
  return (
    addresses.of([sender]).some((row) => row.family === 4 && row.learned !== 'lease' && isRoutableIpv4(row.address)) ||
    conversations.of([sender]).some((row) => row.family === 4 && isRoutableIpv4(row.source))
  )
}

/** Whether anything of a sender was IPv4 at all. */
function maySpeak({ settled }: Cloud, sender: number): boolean {
  return ((settled.senders.versions[sender]! >> 4) & 1) === 1
}

function someMaySpeak(cloud: Cloud): boolean {
  for (let sender = 0; sender < cloud.settled.senders.length; sender++) if (maySpeak(cloud, sender)) return true
  return false
}

function isOffer(row: Joined<DhcpRow>): boolean {
  return row.family === 4 && (row.kind === 'offer' || row.kind === 'ack') && row.addresses.length > 0
}

function hasIpv4Port({ lookup }: Cloud, { port }: Station): boolean {
  if (lookup === null || port === null) return false
  const device = lookup.vmOf(port)
  const ports = device === null ? [port] : lookup.portsOfDevice(device)
  return ports.some(({ fixedIps }) => fixedIps.some(({ ipAddress }) => !isIpv6(ipAddress)))
}
