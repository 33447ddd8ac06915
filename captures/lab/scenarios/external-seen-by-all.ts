import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'external-seen-by-all',
  summary:
    'the routers of red and blue have their gateways on one external network, where each sees the other’s frames: no leak',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1', 'network2'],
    networks: [
      { name: 'red-net', project: 'red', type: 'vxlan', subnets: [ipv6('slaac')] },
      { name: 'blue-net', project: 'blue', type: 'vlan', subnets: [ipv6('slaac')] },
      { name: 'public', project: 'admin', type: 'vlan', external: true, upstream: true, subnets: [{ version: 6 }] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-net'], external: 'public' },
      { name: 'blue-router', project: 'blue', node: 'network2', networks: ['blue-net'], external: 'public' },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'blue1', project: 'blue', node: 'compute1', networks: ['blue-net'] },
    ],
  },
  traffic: async (traffic) => {
    for (const name of ['red1', 'blue1']) {
      if (!(await traffic.ping(name, traffic.outside))) throw new Error(`nobody outside answers ${name}`)
    }
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': {
      withInventory: 'yes',
      without: 'partial',
      because:
        'red-net and blue-net have RAs of their own and nothing of each other; the external network is no tenant’s',
      notes: ['red-net', 'blue-net', 'VXLAN', 'VLAN'],
    },
    'routed-external.attachments': {
      withInventory: 'yes',
      without: 'yes',
      because: 'red1 (VXLAN) and blue1 (VLAN) reach the host outside through qr- and qg-, and it answers',
    },
    'routed-external.multi-agent': {
      withInventory: 'yes',
      without: 'yes',
      because: 'red-router on network1 and blue-router on network2 both forward on the external network',
      notes: ['red-router', 'blue-router'],
    },
  },
}
