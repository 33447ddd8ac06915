import { evident, told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** What tenants may always do, as any two sites: their packets are on each other's networks, from each one's own router. */
export const scenario: Scenario = {
  name: 'tenants-through-upstream',
  summary: 'VMs of two tenants talk, out through one router and in through the other',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1', 'network2'],
    networks: [
      tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
      tenantNetwork('blue-app', 'blue', 'vlan', ipv6('slaac')),
      publicNetwork,
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'], external: 'public' },
      { name: 'blue-router', project: 'blue', node: 'network2', networks: ['blue-app'], external: 'public' },
    ],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('app1', 'blue', 'compute1', 'blue-app')],
  },
  traffic: async (traffic) => {
    await answered('web1 pings app1', traffic.ping('web1', traffic.address('app1', 6)))
    await answered('app1 asks web1', traffic.ask('tcp', 'app1', 'web1', traffic.address('web1', 6), 21001))
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
    await answered('app1 pings outside', traffic.ping('app1', traffic.outside))
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': told(
      'yes',
      'partial',
      'red and blue have RAs of their own; every frame on a network is from a station of it',
    ),
    'vm-to-vm': evident(
      'unobserved',
      'web1 and app1 are of two tenants: no router of a tenant is between them, but three routers',
    ),
    'routed-external.attachments': evident('yes', 'web1 (VXLAN) and app1 (VLAN) reach a host outside, which answers'),
    'routed-external.multi-agent': evident('yes', 'red-router on network1 and blue-router on network2 forward both'),
  },
}
