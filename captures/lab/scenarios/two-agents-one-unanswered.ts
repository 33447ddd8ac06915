import { networkNamed } from '../cloud.ts'
import { namespaceOf } from '../lab.ts'
import { evident, told } from '../label.ts'
import { answered, unanswered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'two-agents-one-unanswered',
  summary: 'two gateway ports on two nodes; what one forwards is answered, what the other forwards is not',
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
  faults: [
    {
      when: 'before-boot',
      apply: ({ cloud, host }) => {
        const { subnets } = networkNamed(cloud, 'blue-app')
        for (const { cidr } of subnets) host.ip(namespaceOf.upstream, `-6 route del ${cidr}`)
      },
    },
  ],
  traffic: async (traffic) => {
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
    await unanswered('app1 pings outside', traffic.pings('app1', traffic.outside))
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
        'no',
        'web1 (VXLAN) is answered; whatever app1 (VLAN) sends through blue-router is not',
      ),
      'routed-external.multi-agent': evident(
        'no',
        "both forward on public; the host outside answers red-router's tenants and never blue-router's",
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
