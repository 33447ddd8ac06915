import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** OVN's own cadence, which Neutron leaves: within the recording no RA comes but the answers to solicitations. */
export const scenario: Scenario = {
  name: 'ovn-solicited-only',
  summary: 'two tenants whose VMs see no RA of OVN but the unicast answers to their solicitations',
  cadence: { min: 200, max: 600 },
  plan: {
    mechanismDriver: 'ovn',
    projects: ['red', 'blue'],
    nodes: ['compute1', 'compute2'],
    networks: [
      { name: 'red-net', project: 'red', type: 'geneve', subnets: [ipv6('slaac')] },
      { name: 'red-back', project: 'red', type: 'geneve', subnets: [ipv6('dhcpv6-stateless')] },
      { name: 'blue-net', project: 'blue', type: 'geneve', subnets: [ipv6('dhcpv6-stateful')] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'compute1', networks: ['red-net', 'red-back'] },
      { name: 'blue-router', project: 'blue', node: 'compute1', networks: ['blue-net'] },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'red2', project: 'red', node: 'compute2', networks: ['red-net'] },
      { name: 'back1', project: 'red', node: 'compute2', networks: ['red-back'] },
      { name: 'blue1', project: 'blue', node: 'compute1', networks: ['blue-net'] },
      { name: 'blue2', project: 'blue', node: 'compute2', networks: ['blue-net'] },
    ],
  },
  traffic: async (traffic) => {
    for (const [from, to] of [
      ['red1', 'red2'],
      ['red1', 'back1'],
      ['blue1', 'blue2'],
    ] as const) {
      if (!(await traffic.ping(from, traffic.address(to, 6)))) throw new Error(`not answered: ${from} pings ${to}`)
    }
  },
  truth: (recorded) => ({
    ...NOTHING_TRIED,
    'multi-tenant': {
      withInventory: 'yes',
      without: 'partial',
      because:
        'each network has RAs of its own router at its ports, unicast all of them, and nothing of the other tenant',
      facts: recorded.cloud.guests.map(({ name }) => {
        const counted = (filter: string) => recorded.count(recorded.tap(name), `icmpv6.type == 134 && ${filter}`)
        return `RAs at the tap of ${name}: ${counted('!(ipv6.dst == ff02::1)')} unicast, ${counted('ipv6.dst == ff02::1')} multicast`
      }),
      notes: ['red-net', 'blue-net', 'geneve'],
    },
    'vm-to-vm': {
      withInventory: 'yes',
      without: 'yes',
      because: 'red1 and red2 talk on their network, red1 and back1 through red-router; none of them has IPv4',
    },
  }),
}
