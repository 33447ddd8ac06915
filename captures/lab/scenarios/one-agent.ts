import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'one-agent',
  summary: 'one router on one node takes tenants of VLAN and overlay outside',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
      tenantNetwork('red-app', 'red', 'vlan', ipv6('dhcpv6-stateless')),
      publicNetwork,
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-app'], external: 'public' },
    ],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('app1', 'red', 'compute1', 'red-app')],
  },
  traffic: async (traffic) => {
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
    await answered('app1 pings outside', traffic.ping('app1', traffic.outside))
  },
  truth: {
    ...NOTHING_TRIED,
    'routed-external.attachments': evident('yes', 'web1 (VXLAN) and app1 (VLAN) reach the outside through red-router'),
    'routed-external.multi-agent': evident('unobserved', 'red-router has the only gateway port'),
  },
}
