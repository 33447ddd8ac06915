import { guestNamed } from '../cloud.ts'
import { evident } from '../label.ts'
import { refused, unanswered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** As security groups that admit neighbor discovery and no more. */
export const scenario: Scenario = {
  name: 'vm-to-vm-failing',
  summary: 'VMs of a network resolve each other, and nothing they send arrives',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'compute2', 'network1'],
    networks: [tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'] }],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('web2', 'red', 'compute2', 'red-web')],
  },
  faults: [
    {
      when: 'before-traffic',
      apply: ({ switches }) => {
        for (const match of ['tcp6', 'icmp6,icmp_type=128']) {
          switches.get('compute2')!.addFlow('br-int', `priority=20,in_port=patch-tun,${match},actions=drop`)
        }
      },
    },
  ],
  traffic: async (traffic) => {
    await unanswered('web1 pings web2', traffic.pings('web1', traffic.address('web2', 6)))
    await refused('web1 asks web2', traffic.ask('tcp', 'web1', 'web2', traffic.address('web2', 6), 21001))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const to = `ipv6.dst == ${guestNamed(cloud, 'web2').ports[0]!.fixedIps[0]!.address}`
    const back = `ipv6.src == ${guestNamed(cloud, 'web2').ports[0]!.fixedIps[0]!.address}`

    return {
      ...NOTHING_TRIED,
      'vm-to-vm': evident('no', 'web1 pings web2 and opens a TCP connection to it; compute2 drops both', {
        facts: [
          `${recorded.count(recorded.tap('web1'), `${to} && (icmpv6.type == 128 || tcp)`)} echo requests and TCP segments to web2 at ${recorded.tap('web1')}, ${recorded.count(recorded.tap('web2'), `${to} && (icmpv6.type == 128 || tcp)`)} at ${recorded.tap('web2')}, ${recorded.count(recorded.tap('web1'), `${back} && !(icmpv6.type == 135 || icmpv6.type == 136)`)} back`,
        ],
        notes: ['switched', 'web1'],
      }),
    }
  },
}
