import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'routed-only',
  summary: 'VMs talk through their router only; nobody tries a neighbour',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
      tenantNetwork('red-db', 'red', 'vlan', ipv6('dhcpv6-stateful')),
    ],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-db'] }],
    guests: [
      vm('web1', 'red', 'compute1', 'red-web'),
      vm('web2', 'red', 'compute1', 'red-web'),
      vm('db1', 'red', 'compute1', 'red-db'),
    ],
  },
  traffic: async (traffic) => {
    await answered('web1 pings db1', traffic.ping('web1', traffic.address('db1', 6)))
    await answered('db1 asks web2', traffic.ask('udp', 'db1', 'web2', traffic.address('web2', 6), 21001))
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': evident('unobserved', 'both networks are of one tenant: their router forwards between them'),
    'vm-to-vm': evident(
      'partial',
      'web1 and web2 talk with db1 through red-router; web1 and web2 do not try each other',
    ),
  },
}
