import { evident, told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'no-router-between',
  summary: 'two networks of one tenant, each with a router of its own and none between them',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
      tenantNetwork('red-db', 'red', 'vlan', ipv6('slaac')),
    ],
    routers: [
      { name: 'web-router', project: 'red', node: 'network1', networks: ['red-web'] },
      { name: 'db-router', project: 'red', node: 'network1', networks: ['red-db'] },
    ],
    guests: [
      vm('web1', 'red', 'compute1', 'red-web'),
      vm('web2', 'red', 'compute1', 'red-web'),
      vm('db1', 'red', 'compute1', 'red-db'),
      vm('db2', 'red', 'compute1', 'red-db'),
    ],
  },
  traffic: async (traffic) => {
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
    await answered('db1 pings db2', traffic.ping('db1', traffic.address('db2', 6)))
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': told(
      'unobserved',
      'partial',
      'both networks are red; without an inventory they look like two tenants',
    ),
    'vm-to-vm': evident('partial', 'VMs talk on red-web and on red-db; nobody tries from one to the other'),
  },
}
