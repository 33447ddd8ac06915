import { readFileSync } from 'node:fs'
import { linkLocal } from './address.ts'
import { type FixedIp, type Port, portsOf, type Router } from './cloud.ts'
import { until } from './host.ts'
import { type Lab, namespaceOf } from './lab.ts'

/** VRRP's, of the one such router in a project. */
export const VIRTUAL_ROUTER_ID = 1

/** Before its interfaces are there: an instance without the router's addresses shall say nothing (LP#1667756). */
export function holdReady({ host }: Lab, router: Router): void {
  host.set(namespaceOf.router(router.id, router.node), {
    'ipv4/ip_forward': 0,
    'ipv6/conf/all/forwarding': 0,
    'ipv6/conf/default/accept_ra': 0,
    'ipv6/conf/default/accept_dad': 0,
  })
}

/** Links up; the addresses are keepalived's to give. */
export function bringUpInstance({ host }: Lab, router: Router): void {
  const namespace = namespaceOf.router(router.id, router.node)
  for (const { role, interfaceName, fixedIps } of portsOf(router)) {
    // 1: no link-local address from the MAC, which the other node's instance bears too.
    if (role !== 'router-ha') host.set(namespace, { [`ipv6/conf/${interfaceName}/addr_gen_mode`]: 1 })
    host.ip(namespace, `link set ${interfaceName} up`)
    if (role === 'router-ha')
      for (const { address } of fixedIps) host.ip(namespace, `addr add ${address}/24 dev ${interfaceName}`)
  }
}

/** The first to start has the addresses, since neither preempts; resolves when it has them. */
export async function startKeepalived(lab: Lab, router: Router): Promise<void> {
  const { host } = lab
  const path = host.file(`ha/${router.id}-${router.node}.conf`, keepalivedConf(router))
  const pidFiles = ['-p', `${path}.pid`, '-r', `${path}.vrrp.pid`, '-c', `${path}.checkers.pid`]
  host.start(namespaceOf.router(router.id, router.node), 'keepalived', [
    ...['--dont-fork', '--log-console', '--vrrp', '-f', path],
    ...pidFiles,
  ])
  if (router.highAvailability?.first) await becomesMaster(lab, router)
}

/** As an agent that dies in good order: the addresses leave one node, and the other node takes them. */
export async function failOver(lab: Lab, router: Router): Promise<Router> {
  const { host, cloud } = lab
  const other = cloud.routers.find(({ id, node }) => id === router.id && node !== router.node)
  if (other === undefined) throw new Error(`${router.name} has no standby`)
  process.kill(Number(readFileSync(host.file(`ha/${router.id}-${router.node}.conf.pid`), 'utf8')))
  await becomesMaster(lab, other)
  return other
}

async function becomesMaster({ host }: Lab, router: Router): Promise<void> {
  const namespace = namespaceOf.router(router.id, router.node)
  const addresses = portsOf(router).flatMap(({ role, fixedIps }) => (role === 'router-ha' ? [] : fixedIps))
  await until(`${router.node} has the addresses of ${router.name}`, () => {
    const held = host.ip(namespace, '-o addr show')
    return addresses.every(({ address }) => held.includes(` ${address}/`))
  })
  // What the agent does when it is told of the transition.
  host.set(namespace, { 'ipv4/ip_forward': 1, 'ipv6/conf/all/forwarding': 1 })
}

/** As Neutron's agent writes it (`agent/linux/keepalived.py`), link-local addresses included. */
function keepalivedConf(router: Router): string {
  const { port } = router.highAvailability!
  const others = portsOf(router).filter(({ role }) => role !== 'router-ha')
  const gateway = router.gateway
  return `vrrp_instance VR_${VIRTUAL_ROUTER_ID} {
    state BACKUP
    interface ${port.interfaceName}
    virtual_router_id ${VIRTUAL_ROUTER_ID}
    priority 50
    garp_master_delay 60
    nopreempt
    advert_int 2
    track_interface {
        ${port.interfaceName}
    }
    virtual_ipaddress {
        169.254.0.${VIRTUAL_ROUTER_ID}/24 dev ${port.interfaceName}
    }
    virtual_ipaddress_excluded {
${others.flatMap(virtualAddresses).join('\n')}
    }
    virtual_routes {
${(gateway?.fixedIps ?? []).map((fixedIp) => defaultRoute(fixedIp, gateway!)).join('\n')}
    }
}
`
}

function virtualAddresses({ fixedIps, interfaceName, mac }: Port): string[] {
  return [
    ...fixedIps.map(
      ({ subnet, address }) => `        ${address}/${subnet.version === 4 ? 24 : 64} dev ${interfaceName}`,
    ),
    `        ${linkLocal(mac)}/64 dev ${interfaceName}`,
  ]
}

function defaultRoute({ subnet }: FixedIp, { interfaceName }: Port): string {
  return `        ${subnet.version === 4 ? '0.0.0.0/0' : '::/0'} via ${subnet.gateway} dev ${interfaceName}`
}
