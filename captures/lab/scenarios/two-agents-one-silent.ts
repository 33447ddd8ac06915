import { evident, told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'two-agents-one-silent',
  summary: 'two gateway ports on two nodes; behind one of them nobody sends anything outside',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1', 'network2'],
    networks: [
      tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
      tenantNetwork('blue-app', 'blue', 'vlan', ipv6('slaac')),
      publicNetwork,
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'], external: 'public' },
      { name: 'blue-router', project: 'blue', node: 'network2', networks: ['blue-app'], external: 'public' },
    ],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('app1', 'blue', 'compute1', 'blue-app')],
  },
  traffic: async (traffic) => {
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
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
        'red (VXLAN) and blue (VLAN) each have their own RAs, and nothing of one is on the other',
      ),
      'routed-external.attachments': evident(
        'partial',
        'web1, on an overlay, reaches the outside; nobody on a VLAN tries',
      ),
      'routed-external.multi-agent': evident(
        'partial',
        'red-router forwards; the gateway port of blue-router sends only ND and MLD',
        {
          facts: ['red-router', 'blue-router'].map(
            (router) =>
              `${recorded.count(recorded.gateway(router), to)} packets out at ${recorded.gateway(router)}, ${recorded.count(recorded.gateway(router), back)} back`,
          ),
          notes: ['red-router', 'blue-router'],
        },
      ),
    }
  },
}
