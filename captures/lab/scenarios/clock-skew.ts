import { deliveryFacts } from '../forwarding.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'clock-skew',
  summary:
    'the clock of compute1 is 1.7 s ahead and that of compute2 4 s behind, and both drift; nothing else is wrong',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'compute2', 'network1'],
    networks: [
      { name: 'red-web', project: 'red', type: 'vxlan', subnets: [ipv6('slaac')] },
      { name: 'red-db', project: 'red', type: 'vlan', subnets: [ipv6('slaac')] },
      { name: 'blue-app', project: 'blue', type: 'vxlan', subnets: [ipv6('slaac')] },
      {
        name: 'provider',
        project: 'admin',
        type: 'vlan',
        shared: true,
        upstream: true,
        subnets: [{ version: 6, addressMode: 'slaac', dhcp: false }],
      },
      { name: 'public', project: 'admin', type: 'vlan', external: true, upstream: true, subnets: [{ version: 6 }] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-db'], external: 'public' },
      { name: 'blue-router', project: 'blue', node: 'compute2', networks: ['blue-app'], external: 'public' },
    ],
    guests: [
      { name: 'web1', project: 'red', node: 'compute1', networks: ['red-web'] },
      { name: 'web2', project: 'red', node: 'compute2', networks: ['red-web'] },
      { name: 'db1', project: 'red', node: 'compute2', networks: ['red-db'] },
      { name: 'app1', project: 'blue', node: 'compute1', networks: ['blue-app'] },
      { name: 'edge1', project: 'red', node: 'compute1', networks: ['provider'] },
      { name: 'edge2', project: 'blue', node: 'compute2', networks: ['provider'] },
    ],
  },
  clocks: [
    { node: 'compute1', offsetNs: 1_700_000_000, driftPpm: 100 },
    { node: 'compute2', offsetNs: -4_000_000_000, driftPpm: -60 },
  ],
  forwarding: ['provider'],
  traffic: async (traffic) => {
    const six = (name: string) => traffic.address(name, 6)
    for (const [from, to] of [
      ['web1', 'web2'],
      ['web1', 'db1'],
      ['db1', 'web2'],
      ['edge1', 'edge2'],
    ] as const) {
      if (!(await traffic.ping(from, six(to)))) throw new Error(`${to} does not answer ${from}`)
    }
    for (const name of ['web1', 'db1', 'app1']) {
      if (!(await traffic.ping(name, traffic.outside))) throw new Error(`nobody outside answers ${name}`)
    }
  },
  truth: (recorded) => ({
    ...NOTHING_TRIED,
    'multi-tenant': {
      withInventory: 'yes',
      without: 'partial',
      because: 'the networks of red and blue have RAs of their own and nothing of each other',
      notes: ['VXLAN', 'VLAN'],
    },
    'vm-to-vm': {
      withInventory: 'yes',
      without: 'yes',
      because: 'web1 and web2 talk on red-web, web1 and web2 with db1 through red-router',
    },
    'provider-l2': {
      withInventory: 'yes',
      without: 'yes',
      because: 'every RA that came to a node’s provider NIC is at the tap of its VM, which forms and uses an address',
      facts: deliveryFacts(recorded, 'provider'),
    },
    'routed-external.attachments': {
      withInventory: 'yes',
      without: 'yes',
      because: 'web1 (VXLAN) and db1 (VLAN) reach the host outside through red-router, and it answers',
    },
    'routed-external.multi-agent': {
      withInventory: 'yes',
      without: 'yes',
      because: 'red-router on network1 and blue-router on compute2 both forward on the external network',
      notes: ['red-router', 'blue-router'],
    },
  }),
}
