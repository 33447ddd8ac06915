import type { Guest, Port } from './cloud.ts'
import { until } from './host.ts'
import { type Lab, namespaceOf } from './lab.ts'
import { plugPort } from './nodes.ts'

/** VMs as namespaces: Linux's own SLAAC, dhclient for the rest. */
export function buildGuest(lab: Lab, guest: Guest): void {
  const { host, cloud, switches } = lab
  const namespace = namespaceOf.guest(guest.name)
  host.addNamespace(namespace)
  guest.ports.forEach((port, index) => {
    plugPort(host, cloud, switches, port, { namespace, name: nic(index) })
  })
}

/** Link up, and the clients that the subnets of each network call for. */
export async function bootGuest(lab: Lab, guest: Guest): Promise<void> {
  const { host } = lab
  const namespace = namespaceOf.guest(guest.name)
  guest.ports.forEach((_, index) => {
    host.ip(namespace, `link set ${nic(index)} up`)
  })
  const clients = guest.ports.flatMap((port, index) => clientsOf(port).map((client) => ({ client, index })))
  const dhcpv6 = clients.filter(({ client }) => client !== 'dhcpv4')
  for (const { client, index } of dhcpv6) {
    // It binds to the link-local address, and gives up while that is tentative.
    await until(`link-local address of ${guest.name}`, () => settled(lab, guest, index))
    startClient(lab, guest, client, index)
  }
  if (guest.sharedDuid) {
    // The DHCPv4 client borrows the DUID out of the DHCPv6 client's lease file.
    const holder = dhcpv6[0]
    if (holder !== undefined) await until(`DHCPv6 lease of ${guest.name}`, () => holds(lab, guest, holder.index))
  }
  for (const { client, index } of clients) if (client === 'dhcpv4') startClient(lab, guest, client, index)
}

/** Until each NIC holds the addresses Neutron gave it. */
export async function guestIsReady(lab: Lab, guest: Guest): Promise<void> {
  for (const [index] of guest.ports.entries()) {
    await until(`addresses of ${guest.name} on ${nic(index)}`, () => holds(lab, guest, index))
  }
}

export function nic(index: number): string {
  return `eth${index}`
}

type Client = 'dhcpv4' | 'stateful' | 'stateless'

function clientsOf(port: Port): Client[] {
  return port.network.subnets.flatMap((subnet): Client[] => {
    if (subnet.version === 4) return subnet.dhcp ? ['dhcpv4'] : []
    if (subnet.addressMode === 'dhcpv6-stateful') return ['stateful']
    return subnet.addressMode === 'dhcpv6-stateless' ? ['stateless'] : []
  })
}

const FLAGS: Record<Client, readonly string[]> = {
  dhcpv4: ['-4'],
  stateful: ['-6'],
  stateless: ['-6', '-S'],
}

function startClient({ host }: Lab, guest: Guest, client: Client, index: number): void {
  const folder = `guests/${guest.name}`
  const leases = (kind: Client) => host.file(`${folder}/${kind}.leases`)
  const duid = guest.sharedDuid && client === 'dhcpv4' ? ['-i', '-df', leases('stateful')] : []
  const args = [
    ...FLAGS[client],
    '-d',
    ...duid,
    ...['-sf', host.file(`${folder}/script`, DHCLIENT_SCRIPT, 0o755)],
    ...['-cf', host.file(`${folder}/conf`, `send host-name "${guest.name}";\n`)],
    ...['-lf', leases(client)],
    ...['-pf', `${leases(client)}.pid`],
    nic(index),
  ]
  host.start(namespaceOf.guest(guest.name), 'dhclient', args, { log: `dhclient-${client}-${nic(index)}` })
}

// Addresses and routes only: Debian's own script would rewrite the resolv.conf of the machine the lab runs on.
const DHCLIENT_SCRIPT = `#!/bin/sh
case $reason in
  BOUND|REBOOT)
    ip -4 addr add "$new_ip_address/$new_subnet_mask" dev "$interface"
    for router in $new_routers; do ip -4 route replace default via "$router" dev "$interface"; done ;;
  BOUND6)
    ip -6 addr add "$new_ip6_address/$new_ip6_prefixlen" dev "$interface" ;;
esac
exit 0
`

function settled({ host }: Lab, guest: Guest, index: number): boolean {
  const namespace = namespaceOf.guest(guest.name)
  const show = (more: string) => host.ip(namespace, `-6 addr show dev ${nic(index)} scope link${more}`).trim()
  return show('') !== '' && show(' tentative') === ''
}

function holds({ host }: Lab, guest: Guest, index: number): boolean {
  const namespace = namespaceOf.guest(guest.name)
  const held = host.ip(namespace, `-o addr show dev ${nic(index)} -tentative`)
  return guest.ports[index]!.fixedIps.every(({ address }) => held.includes(` ${address}/`))
}
