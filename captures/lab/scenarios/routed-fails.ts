import { guestNamed, routerNamed } from '../cloud.ts'
import { told } from '../label.ts'
import { answered, unanswered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import { dropForwarded } from '../routers.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'routed-fails',
  summary: 'VMs talk on their network; what their router should forward to another is lost in it',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
      tenantNetwork('red-db', 'red', 'vlan', ipv6('slaac')),
    ],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-db'] }],
    guests: [
      vm('web1', 'red', 'compute1', 'red-web'),
      vm('web2', 'red', 'compute1', 'red-web'),
      vm('db1', 'red', 'compute1', 'red-db'),
    ],
  },
  faults: [
    {
      when: 'before-traffic',
      apply: ({ cloud, host }) => dropForwarded(host, routerNamed(cloud, 'red-router')),
    },
  ],
  traffic: async (traffic) => {
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
    await unanswered('web1 pings db1', traffic.pings('web1', traffic.address('db1', 6)))
    await unanswered('db1 pings web2', traffic.pings('db1', traffic.address('web2', 6)))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const { address } = guestNamed(cloud, 'db1').ports[0]!.fixedIps[0]!
    const to = `ipv6.dst == ${address}`

    return {
      ...NOTHING_TRIED,
      'multi-tenant': told('unobserved', 'partial', 'both networks are red; nothing the packets show joins them'),
      'vm-to-vm': told(
        'no',
        'partial',
        "web1 and web2 talk on red-web; red-router drops what web1 and db1 send each other. Without an inventory db1 may be another tenant's",
        {
          facts: [
            `${recorded.count(recorded.routerInterface('red-router', 'red-web'), to)} packets of web1 to db1 in at ${recorded.routerInterface('red-router', 'red-web')}, ${recorded.count(recorded.routerInterface('red-router', 'red-db'), `${to} && icmpv6.type == 128`)} out at ${recorded.routerInterface('red-router', 'red-db')}`,
          ],
          notes: ['routed', 'web1', address],
        },
      ),
    }
  },
}
