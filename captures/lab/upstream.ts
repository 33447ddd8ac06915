import { addressIn, linkLocal } from './address.ts'
import type { Cloud, Network } from './cloud.ts'
import { until } from './host.ts'
import { type Lab, namespaceOf } from './lab.ts'
import { plugIntoFabric } from './nodes.ts'
import { type Cadence, type Leg, radvdArgs, upstreamRadvdConf } from './radvd.ts'

/**
 * What lies beyond the cloud: a router with a leg on every provider and external VLAN, all with one MAC and one
 * link-local address, and a host behind it. Nothing is captured here.
 */
export function buildUpstream(lab: Lab): void {
  const { host, cloud, switches } = lab
  const { upstream } = cloud
  host.addNamespace(namespaceOf.upstream)
  host.addNamespace(namespaceOf.outside)
  for (const namespace of [namespaceOf.upstream, namespaceOf.outside]) {
    host.set(namespace, { 'ipv6/conf/default/accept_ra': 0, 'ipv6/conf/default/accept_dad': 0 })
  }
  host.set(namespaceOf.upstream, { 'ipv4/ip_forward': 1, 'ipv6/conf/all/forwarding': 1 })
  const transit = { namespace: namespaceOf.upstream, name: 'transit', mac: upstream.mac }
  host.cable(transit, { namespace: namespaceOf.outside, name: 'eth0', mac: upstream.hostMac })
  for (const network of legNetworks(cloud)) {
    const far = `leg${network.segmentationId}`
    const near = { namespace: namespaceOf.upstream, name: legName(network), mac: upstream.mac }
    host.cable(near, { namespace: namespaceOf.fabric, name: far })
    host.ip(namespaceOf.fabric, `link set ${far} up`)
    plugIntoFabric(switches.get(namespaceOf.fabric)!, far, network.segmentationId)
  }
}

export function bringUpUpstream(lab: Lab): void {
  const { host, cloud } = lab
  const { upstream } = cloud
  const routerAddress = addressIn(upstream.transitPrefix, 1n)
  host.ip(namespaceOf.upstream, 'link set transit up')
  host.ip(namespaceOf.upstream, `addr add ${routerAddress}/64 dev transit`)
  host.ip(namespaceOf.outside, 'link set eth0 up')
  host.ip(namespaceOf.outside, `addr add ${upstream.hostAddress}/64 dev eth0`)
  host.ip(namespaceOf.outside, `-6 route add default via ${routerAddress}`)
  for (const network of legNetworks(cloud)) {
    host.ip(namespaceOf.upstream, `link set ${legName(network)} up`)
    for (const subnet of network.subnets) {
      const length = subnet.version === 4 ? 24 : 64
      host.ip(namespaceOf.upstream, `addr add ${subnet.gateway}/${length} dev ${legName(network)}`)
    }
  }
  routeToTenants(lab)
}

/** Static routes, as an operator without dynamic routing sets them: to a gateway port's address, or its link-local one. */
function routeToTenants({ host, cloud }: Lab): void {
  for (const { gateway, interfaces, highAvailability } of cloud.routers) {
    if (gateway === undefined || highAvailability?.first === false) continue
    const global = gateway.fixedIps.find(({ subnet }) => subnet.version === 6)?.address
    const via = global ?? linkLocal(gateway.mac)
    for (const { subnet } of interfaces.flatMap(({ fixedIps }) => fixedIps)) {
      if (subnet.version === 4) continue
      host.ip(namespaceOf.upstream, `-6 route add ${subnet.cidr} via ${via} dev ${legName(gateway.network)}`)
    }
  }
}

export async function startUpstreamRadvd(lab: Lab, cadence: Cadence): Promise<void> {
  const { host, cloud } = lab
  const legs: Leg[] = legNetworks(cloud).map((network) => ({
    interfaceName: legName(network),
    prefixes: network.subnets.filter(({ version }) => version === 6).map(({ cidr }) => cidr),
    autonomous: !network.external,
  }))
  const ready = () => host.ip(namespaceOf.upstream, '-6 addr show tentative').trim() === ''
  await until('addresses of the upstream router', ready)
  const conf = host.file('ra/upstream.conf', upstreamRadvdConf(legs, cloud.upstream, cadence))
  host.start(namespaceOf.upstream, 'radvd', radvdArgs(conf))
}

function legNetworks(cloud: Cloud): readonly Network[] {
  return cloud.networks.filter(({ upstream, paperOnly }) => upstream && !paperOnly)
}

export function legName(network: Network): string {
  return `vlan${network.segmentationId}`
}
