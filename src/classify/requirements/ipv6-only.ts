import type { DhcpRow } from '../../observe/rows.ts'
import type { Joined, Senders } from '../../observe/settled.ts'
import { isIpv6, isRoutableIpv4 } from '../address-scope.ts'
import { ByStation } from '../by-station.ts'
import { type Cloud, networkAt, networkOf, type Station } from '../cloud.ts'
import { sendersOfMac } from '../senders-by-mac.ts'
import { sharingDuidWith } from './nics-of-one-client.ts'

/**
 * NICs of VMs no NIC of which has an IPv4 fixed IP, was offered an IPv4 address, or sends IPv4 or ARP from one that a host may
 * have. A DISCOVER that nobody answers is sent from 0.0.0.0, and makes no IPv4 host.
 */
export function ipv6OnlyVms(cloud: Cloud): readonly Station[] {
  const vms = cloud.stations.withRole('vm-port')
  if (vms.length === 0) return []
  const speakers = ipv4Speakers(cloud, vms)
  const withIpv4 = new Set(vms.filter((nic) => speaksIpv4(nic, speakers)).map(({ vm }) => vm))
  const mayShare = sharers(cloud, speakers)
  return vms.filter((nic) => !withIpv4.has(nic.vm) && !hasIpv4Port(cloud, nic) && !mayShare.has(nic.network, nic.mac))
}

interface Speakers {
  readonly stations: Pick<ByStation<true>, 'has'>
  /** MACs that speak IPv4 where the network is unknown. */
  readonly elsewhere: ReadonlySet<string>
}

/** Of VMs, and of clients that may share a DUID with one. */
function ipv4Speakers(cloud: Cloud, vms: readonly Station[]): Speakers {
  const { senders, addresses, dhcp, conversations } = cloud.settled
  const asked = new Set(vms.map(({ mac }) => mac))
  for (const { linkSource } of dhcp) asked.add(linkSource)
  const sending = [...asked].flatMap((mac) => sendersOfMac(cloud, mac)).filter((sender) => hasIpv4(senders, sender))
  const stations = new ByStation<true>()
  const elsewhere = new Set<string>()
  const say = (network: number | null, mac: string) => {
    if (network === null) elsewhere.add(mac)
    else stations.set(network, mac, true)
  }
  for (const row of addresses.of(sending)) {
    if (row.learned !== 'lease' && isRoutableIpv4(row.address)) say(networkOf(cloud, row), row.mac)
  }
  for (const row of dhcp) {
    if (!isOffer(row) || row.clientMac === null) continue
    say(networkAt(cloud, senders.places[row.sender]!, row.clientMac), row.clientMac)
  }
  for (const row of conversations.of(sending)) {
    if (isRoutableIpv4(row.source)) say(networkOf(cloud, row), row.linkSource)
  }
  return { stations, elsewhere }
}

function hasIpv4({ versions }: Senders, sender: number): boolean {
  return ((versions[sender]! >> 4) & 1) === 1
}

function isOffer(row: Joined<DhcpRow>): boolean {
  return row.family === 4 && (row.kind === 'offer' || row.kind === 'ack') && row.addresses.length > 0
}

function speaksIpv4({ network, mac }: Station, { stations, elsewhere }: Speakers): boolean {
  return stations.has(network, mac) || elsewhere.has(mac)
}

function hasIpv4Port({ lookup }: Cloud, { port }: Station): boolean {
  if (lookup === null || port === null) return false
  const device = lookup.vmOf(port)
  const ports = device === null ? [port] : lookup.portsOfDevice(device)
  return ports.some(({ fixedIps }) => fixedIps.some(({ ipAddress }) => !isIpv6(ipAddress)))
}

/** Without an inventory, a NIC with IPv4 that shows the same DUID may be the same VM's. */
function sharers(cloud: Cloud, { stations }: Speakers): Speakers['stations'] {
  return cloud.lookup === null ? sharingDuidWith(cloud, (network, mac) => stations.has(network, mac)) : new ByStation()
}
