import { evident } from '../label.ts'
import { unanswered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'vm-is-off',
  summary: 'a VM tries a neighbour that is shut down: its port is there, and DOWN',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'] }],
    guests: [
      vm('web1', 'red', 'compute1', 'red-web'),
      { ...vm('web2', 'red', 'compute1', 'red-web'), paperOnly: true },
    ],
  },
  traffic: async (traffic) => {
    await unanswered('web1 pings web2', traffic.pings('web1', traffic.address('web2', 6), 12))
  },
  truth: {
    ...NOTHING_TRIED,
    'vm-to-vm': evident(
      'unobserved',
      'web2 is not running: its port is DOWN and no frame of it is seen, so its silence says nothing of the network',
    ),
  },
}
