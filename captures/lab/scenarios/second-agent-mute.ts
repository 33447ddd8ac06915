import { routerNamed } from '../cloud.ts'
import { namespaceOf } from '../lab.ts'
import { evident, told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** IPv6 is off on the second gateway port: it hears the upstream router and says nothing. */
export const scenario: Scenario = {
  name: 'second-agent-mute',
  summary: 'of two gateway ports one receives only',
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
      {
        name: 'blue-router',
        project: 'blue',
        node: 'network2',
        networks: ['blue-app'],
        external: 'public',
        gatewayVersions: [4],
      },
    ],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('app1', 'blue', 'compute1', 'blue-app')],
  },
  faults: [
    {
      when: 'before-interfaces',
      apply: ({ cloud, host }) => {
        const { id, node, gateway } = routerNamed(cloud, 'blue-router')
        host.set(namespaceOf.router(id, node), { [`ipv6/conf/${gateway!.interfaceName}/disable_ipv6`]: 1 })
      },
    },
  ],
  traffic: async (traffic) => {
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
  },
  truth: (recorded) => {
    const { mac } = routerNamed(recorded.cloud, 'blue-router').gateway!
    const sent = recorded.count(recorded.gateway('blue-router'), `eth.src == ${mac}`)
    if (sent > 0) throw new Error(`the gateway port of blue-router sent ${sent} frames`)
    return {
      ...NOTHING_TRIED,
      'multi-tenant': told('yes', 'partial', 'red and blue have RAs of their own, and nothing of one is on the other'),
      'routed-external.attachments': evident(
        'partial',
        'web1, on an overlay, reaches the outside; nobody on a VLAN tries',
      ),
      'routed-external.multi-agent': evident('unobserved', 'the gateway port of blue-router never sends a frame', {
        facts: [`0 frames of ${mac} at ${recorded.gateway('blue-router')}`],
      }),
    }
  },
}
