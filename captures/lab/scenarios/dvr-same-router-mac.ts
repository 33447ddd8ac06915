import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'dvr-same-router-mac',
  summary: 'a distributed router stands on both nodes with one MAC, and every VM is routed by the copy on its own node',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'compute2'],
    networks: [
      { name: 'red-web', project: 'red', type: 'vxlan', subnets: [ipv6('slaac')] },
      { name: 'red-db', project: 'red', type: 'vxlan', subnets: [ipv6('slaac')] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'compute1', copies: ['compute2'], networks: ['red-web', 'red-db'] },
    ],
    guests: [
      { name: 'web1', project: 'red', node: 'compute1', networks: ['red-web'] },
      { name: 'web2', project: 'red', node: 'compute2', networks: ['red-web'] },
      { name: 'db1', project: 'red', node: 'compute2', networks: ['red-db'] },
    ],
  },
  traffic: async (traffic) => {
    for (const [from, to] of [
      ['web1', 'web2'],
      ['web1', 'db1'],
      ['db1', 'web2'],
    ] as const) {
      if (!(await traffic.ping(from, traffic.address(to, 6)))) throw new Error(`${to} does not answer ${from}`)
    }
  },
  truth: {
    ...NOTHING_TRIED,
    'vm-to-vm': {
      withInventory: 'yes',
      without: 'yes',
      because:
        'web1 and web2 talk on red-web, across nodes; web1 and db1 through red-router, each way through another copy',
    },
  },
}
