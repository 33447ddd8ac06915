import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'shared-network',
  summary: 'red shares a network with blue, whose VM on it gets the advertisements of red’s router: no leak',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      { name: 'red-net', project: 'red', type: 'vxlan', subnets: [ipv6('slaac')] },
      { name: 'blue-net', project: 'blue', type: 'vlan', subnets: [ipv6('slaac')] },
      { name: 'common', project: 'red', type: 'vxlan', shared: true, subnets: [ipv6('slaac')] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-net', 'common'] },
      { name: 'blue-router', project: 'blue', node: 'network1', networks: ['blue-net'] },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'blue1', project: 'blue', node: 'compute1', networks: ['blue-net'] },
      { name: 'red2', project: 'red', node: 'network1', networks: ['common'] },
      { name: 'blue2', project: 'blue', node: 'compute1', networks: ['common'] },
    ],
  },
  traffic: async (traffic) => {
    if (!(await traffic.ping('blue2', traffic.address('red2', 6)))) throw new Error('red2 does not answer blue2')
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': {
      withInventory: 'yes',
      without: 'partial',
      because:
        'red-net and blue-net have RAs of their own and nothing of each other; on common, which is shared, both are at home',
      notes: ['red-net', 'blue-net', 'VXLAN', 'VLAN'],
    },
    'vm-to-vm': {
      withInventory: 'partial',
      without: 'partial',
      because: 'blue2 and red2 talk on common, switched; no VM tries one behind a router',
    },
  },
}
