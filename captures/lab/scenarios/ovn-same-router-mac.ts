import type { Node } from '../cloud.ts'
import { routerNamed } from '../cloud.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** Each node routes onto the VLAN by itself, from the router's own MAC: the switches see it now here, now there. */
export const scenario: Scenario = {
  name: 'ovn-same-router-mac',
  summary: 'two nodes route from Geneve onto one VLAN from one router MAC',
  plan: {
    mechanismDriver: 'ovn',
    projects: ['red'],
    nodes: ['compute1', 'compute2'],
    networks: [
      { name: 'red-web', project: 'red', type: 'geneve', subnets: [ipv6('slaac')] },
      { name: 'red-db', project: 'red', type: 'vlan', subnets: [ipv6('slaac')] },
    ],
    routers: [{ name: 'red-router', project: 'red', node: 'compute1', networks: ['red-web', 'red-db'] }],
    guests: [
      { name: 'web1', project: 'red', node: 'compute1', networks: ['red-web'] },
      { name: 'web2', project: 'red', node: 'compute2', networks: ['red-web'] },
      { name: 'db1', project: 'red', node: 'compute1', networks: ['red-db'] },
      { name: 'db2', project: 'red', node: 'compute2', networks: ['red-db'] },
    ],
  },
  traffic: async (traffic) => {
    for (const [from, to] of [
      ['web1', 'web2'],
      ['web1', 'db2'],
      ['web2', 'db1'],
    ] as const) {
      if (!(await traffic.ping(from, traffic.address(to, 6)))) throw new Error(`not answered: ${from} pings ${to}`)
    }
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const port = routerNamed(cloud, 'red-router').interfaces.find(({ network }) => network.name === 'red-db')!
    const sent = ({ name }: Node, index: number, addressee: string) => {
      const { mac } = cloud.guests.find((guest) => guest.name === addressee)!.ports[0]!
      const path = `${name}/eth2.${index === 0 ? 'pcapng' : 'pcap'}`
      return `${recorded.count(path, `eth.src == ${port.mac} && eth.dst == ${mac}`)} on ${name}/eth2 to ${addressee}`
    }
    const [first, second] = cloud.nodes
    return {
      ...NOTHING_TRIED,
      'vm-to-vm': {
        withInventory: 'yes',
        without: 'yes',
        because:
          'web1 and web2 talk on their network, web1 and db2, web2 and db1 through red-router on the node of the asker',
        facts: [`frames of ${port.mac}: ${sent(first!, 0, 'db2')}, ${sent(second!, 1, 'db1')}`],
      },
    }
  },
}
