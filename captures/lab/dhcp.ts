import type { Cloud, Network, Port, Subnet } from './cloud.ts'
import { type Lab, namespaceOf } from './lab.ts'
import { plugPort } from './nodes.ts'
import type { Cadence } from './radvd.ts'

/** Neutron's DHCP agent: a `qdhcp-` namespace with a `tap` interface. */
export function buildDhcpNamespace(lab: Lab, port: Port): void {
  const { host, cloud, switches } = lab
  const namespace = namespaceOf.dhcp(port.network.id)
  host.addNamespace(namespace)
  host.set(namespace, { 'ipv6/conf/default/accept_ra': 0 })
  plugPort(host, cloud, switches, port, { namespace, name: port.interfaceName })
  host.set(namespace, { [`ipv6/conf/${port.interfaceName}/accept_ra`]: 0 })
}

export function bringUpDhcp(lab: Lab, port: Port): void {
  const { host } = lab
  const namespace = namespaceOf.dhcp(port.network.id)
  host.ip(namespace, `link set ${port.interfaceName} up`)
  for (const { subnet, address } of port.fixedIps) {
    host.ip(namespace, `addr add ${address}/${subnet.version === 4 ? 24 : 64} dev ${port.interfaceName}`)
  }
}

export function startDnsmasq(lab: Lab, port: Port, cadence: Cadence): void {
  const { cloud, host } = lab
  const folder = `dhcp/${port.network.id}`
  const hosts = host.file(`${folder}/host`, hostsFile(cloud, port.network))
  const options = host.file(`${folder}/opts`, optionsFile(port))
  const leases = host.file(`${folder}/leases`, '', 0o666)
  host.start(namespaceOf.dhcp(port.network.id), 'dnsmasq', [
    '--keep-in-foreground',
    ...commandLine(port, hosts, options, leases),
    ...(port.network.dnsmasqAdvertises ? advertising(port, cadence) : []),
  ])
}

/** The command line of Neutron's `Dnsmasq` driver (`agent/linux/dhcp.py`), in its order. */
function commandLine(port: Port, hosts: string, options: string, leases: string): string[] {
  return [
    '--no-hosts',
    '--no-resolv',
    `--pid-file=${leases}.pid`,
    `--dhcp-hostsfile=${hosts}`,
    `--dhcp-optsfile=${options}`,
    `--dhcp-leasefile=${leases}`,
    '--dhcp-match=set:ipxe,175',
    '--dhcp-userclass=set:ipxe6,iPXE',
    '--local-service',
    '--bind-dynamic',
    `--interface=${port.interfaceName}`,
    '--except-interface=lo',
    ...port.fixedIps.flatMap(({ subnet }) => range(subnet, port.network)),
    `--dhcp-option-force=option:mtu,${port.network.mtu}`,
    '--dhcp-lease-max=65536',
    '--conf-file=/dev/null',
    '--domain=openstacklocal',
  ]
}

/** Router lifetime 0: a DHCP port is nobody's default router. dnsmasq takes intervals of 4 s and longer. */
function advertising(port: Port, { max }: Cadence): string[] {
  const interval = Math.max(4, max)
  return ['--enable-ra', `--ra-param=${port.interfaceName},mtu:${port.network.mtu},${interval},0`]
}

const LEASE_S = 86_400

/** `static`: only ports that Neutron knows get an address. A subnet that is slaac alone has no range, unless to advertise. */
function range(subnet: Subnet, { dnsmasqAdvertises }: Network): string[] {
  const tag = `set:subnet-${subnet.id}`
  if (subnet.version === 4) return [`--dhcp-range=${tag},${subnet.prefix}0,static,255.255.255.0,${LEASE_S}s`]
  if (dnsmasqAdvertises && subnet.raMode !== 'dhcpv6-stateful') {
    const mode = subnet.raMode === 'slaac' ? 'ra-only' : 'ra-stateless'
    return [`--dhcp-range=${tag},${subnet.prefix},${mode},64,${LEASE_S}s`]
  }
  if (subnet.addressMode === 'slaac') return []
  return [`--dhcp-range=${tag},${subnet.prefix},static,64,${LEASE_S}s`]
}

function hostsFile(cloud: Cloud, network: Network): string {
  const lines = cloud.ports
    .filter((port) => port.network === network && port.role !== 'router-gateway')
    .flatMap((port) =>
      port.fixedIps
        .filter(({ subnet }) => subnet.version === 4 || subnet.addressMode === 'dhcpv6-stateful')
        .map(({ address }) => {
          const name = `host-${address.replaceAll(/[.:]+/g, '-')}.openstacklocal`
          return `${port.mac},${name},${address.includes(':') ? `[${address}]` : address}\n`
        }),
    )
  return lines.join('')
}

function optionsFile(port: Port): string {
  const lines = port.fixedIps.flatMap(({ subnet, address }) => {
    const tag = `tag:subnet-${subnet.id}`
    const own = subnet.dnsNameservers.length > 0 ? subnet.dnsNameservers : [address]
    if (subnet.version === 4) {
      return [`${tag},option:dns-server,${own.join(',')}`, `${tag},option:router,${subnet.gateway}`]
    }
    if (subnet.addressMode === 'slaac') return []
    return [
      `${tag},option6:dns-server,${own.map((server) => `[${server}]`).join(',')}`,
      `${tag},option6:domain-search,openstacklocal`,
    ]
  })
  return `${lines.join('\n')}\n`
}
