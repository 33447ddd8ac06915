import { linkLocal } from '../address.ts'
import { routerNamed } from '../cloud.ts'
import { addSecondTunnel } from '../faults.ts'
import { deliveryFacts } from '../forwarding.ts'
import { sleep } from '../host.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'forwarding-duplicated',
  summary: 'two tunnels lead from the router’s node to compute1, and what is flooded arrives there twice',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [{ name: 'red-net', project: 'red', type: 'vxlan', subnets: [ipv6('slaac')] }],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-net'] }],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'red2', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'red3', project: 'red', node: 'network1', networks: ['red-net'] },
    ],
  },
  faults: [{ when: 'before-boot', apply: (lab) => addSecondTunnel(lab, 'network1', 'compute1', 'red-net') }],
  traffic: async (traffic, { cloud }) => {
    const router = linkLocal(routerNamed(cloud, 'red-router').interfaces[0]!.mac)
    const enough = sleep(25)
    await Promise.all(['red1', 'red2', 'red3'].map((name) => traffic.murmur(name, enough, router)))
  },
  forwarding: ['red-net'],
  truth: (recorded) => ({
    ...NOTHING_TRIED,
    'multi-tenant': {
      ...NOTHING_TRIED['multi-tenant'],
      because: 'one project alone has a network; the multicast RAs of its router arrive twice at red1 and red2',
      facts: deliveryFacts(recorded, 'red-net'),
    },
  }),
}
