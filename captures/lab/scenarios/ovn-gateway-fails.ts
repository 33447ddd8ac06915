import { routerNamed } from '../cloud.ts'
import { sleep } from '../host.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** One router, two gateway chassis: the first dies, and BFD on the tunnels lets the second take the gateway port over. */
export const scenario: Scenario = {
  name: 'ovn-gateway-fails',
  summary: 'the gateway chassis of the only router dies, and another takes its port over',
  plan: {
    mechanismDriver: 'ovn',
    projects: ['red'],
    nodes: ['compute1', 'network1', 'network2'],
    networks: [
      { name: 'red-net', project: 'red', type: 'geneve', subnets: [ipv6('slaac')] },
      { name: 'public', project: 'admin', type: 'vlan', external: true, upstream: true, subnets: [{ version: 6 }] },
    ],
    routers: [
      {
        name: 'red-router',
        project: 'red',
        node: 'network1',
        standbyChassis: 'network2',
        networks: ['red-net'],
        external: 'public',
      },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'red2', project: 'red', node: 'compute1', networks: ['red-net'] },
    ],
  },
  traffic: async (traffic, { host }) => {
    if (!(await traffic.ping('red1', traffic.outside))) throw new Error('not answered: red1 pings outside')
    host.kill('network1', 'ovs-vswitchd', 'ovn-controller')
    for (let attempt = 0; !(await traffic.ping('red1', traffic.outside)); attempt++) {
      if (attempt === 8) throw new Error('network2 did not take over')
      await sleep(1)
    }
    if (!(await traffic.ping('red2', traffic.outside))) throw new Error('not answered: red2 pings outside')
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const gateway = routerNamed(cloud, 'red-router').gateway!
    const forwarded = (node: string) =>
      recorded.count(
        `${node}/eth2.pcap`,
        `eth.src == ${gateway.mac} && icmpv6.type == 128 && ipv6.dst == ${cloud.upstream.hostAddress}`,
      )
    return {
      ...NOTHING_TRIED,
      'routed-external.attachments': {
        withInventory: 'partial',
        without: 'partial',
        because: 'red1 and red2 (Geneve) reach a host outside, before and after; no VLAN network tries',
        facts: [
          `echo requests that ${gateway.mac} forwards: ${forwarded('network1')} on network1/eth2, then ${forwarded('network2')} on network2/eth2`,
        ],
      },
      'routed-external.multi-agent': {
        withInventory: 'unobserved',
        without: 'unobserved',
        because: 'there is one gateway port, which moves from network1 to network2',
      },
    }
  },
}
