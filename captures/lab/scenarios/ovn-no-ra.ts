import { routerNamed } from '../cloud.ts'
import { sleep } from '../host.ts'
import { logicalRouterPort } from '../ovn-rows.ts'
import { ipv4, ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The router port of blue lost its `ipv6_ra_configs`, as a driver leaves it that saw no address mode. */
export const scenario: Scenario = {
  name: 'ovn-no-ra',
  summary: 'OVN advertises to red and not to blue, whose VMs get IPv4 and solicit in vain',
  plan: {
    mechanismDriver: 'ovn',
    projects: ['red', 'blue'],
    nodes: ['compute1', 'compute2'],
    networks: [
      { name: 'red-net', project: 'red', type: 'geneve', subnets: [ipv6('slaac')] },
      { name: 'blue-net', project: 'blue', type: 'geneve', subnets: [ipv4, ipv6('slaac')] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'blue-router', project: 'blue', node: 'compute1', networks: ['blue-net'] },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'red2', project: 'red', node: 'compute2', networks: ['red-net'] },
      { name: 'blue1', project: 'blue', node: 'compute1', networks: ['blue-net'] },
      { name: 'blue2', project: 'blue', node: 'compute2', networks: ['blue-net'] },
    ],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ cloud, northbound }) => {
        for (const port of routerNamed(cloud, 'blue-router').interfaces) {
          northbound!.configure(['clear', 'Logical_Router_Port', logicalRouterPort(port), 'ipv6_ra_configs'])
        }
      },
    },
  ],
  incomplete: ['blue1', 'blue2'],
  traffic: async (traffic) => {
    if (!(await traffic.ping('red1', traffic.address('red2', 6)))) throw new Error('not answered: red1 pings red2')
    if (!(await traffic.ping('blue1', traffic.address('blue2', 4)))) throw new Error('not answered: blue1 pings blue2')
    // Linux solicits after about 1, 5 and 13 seconds; what comes later shows that the captures still listened.
    await sleep(17)
    if (!(await traffic.ping('blue2', traffic.address('blue1', 4)))) throw new Error('not answered: blue2 pings blue1')
  },
  truth: (recorded) => {
    const solicited = ['blue1', 'blue2'].map((name) => {
      const counted = (type: number) => recorded.count(recorded.tap(name), `icmpv6.type == ${type}`)
      return `at the tap of ${name}: ${counted(133)} RS, ${counted(134)} RAs, ${recorded.count(recorded.tap(name), 'dhcp.option.dhcp == 5')} ACK of DHCPv4`
    })
    return {
      ...NOTHING_TRIED,
      'multi-tenant': {
        withInventory: 'partial',
        without: 'unobserved',
        because:
          'red’s network has RAs of its own; blue’s, which has an IPv6 subnet, has neither RAs nor DHCPv6; that it has an IPv6 subnet only the inventory tells, for hosts of IPv4 networks solicit too',
        notes: ['blue-net', 'no RA and no DHCPv6'],
      },
      'vm-to-vm': {
        withInventory: 'partial',
        without: 'partial',
        because: 'red1 and red2 talk on their network; nobody tries another network',
      },
      'dual-stack.single-interface': {
        withInventory: 'no',
        without: 'unobserved',
        because:
          'blue1 and blue2 hold and use IPv4 and solicit routers in vain; only an inventory tells that the network has an IPv6 subnet',
        facts: solicited,
      },
    }
  },
}
