import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

const subnets = [ipv6('slaac', { samePrefixAs: 'lan' })]

export const scenario: Scenario = {
  name: 'overlapping-prefixes',
  summary: 'red and blue use the same prefix, each on a network of its own: no leak',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      { name: 'red-net', project: 'red', type: 'vxlan', subnets },
      { name: 'blue-net', project: 'blue', type: 'vxlan', subnets },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-net'] },
      { name: 'blue-router', project: 'blue', node: 'network1', networks: ['blue-net'] },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'red2', project: 'red', node: 'network1', networks: ['red-net'] },
      { name: 'blue1', project: 'blue', node: 'compute1', networks: ['blue-net'] },
      { name: 'blue2', project: 'blue', node: 'network1', networks: ['blue-net'] },
    ],
  },
  traffic: async (traffic) => {
    for (const name of ['red', 'blue']) {
      if (!(await traffic.ping(`${name}1`, traffic.address(`${name}2`, 6)))) throw new Error(`${name}2 does not answer`)
    }
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': {
      withInventory: 'yes',
      without: 'partial',
      because:
        'each network has the RAs of its own router and frames of its own ports alone, whatever addresses they bear',
      notes: ['red-net', 'blue-net', 'VXLAN'],
    },
    'vm-to-vm': {
      withInventory: 'partial',
      without: 'partial',
      because: 'red1 and red2 talk, blue1 and blue2 too, each pair on its network; no VM tries one behind a router',
    },
  },
}
