import { evident, told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** Two routers, and one agent that holds both: nothing shows that a second one could. */
export const scenario: Scenario = {
  name: 'one-agent-two-routers',
  summary: 'two routers forward to the external network, both on one node',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
      tenantNetwork('blue-web', 'blue', 'vxlan', ipv6('slaac')),
      publicNetwork,
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'], external: 'public' },
      { name: 'blue-router', project: 'blue', node: 'network1', networks: ['blue-web'], external: 'public' },
    ],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('web2', 'blue', 'compute1', 'blue-web')],
  },
  traffic: async (traffic) => {
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
    await answered('web2 pings outside', traffic.ping('web2', traffic.outside))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const to = `ipv6.dst == ${cloud.upstream.hostAddress}`
    const back = `ipv6.src == ${cloud.upstream.hostAddress}`

    return {
      ...NOTHING_TRIED,
      'multi-tenant': told(
        'yes',
        'partial',
        'red and blue have a VXLAN each with RAs of its own, and nothing of one is on the other',
      ),
      'routed-external.attachments': evident(
        'partial',
        'web1 and web2, on overlays, reach the outside; no VLAN network is there',
      ),
      'routed-external.multi-agent': evident(
        'partial',
        'both gateway ports forward and get answers, and both are on network1',
        {
          facts: ['red-router', 'blue-router'].map(
            (router) =>
              `${recorded.count(recorded.gateway(router), to)} packets out at ${recorded.gateway(router)}, ${recorded.count(recorded.gateway(router), back)} back`,
          ),
          notes: ['network1'],
        },
      ),
    }
  },
}
