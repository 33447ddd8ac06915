import { sleep } from '../host.ts'
import { evident, told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The subnet has its modes, and no router and no DHCP agent that would act on them. */
export const scenario: Scenario = {
  name: 'two-tenants-one-bare',
  summary: 'of two tenants one has no RA and no DHCPv6',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'compute2', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
      tenantNetwork('blue-web', 'blue', 'vxlan', ipv6('slaac')),
    ],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'] }],
    guests: [
      vm('web1', 'red', 'compute1', 'red-web'),
      vm('web2', 'red', 'compute2', 'red-web'),
      vm('web3', 'blue', 'compute1', 'blue-web'),
      vm('web4', 'blue', 'compute2', 'blue-web'),
    ],
  },
  incomplete: ['web3', 'web4'],
  traffic: async (traffic) => {
    await sleep(8)
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const solicitations = recorded.count(recorded.tap('web3'), 'icmpv6.type == 133')

    return {
      ...NOTHING_TRIED,
      'multi-tenant': told(
        'partial',
        'partial',
        'red-web has RAs; on blue-web two VMs solicit, and nobody advertises or leases',
        {
          facts: [
            `${solicitations} RSs at ${recorded.tap('web3')} on blue-web, ${recorded.count(recorded.tap('web3'), 'icmpv6.type == 134 || dhcpv6')} RAs and DHCPv6 messages`,
          ],
          notes: ['blue-web', cloud.projects.get('blue')!],
        },
      ),
      'vm-to-vm': evident('partial', 'web1 and web2 talk on red-web; red has no second network'),
    }
  },
}
