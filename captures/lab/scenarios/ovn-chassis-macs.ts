import type { Node } from '../cloud.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** Routed on every node: on VLANs the frames of a router bear the MAC of the node, and at the port the router's again. */
export const scenario: Scenario = {
  name: 'ovn-chassis-macs',
  summary:
    'two tenants route between Geneve and VLAN on every node, whose own MACs stand for the routers’ on the VLANs',
  plan: {
    mechanismDriver: 'ovn',
    chassisMacs: true,
    projects: ['red', 'blue'],
    nodes: ['compute1', 'compute2'],
    networks: [
      { name: 'red-web', project: 'red', type: 'geneve', subnets: [ipv6('slaac')] },
      { name: 'red-db', project: 'red', type: 'vlan', subnets: [ipv6('slaac')] },
      { name: 'blue-web', project: 'blue', type: 'geneve', subnets: [ipv6('dhcpv6-stateful')] },
      { name: 'blue-db', project: 'blue', type: 'vlan', subnets: [ipv6('dhcpv6-stateful')] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'compute1', networks: ['red-web', 'red-db'] },
      { name: 'blue-router', project: 'blue', node: 'compute1', networks: ['blue-web', 'blue-db'] },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-web'] },
      { name: 'red2', project: 'red', node: 'compute2', networks: ['red-web'] },
      { name: 'red3', project: 'red', node: 'compute2', networks: ['red-db'] },
      { name: 'blue1', project: 'blue', node: 'compute1', networks: ['blue-web'] },
      { name: 'blue2', project: 'blue', node: 'compute2', networks: ['blue-db'] },
    ],
  },
  traffic: async (traffic) => {
    for (const [from, to] of [
      ['red1', 'red2'],
      ['red1', 'red3'],
      ['blue1', 'blue2'],
    ] as const) {
      if (!(await traffic.ping(from, traffic.address(to, 6)))) throw new Error(`not answered: ${from} pings ${to}`)
    }
  },
  truth: (recorded) => {
    const sent = ({ name, distributedMac }: Node, index: number) =>
      `${recorded.count(`${name}/eth2.${index === 0 ? 'pcapng' : 'pcap'}`, `eth.src == ${distributedMac}`)} frames of ${distributedMac} (${name}) on ${name}/eth2`
    return {
      ...NOTHING_TRIED,
      'multi-tenant': {
        withInventory: 'yes',
        without: 'partial',
        because:
          'each tenant has RAs of its own router and nothing of the other; a node’s MAC on both tenants’ VLANs is no leak',
        facts: recorded.cloud.nodes.map(sent),
        notes: ['red-web', 'blue-web', 'geneve, vlan'],
      },
      'vm-to-vm': {
        withInventory: 'yes',
        without: 'yes',
        because: 'red1 and red2 talk on their network, red1 and red3 through red-router; none of them has IPv4',
      },
    }
  },
}
