import { guestNamed, networkNamed } from '../cloud.ts'
import { sleep } from '../host.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** A rule against rogue routers on the provider's bridge. OVN's own ACLs could not do it: they let every RA pass. */
export const scenario: Scenario = {
  name: 'ovn-provider-ra-guard',
  summary: 'compute2’s provider bridge drops RAs, so that the upstream router’s never reach one of two VMs',
  plan: {
    mechanismDriver: 'ovn',
    projects: ['red', 'blue'],
    nodes: ['compute1', 'compute2'],
    networks: [
      {
        name: 'provider',
        project: 'admin',
        type: 'vlan',
        shared: true,
        upstream: true,
        subnets: [{ version: 6, addressMode: 'slaac' }],
      },
    ],
    routers: [],
    guests: [
      { name: 'edge1', project: 'red', node: 'compute1', networks: ['provider'] },
      { name: 'edge2', project: 'blue', node: 'compute2', networks: ['provider'] },
    ],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ switches }) =>
        switches.get('compute2')!.addFlow('br-ex', 'priority=40000,in_port=eth2,icmp6,icmp_type=134,actions=drop'),
    },
  ],
  incomplete: ['edge2'],
  traffic: async (traffic) => {
    if (!(await traffic.ping('edge1', traffic.outside))) throw new Error('not answered: edge1 pings outside')
    await sleep(10)
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const provider = networkNamed(cloud, 'provider')
    const passed = (path: string) => recorded.count(path, `icmpv6.type == 134 && vlan.id == ${provider.segmentationId}`)
    const arrived = (name: string) => recorded.count(recorded.tap(name), 'icmpv6.type == 134')
    const [port] = guestNamed(cloud, 'edge2').ports
    return {
      ...NOTHING_TRIED,
      'provider-l2': {
        withInventory: 'no',
        without: 'no',
        because: 'the upstream router’s RAs pass the provider NIC of compute2 and none reaches the port of edge2',
        facts: [
          `RAs on VLAN ${provider.segmentationId} of compute1/eth2: ${passed('compute1/eth2.pcapng')}, of compute2/eth2: ${passed('compute2/eth2.pcap')}; at the tap of edge1: ${arrived('edge1')}, of edge2: ${arrived('edge2')}`,
        ],
        notes: [`compute2/${port!.interfaceName}`, 'compute2/eth2'],
      },
    }
  },
}
