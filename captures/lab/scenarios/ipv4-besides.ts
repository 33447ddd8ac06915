import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv4, ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'ipv4-besides',
  summary: 'VMs talk over IPv6, switched and routed, and all of them have IPv4 too',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'vxlan', ipv4, ipv6('slaac')),
      tenantNetwork('red-db', 'red', 'vlan', ipv4, ipv6('dhcpv6-stateful')),
    ],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-db'] }],
    guests: [
      vm('web1', 'red', 'compute1', 'red-web'),
      vm('web2', 'red', 'compute1', 'red-web'),
      vm('db1', 'red', 'compute1', 'red-db'),
    ],
  },
  traffic: async (traffic) => {
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
    await answered('web1 pings db1', traffic.ping('web1', traffic.address('db1', 6)))
    await answered('web1 pings web2 over IPv4', traffic.ping('web1', traffic.address('web2', 4)))
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': evident('unobserved', 'both networks are of one tenant: their router forwards between them'),
    'vm-to-vm': evident('unobserved', 'no VM is IPv6-only'),
    'dual-stack.single-interface': evident('yes', 'web1 and web2 use IPv4 and IPv6 from one NIC'),
  },
}
