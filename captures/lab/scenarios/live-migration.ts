import { guestNamed } from '../cloud.ts'
import { migrate } from '../faults.ts'
import { sleep } from '../host.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'live-migration',
  summary: 'a VM moves from compute1 to compute2, next to another tenant’s, and goes on talking',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'compute2'],
    networks: [
      { name: 'red-net', project: 'red', type: 'vxlan', subnets: [ipv6('slaac')] },
      { name: 'blue-net', project: 'blue', type: 'vxlan', subnets: [ipv6('slaac')] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'blue-router', project: 'blue', node: 'compute2', networks: ['blue-net'] },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'], endsAt: 'compute2' },
      { name: 'red2', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'blue1', project: 'blue', node: 'compute2', networks: ['blue-net'] },
    ],
  },
  traffic: async (traffic, lab) => {
    const talk = async (when: string) => {
      if (!(await traffic.ping('red1', traffic.address('red2', 6)))) throw new Error(`red2 does not answer ${when}`)
    }
    await talk('before')
    await sleep(2)
    await migrate(lab, 'red1', 'compute2')
    await sleep(4)
    await talk('afterwards')
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const [port] = guestNamed(cloud, 'red1').ports
    const requests = 'icmpv6.type == 128'
    const [before, after] = ['compute1', 'compute2'].map((node) =>
      recorded.count(`${node}/${port!.interfaceName}.pcap`, requests),
    )
    return {
      ...NOTHING_TRIED,
      'multi-tenant': {
        withInventory: 'yes',
        without: 'partial',
        because: 'red-net and blue-net have RAs of their own and nothing of each other; red1 is red’s on either node',
        notes: ['red-net', 'blue-net', 'VXLAN'],
      },
      'vm-to-vm': {
        withInventory: 'partial',
        without: 'partial',
        because: 'red1 and red2 talk on red-net before and after the move; no VM tries one behind a router',
        facts: [
          `${port!.mac} sends ${before} echo requests at compute1/${port!.interfaceName}, then ${after} at compute2/${port!.interfaceName}`,
        ],
      },
    }
  },
}
