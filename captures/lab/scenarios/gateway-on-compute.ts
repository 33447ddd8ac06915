import { evident, told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, publicNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** As a small cloud whose nodes do everything: no frame of red needs the underlay. */
export const scenario: Scenario = {
  name: 'gateway-on-compute',
  summary: 'routers run on the nodes of the VMs',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['node1', 'node2'],
    networks: [
      { name: 'red-web', project: 'red', type: 'vxlan', subnets: [ipv6('slaac')] },
      { name: 'blue-app', project: 'blue', type: 'vlan', subnets: [ipv6('dhcpv6-stateful')], dhcpNode: 'node2' },
      publicNetwork,
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'node1', networks: ['red-web'], external: 'public' },
      { name: 'blue-router', project: 'blue', node: 'node2', networks: ['blue-app'], external: 'public' },
    ],
    guests: [vm('web1', 'red', 'node1', 'red-web'), vm('app1', 'blue', 'node2', 'blue-app')],
  },
  traffic: async (traffic) => {
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
    await answered('app1 pings outside', traffic.ping('app1', traffic.outside))
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': told('yes', 'partial', 'red and blue have RAs of their own, and nothing of one is on the other'),
    'routed-external.attachments': evident('yes', 'web1 (VXLAN) and app1 (VLAN) reach a host outside, which answers'),
    'routed-external.multi-agent': evident('yes', 'red-router on node1 and blue-router on node2 forward both'),
  },
}
