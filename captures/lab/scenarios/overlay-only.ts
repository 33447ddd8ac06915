import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'overlay-only',
  summary: 'tenants have overlay networks only',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'gre', ipv6('slaac')),
      tenantNetwork('red-db', 'red', 'vxlan', ipv6('dhcpv6-stateful')),
      publicNetwork,
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-db'], external: 'public' },
    ],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('web2', 'red', 'compute1', 'red-db')],
  },
  traffic: async (traffic) => {
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
    await answered('web2 asks outside', traffic.ask('tcp', 'web2', 'outside', traffic.outside, 21001))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const to = `ipv6.dst == ${cloud.upstream.hostAddress}`
    const back = `ipv6.src == ${cloud.upstream.hostAddress}`

    return {
      ...NOTHING_TRIED,
      'vm-to-vm': evident('partial', 'web1 and web2 talk through red-router; no network has two VMs'),
      'routed-external.attachments': evident(
        'partial',
        'web1 (GRE) and web2 (VXLAN) reach the outside; no VLAN network is there',
        {
          facts: [
            `${recorded.count(recorded.gateway('red-router'), to)} packets out at ${recorded.gateway('red-router')}, ${recorded.count(recorded.gateway('red-router'), back)} back`,
          ],
          notes: ['red-web|red-db'],
        },
      ),
    }
  },
}
