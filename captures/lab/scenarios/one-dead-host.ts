import { addressIn } from '../address.ts'
import type { Cloud } from '../cloud.ts'
import { evident } from '../label.ts'
import { answered, unanswered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'one-dead-host',
  summary: 'of two hosts outside one answers and one is dead',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'gre', ipv6('slaac')),
      tenantNetwork('red-app', 'red', 'vlan', ipv6('slaac')),
      publicNetwork,
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-app'], external: 'public' },
    ],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('app1', 'red', 'compute1', 'red-app')],
  },
  traffic: async (traffic, { cloud }) => {
    const dead = deadHost(cloud)
    await unanswered('web1 pings a dead host', traffic.pings('web1', dead, 16))
    await unanswered('app1 pings a dead host', traffic.pings('app1', dead, 4))
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
    await answered('app1 pings outside', traffic.ping('app1', traffic.outside))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const dead = deadHost(cloud)
    const at = (filter: string) => recorded.count(recorded.gateway('red-router'), filter)

    return {
      ...NOTHING_TRIED,
      'routed-external.attachments': evident(
        'yes',
        'web1 (GRE) and app1 (VLAN) exchange packets with a host outside; another never answers',
        {
          facts: [
            `${at(`ipv6.dst == ${dead} && icmpv6.type == 128`)} packets to ${dead} out at ${recorded.gateway('red-router')}, ${at(`ipv6.src == ${dead}`)} back; ${at(`ipv6.dst == ${cloud.upstream.hostAddress}`)} to ${cloud.upstream.hostAddress}, ${at(`ipv6.src == ${cloud.upstream.hostAddress}`)} back`,
          ],
          notes: ['red-web', 'red-app', dead],
        },
      ),
    }
  },
}

/** Nobody has this address; the upstream router says so after three seconds. */
function deadHost({ upstream }: Cloud): string {
  return addressIn(upstream.transitPrefix, 0xdeadn)
}
