import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'second-tenant-on-paper',
  summary: 'Neutron knows networks of two tenants; the captures show one of them',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'gre', ipv6('slaac')),
      { ...tenantNetwork('blue-spare', 'blue', 'gre', ipv6('slaac')), paperOnly: true },
    ],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'] }],
    guests: [
      vm('web1', 'red', 'compute1', 'red-web'),
      vm('web2', 'red', 'compute1', 'red-web'),
      { ...vm('spare1', 'blue', 'compute1', 'blue-spare'), paperOnly: true },
    ],
  },
  traffic: async (traffic) => {
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': evident('unobserved', "nothing of blue's network is seen"),
    'vm-to-vm': evident('partial', 'web1 and web2 talk on red-web; red has no second network'),
  },
}
