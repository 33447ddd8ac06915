import { namespaceOf } from '../lab.ts'
import { evident } from '../label.ts'
import { answered, unanswered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The upstream router takes what it gets and has no route back to the tenant. */
export const scenario: Scenario = {
  name: 'external-router-silent',
  summary: 'packets to the outside leave at qg-, and nothing ever comes back',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
      tenantNetwork('red-app', 'red', 'vlan', ipv6('slaac')),
      publicNetwork,
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-app'], external: 'public' },
    ],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('app1', 'red', 'compute1', 'red-app')],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ cloud, host }) => {
        for (const { subnets } of cloud.networks.filter(({ external }) => !external)) {
          for (const { cidr } of subnets) host.ip(namespaceOf.upstream, `-6 route del ${cidr}`)
        }
      },
    },
  ],
  traffic: async (traffic) => {
    await answered('web1 pings app1', traffic.ping('web1', traffic.address('app1', 6)))
    await unanswered('web1 pings outside', traffic.pings('web1', traffic.outside))
    await unanswered('app1 pings outside', traffic.pings('app1', traffic.outside))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const to = `ipv6.dst == ${cloud.upstream.hostAddress}`
    const back = `ipv6.src == ${cloud.upstream.hostAddress}`

    return {
      ...NOTHING_TRIED,
      'vm-to-vm': evident('partial', 'web1 and app1 talk through red-router; no network has two VMs'),
      'routed-external.attachments': evident(
        'no',
        'what web1 and app1 send outside leaves red-router at its gateway port and is never answered',
        {
          facts: [
            `${recorded.count(recorded.gateway('red-router'), to)} packets out at ${recorded.gateway('red-router')}, ${recorded.count(recorded.gateway('red-router'), back)} back`,
          ],
          notes: ['red-web', 'red-app', 'red-router', cloud.upstream.hostAddress],
        },
      ),
    }
  },
}
