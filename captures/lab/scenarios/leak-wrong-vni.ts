import { guestNamed, routerNamed } from '../cloud.ts'
import { confuseVnis } from '../faults.ts'
import { sleep } from '../host.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'leak-wrong-vni',
  summary: 'compute1 takes the VXLAN frames of a network of red for those of a network of blue as well',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      { name: 'red-net', project: 'red', type: 'vxlan', subnets: [ipv6('slaac')] },
      { name: 'blue-net', project: 'blue', type: 'vxlan', subnets: [ipv6('slaac')] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-net'] },
      { name: 'blue-router', project: 'blue', node: 'network1', networks: ['blue-net'] },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'blue1', project: 'blue', node: 'compute1', networks: ['blue-net'] },
      { name: 'blue2', project: 'blue', node: 'network1', networks: ['blue-net'] },
    ],
  },
  faults: [{ when: 'before-boot', apply: (lab) => confuseVnis(lab, 'compute1', 'red-net', 'blue-net') }],
  traffic: () => sleep(6),
  truth: (recorded) => {
    const { cloud } = recorded
    const [red] = routerNamed(cloud, 'red-router').interfaces
    const [port] = guestNamed(cloud, 'blue1').ports
    const leaked = recorded.count(recorded.tap('blue1'), `icmpv6.type == 134 && eth.src == ${red!.mac}`)
    return {
      ...NOTHING_TRIED,
      'multi-tenant': {
        withInventory: 'no',
        without: 'partial',
        because: 'RAs of red-router reach the port of blue1, a VM of blue, which forms an address of red’s network too',
        facts: [
          `${leaked} RAs of ${red!.mac} (red-router on red-net, VNI ${red!.network.segmentationId}) at compute1/${port!.interfaceName}, the port of blue1 on blue-net, VNI ${port!.network.segmentationId}`,
        ],
        notes: [red!.mac, port!.interfaceName, 'red-net', 'blue-net'],
      },
    }
  },
}
