import { networkNamed } from '../cloud.ts'
import { evident, told } from '../label.ts'
import { answered, unanswered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** As a wrong VLAN on the switch of the external network: the router asks for its next hop and hears nothing. */
export const scenario: Scenario = {
  name: 'gateway-unresolved',
  summary: 'the gateway port asks for the upstream router in vain; VMs get Destination Unreachable',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')), publicNetwork],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'], external: 'public' }],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('web2', 'red', 'compute1', 'red-web')],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ cloud, switches }) => {
        const leg = `leg${networkNamed(cloud, 'public').segmentationId}`
        switches.get('fabric')!.addFlow('sw-trunk', `priority=40000,in_port=${leg},actions=drop`)
      },
    },
  ],
  traffic: async (traffic) => {
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
    // Three neighbor solicitations, one a second, before the router gives up.
    await unanswered('web1 pings outside', traffic.pings('web1', traffic.outside, 16))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const hop = networkNamed(cloud, 'public').subnets.find(({ version }) => version === 6)!.gateway

    return {
      ...NOTHING_TRIED,
      'vm-to-vm': evident('partial', 'web1 and web2 talk on red-web; red has no second network'),
      'routed-external.attachments': told(
        'no',
        'unobserved',
        'web1 tries a host outside; red-router cannot resolve its next hop and answers with errors',
        {
          facts: [
            `${recorded.count(recorded.gateway('red-router'), `icmpv6.nd.ns.target_address == ${hop}`)} NSs for ${hop} at ${recorded.gateway('red-router')}, no NA`,
            `${recorded.count(recorded.tap('web1'), 'icmpv6.type == 1')} Destination Unreachable of red-router at ${recorded.tap('web1')}`,
          ],
          notes: ['red-web', 'red-router', cloud.upstream.hostAddress],
        },
      ),
    }
  },
}
