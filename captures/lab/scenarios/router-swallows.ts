import { routerNamed } from '../cloud.ts'
import { namespaceOf } from '../lab.ts'
import { evident, told } from '../label.ts'
import { answered, unanswered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The router's default route is a hole: what its VMs send outside comes in and is never seen again. */
export const scenario: Scenario = {
  name: 'router-swallows',
  summary: 'packets to the outside enter the router at qr- and never leave at qg-',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')), publicNetwork],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'], external: 'public' }],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('web2', 'red', 'compute1', 'red-web')],
  },
  faults: [
    {
      when: 'before-traffic',
      apply: ({ cloud, host }) => {
        const { id, node } = routerNamed(cloud, 'red-router')
        host.ip(namespaceOf.router(id, node), '-6 route add blackhole default metric 1')
      },
    },
  ],
  traffic: async (traffic) => {
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
    await unanswered('web1 pings outside', traffic.pings('web1', traffic.outside))
    await unanswered('web2 pings outside', traffic.pings('web2', traffic.outside))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const to = `ipv6.dst == ${cloud.upstream.hostAddress}`

    return {
      ...NOTHING_TRIED,
      'vm-to-vm': evident('partial', 'web1 and web2 talk on red-web; red has no second network'),
      'routed-external.attachments': told(
        'no',
        'unobserved',
        'web1 and web2 try a host outside; nothing comes out of the gateway port. Without an inventory the address may be any',
        {
          facts: [
            `${recorded.count(recorded.routerInterface('red-router', 'red-web'), to)} packets in at ${recorded.routerInterface('red-router', 'red-web')}, ${recorded.count(recorded.gateway('red-router'), to)} out at ${recorded.gateway('red-router')}`,
          ],
          notes: ['red-web', 'red-router', cloud.upstream.hostAddress, 'swallowed'],
        },
      ),
    }
  },
}
