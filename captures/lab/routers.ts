import { type Port, portsOf, type Router } from './cloud.ts'
import { bringUpInstance, holdReady } from './highly-available-routers.ts'
import { type Host, until } from './host.ts'
import { type Lab, namespaceOf } from './lab.ts'
import { plugPort } from './nodes.ts'
import { type Cadence, radvdArgs, routerRadvdConf } from './radvd.ts'

/** Neutron's L3 agent: a `qrouter-` namespace with its `qr-` and `qg-` interfaces. */
export function buildRouterNamespace(lab: Lab, router: Router): void {
  const { host, cloud, switches } = lab
  const namespace = namespaceOf.router(router.id, router.node)
  host.addNamespace(namespace)
  host.set(namespace, {
    'ipv4/ip_forward': 1,
    'ipv6/conf/all/forwarding': 1,
    // Two ports on one network, one for each family: each answers ARP for its own addresses only.
    'ipv4/conf/all/arp_ignore': 1,
    'ipv4/conf/all/arp_announce': 2,
  })
  if (router.highAvailability) holdReady(lab, router)
  // The copies hold the same addresses, and would find each other.
  if (router.distributed) host.set(namespace, { 'ipv6/conf/default/accept_dad': 0 })
  for (const port of portsOf(router)) {
    plugPort(host, cloud, switches, port, { namespace, name: port.interfaceName })
    // With no IPv6 subnet on the external network, the agent lets the gateway port take its default route from the
    // upstream router's advertisements: 2, since forwarding is on.
    const fromAdvertisements = port === router.gateway && !hasIpv6(port)
    host.set(namespace, { [`ipv6/conf/${port.interfaceName}/accept_ra`]: fromAdvertisements ? 2 : 0 })
  }
}

/** Its interfaces come up: addresses, and the default route where it is static. */
export function bringUpRouter(lab: Lab, router: Router): void {
  const { host } = lab
  if (router.highAvailability) return bringUpInstance(lab, router)
  const namespace = namespaceOf.router(router.id, router.node)
  for (const port of portsOf(router)) {
    host.ip(namespace, `link set ${port.interfaceName} up`)
    for (const { subnet, address } of port.fixedIps) {
      host.ip(namespace, `addr add ${address}/${subnet.version === 4 ? 24 : 64} dev ${port.interfaceName}`)
    }
  }
  if (router.distributed) knowNeighbors(lab, router)
  const { gateway } = router
  for (const { subnet } of gateway?.fixedIps ?? []) {
    const family = subnet.version === 4 ? '-4' : '-6'
    host.ip(namespace, `${family} route add default via ${subnet.gateway} dev ${gateway!.interfaceName}`)
  }
}

/** The answer to a copy's solicitation would go to the copy on the neighbor's node: the agent tells each who is where. */
function knowNeighbors({ host, cloud }: Lab, router: Router): void {
  for (const { network, interfaceName } of router.interfaces) {
    for (const { mac, fixedIps } of cloud.ports.filter((port) => port.role === 'guest' && port.network === network)) {
      for (const { address } of fixedIps) {
        const entry = `neigh replace ${address} lladdr ${mac} dev ${interfaceName} nud permanent`
        host.ip(namespaceOf.router(router.id, router.node), entry)
      }
    }
  }
}

export async function startRadvd(lab: Lab, router: Router, cadence: Cadence): Promise<void> {
  const { host } = lab
  const ports = router.interfaces.filter(
    ({ network, fixedIps }) => !network.dnsmasqAdvertises && fixedIps.some(({ subnet }) => subnet.raMode !== null),
  )
  if (ports.length === 0) return
  const namespace = namespaceOf.router(router.id, router.node)
  await until(`addresses of ${router.name}`, () => host.ip(namespace, '-6 addr show tentative').trim() === '')
  host.start(
    namespace,
    'radvd',
    radvdArgs(host.file(`ra/${router.id}-${router.node}.conf`, routerRadvdConf(ports, cadence))),
  )
}

function hasIpv6(port: Port): boolean {
  return port.fixedIps.some(({ subnet }) => subnet.version === 6)
}

/** As a rule left over in the router's FORWARD chain: it answers for itself and passes nothing on. */
export function dropForwarded(host: Host, router: Router): void {
  const chain = 'chain forward { type filter hook forward priority 0; policy drop; }'
  host.in(namespaceOf.router(router.id, router.node), 'nft', [`table ip6 stale { ${chain}; }`])
}
