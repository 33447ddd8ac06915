import { routerNamed } from '../cloud.ts'
import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, type Plan, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const haPlan: Plan = {
  projects: ['red'],
  nodes: ['compute1', 'network1', 'network2'],
  networks: [
    tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
    tenantNetwork('red-app', 'red', 'vlan', ipv6('slaac')),
    publicNetwork,
  ],
  routers: [
    {
      name: 'red-router',
      project: 'red',
      node: 'network1',
      standby: 'network2',
      networks: ['red-web', 'red-app'],
      external: 'public',
    },
  ],
  guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('app1', 'red', 'compute1', 'red-app')],
}

/** The standby's interfaces bear the router's MACs and hear its advertisements; keepalived talks on a network of nobody's. */
export const scenario: Scenario = {
  name: 'ha-standby',
  summary: 'one router on two nodes (L3 HA): one forwards, the other holds itself ready',
  plan: haPlan,
  traffic: async (traffic) => {
    await answered('web1 pings app1', traffic.ping('web1', traffic.address('app1', 6)))
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
    await answered('app1 pings outside', traffic.ping('app1', traffic.outside))
  },
  truth: (recorded) => {
    const { interfaceName } = routerNamed(recorded.cloud, 'red-router').gateway!
    return {
      ...NOTHING_TRIED,
      'multi-tenant': evident('unobserved', "red's networks are one tenant's, and the HA network is nobody's"),
      'vm-to-vm': evident('partial', 'web1 and app1 talk through red-router; no network has two VMs'),
      'routed-external.attachments': evident('yes', 'web1 (VXLAN) and app1 (VLAN) reach a host outside, which answers'),
      'routed-external.multi-agent': evident(
        'unobserved',
        'network1 and network2 hold one gateway port, of one router',
        {
          facts: [
            `${recorded.count(`network1/${interfaceName}.pcap`, 'icmpv6.type == 128')} packets to the outside at network1/${interfaceName}, ${recorded.count(`network2/${interfaceName}.pcap`, 'icmpv6.type == 128')} at network2/${interfaceName}`,
          ],
        },
      ),
    }
  },
}
