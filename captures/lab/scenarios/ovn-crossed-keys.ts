import { networkNamed } from '../cloud.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** OVN numbers datapaths as it likes, from 1, and Neutron numbers segments from 1 too: sooner or later they cross. */
export const scenario: Scenario = {
  name: 'ovn-crossed-keys',
  summary: 'red’s VNI is what Neutron calls the id of blue’s network, and the other way round',
  plan: {
    mechanismDriver: 'ovn',
    projects: ['red', 'blue'],
    nodes: ['compute1', 'compute2'],
    networks: [
      { name: 'red-net', project: 'red', type: 'geneve', subnets: [ipv6('slaac')], keyOf: 'blue-net' },
      { name: 'blue-net', project: 'blue', type: 'geneve', subnets: [ipv6('dhcpv6-stateful')], keyOf: 'red-net' },
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
  traffic: async (traffic) => {
    for (const [from, to] of [
      ['red1', 'red2'],
      ['blue1', 'blue2'],
    ] as const) {
      if (!(await traffic.ping(from, traffic.address(to, 6)))) throw new Error(`not answered: ${from} pings ${to}`)
    }
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const seen = (project: string, name: string) => {
      const { segmentationId } = networkNamed(cloud, name)
      const macs = cloud.ports.filter((port) => port.role === 'guest' && port.project === project)
      const filter = macs.map(({ mac }) => `eth.src == ${mac}`).join(' || ')
      return `${recorded.count('compute2/eth1.pcap', `geneve.vni == ${segmentationId} && (${filter})`)} frames of ${project}'s VMs under VNI ${segmentationId}, the id of ${name}`
    }
    return {
      ...NOTHING_TRIED,
      'multi-tenant': {
        withInventory: 'yes',
        without: 'partial',
        because:
          'each network has RAs of its own router and nothing of the other tenant; a VNI of OVN is no id of Neutron’s',
        facts: [seen('red', 'blue-net'), seen('red', 'red-net'), seen('blue', 'red-net'), seen('blue', 'blue-net')],
        notes: ['red-net', 'blue-net', 'geneve'],
      },
      'vm-to-vm': {
        withInventory: 'partial',
        without: 'partial',
        because: 'red1 and red2, blue1 and blue2 talk on their networks; nobody tries another network',
      },
    }
  },
}
