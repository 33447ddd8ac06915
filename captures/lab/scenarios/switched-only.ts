import { evident, told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'switched-only',
  summary: 'VMs talk on their own network only, though a router joins it to another',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'compute2', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'vlan', ipv6('slaac')),
      tenantNetwork('red-db', 'red', 'gre', ipv6('dhcpv6-stateful')),
    ],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-db'] }],
    guests: [
      vm('web1', 'red', 'compute1', 'red-web'),
      vm('web2', 'red', 'compute2', 'red-web'),
      vm('db1', 'red', 'compute2', 'red-db'),
    ],
  },
  traffic: async (traffic) => {
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
    await answered('web2 asks web1', traffic.ask('tcp', 'web2', 'web1', traffic.address('web1', 6), 21001))
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': told('unobserved', 'partial', 'both networks are red; nothing the packets show joins them'),
    'vm-to-vm': evident('partial', 'web1 and web2 talk on red-web; nobody tries db1 on red-db'),
  },
}
