import { guestNamed, networkNamed, nodeNamed, routerNamed } from '../cloud.ts'
import { local } from '../flows.ts'
import { sleep } from '../host.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The agent of compute1 gave a port of blue the tag of red's network. */
export const scenario: Scenario = {
  name: 'leak-wrong-vlan',
  summary: 'a port of blue carries the VLAN tag of a network of red, and gets what red’s router advertises',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      { name: 'red-net', project: 'red', type: 'vlan', subnets: [ipv6('slaac')] },
      { name: 'blue-net', project: 'blue', type: 'vlan', subnets: [ipv6('slaac')] },
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
  faults: [
    {
      when: 'before-boot',
      apply: ({ cloud, switches }) => {
        const tag = local(nodeNamed(cloud, 'compute1'), networkNamed(cloud, 'red-net'))
        const [port] = guestNamed(cloud, 'blue1').ports
        switches.get('compute1')!.configure(`set port ${port!.interfaceName} tag=${tag}`)
      },
    },
  ],
  incomplete: ['blue1'],
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
        because: 'RAs of red-router reach the port of blue1, a VM of blue; blue1’s own frames go to red’s network',
        facts: [
          `${leaked} RAs of ${red!.mac} (red-router on red-net, VLAN ${red!.network.segmentationId}) at compute1/${port!.interfaceName}, the port of blue1 on blue-net, VLAN ${port!.network.segmentationId}`,
        ],
        notes: [red!.mac, port!.interfaceName, 'red-net', 'blue-net'],
      },
    }
  },
}
