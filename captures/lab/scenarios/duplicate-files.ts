import { sleep } from '../host.ts'
import { namespaceOf } from '../lab.ts'
import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv4, ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** Two RSs prove nothing; four would. Who counts a file twice finds four. */
export const scenario: Scenario = {
  name: 'duplicate-files',
  summary: 'every file lies there twice; a VM sent two RSs in vain, not four',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [tenantNetwork('red-app', 'red', 'vlan', ipv4, ipv6('slaac'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-app'] }],
    guests: [vm('app1', 'red', 'compute1', 'red-app')],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ host, switches }) => {
        switches.get('network1')!.addFlow('br-int', 'priority=20,icmp6,icmp_type=134,actions=drop')
        host.set(namespaceOf.guest('app1'), { 'ipv6/conf/eth0/router_solicitations': 2 })
      },
    },
  ],
  incomplete: ['app1'],
  traffic: async (traffic) => {
    await sleep(8)
    await answered('app1 pings its router over IPv4', traffic.ping('app1', traffic.gateway('app1', 4)))
  },
  copies: ['again'],
  truth: (recorded) => {
    const solicitations = recorded.count(recorded.tap('app1'), 'icmpv6.type == 133')
    if (solicitations !== 2) throw new Error(`${solicitations} RSs of app1, not 2`)
    return {
      ...NOTHING_TRIED,
      'dual-stack.single-interface': evident(
        'unobserved',
        'app1 uses IPv4 and asked for IPv6 with two RSs only: too few to say that nobody answers',
        { facts: [`2 RSs in ${recorded.tap('app1')}, and the same 2 in again/${recorded.tap('app1')}`] },
      ),
    }
  },
}
