import { routerNamed } from '../cloud.ts'
import { namespaceOf } from '../lab.ts'
import { evident, told } from '../label.ts'
import { answered, unanswered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The router has no route and says so: an ICMPv6 error comes back, which is no answer. */
export const scenario: Scenario = {
  name: 'external-unreachable',
  summary: 'the router answers every packet to the outside with Destination Unreachable',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [tenantNetwork('red-web', 'red', 'vlan', ipv6('slaac')), publicNetwork],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'], external: 'public' }],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('web2', 'red', 'compute1', 'red-web')],
  },
  faults: [
    {
      when: 'before-traffic',
      apply: ({ cloud, host }) => {
        const { id, node } = routerNamed(cloud, 'red-router')
        host.ip(namespaceOf.router(id, node), '-6 route add unreachable default metric 1')
      },
    },
  ],
  traffic: async (traffic) => {
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
    await unanswered('web1 pings outside', traffic.pings('web1', traffic.outside))
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
        'web1 tries a host outside; red-router answers with ICMPv6 errors alone and forwards nothing',
        {
          facts: [
            `${recorded.count(recorded.tap('web1'), `${to} && !icmpv6.type == 1`)} packets of web1, ${recorded.count(recorded.tap('web1'), 'icmpv6.type == 1')} Destination Unreachable of red-router, ${recorded.count(recorded.gateway('red-router'), to)} out at ${recorded.gateway('red-router')}`,
          ],
          notes: ['red-web', 'red-router', cloud.upstream.hostAddress, 'ICMPv6|error|nreachable'],
        },
      ),
    }
  },
}
