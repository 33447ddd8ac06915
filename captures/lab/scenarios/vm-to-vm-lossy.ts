import { evident } from '../label.ts'
import { answered, unanswered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

const LOST = 'in_port=int-br-ex,icmp6,icmp_type=128'

/** A try that fails beside one that does not is a note, no gap. */
export const scenario: Scenario = {
  name: 'vm-to-vm-lossy',
  summary: 'what VMs of a network send each other is lost for a while, then arrives',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'compute2', 'network1'],
    networks: [tenantNetwork('red-web', 'red', 'vlan', ipv6('slaac'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'] }],
    guests: [
      vm('web1', 'red', 'compute1', 'red-web'),
      vm('web2', 'red', 'compute2', 'red-web'),
      vm('web3', 'red', 'compute2', 'red-web'),
    ],
  },
  traffic: async (traffic, { switches }) => {
    const compute2 = switches.get('compute2')!
    compute2.addFlow('br-int', `priority=20,${LOST},actions=drop`)
    await unanswered('web1 pings web2', traffic.pings('web1', traffic.address('web2', 6)))
    await unanswered('web1 pings web3', traffic.pings('web1', traffic.address('web3', 6)))
    compute2.removeFlows('br-int', `priority=20,${LOST}`)
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
  },
  truth: {
    ...NOTHING_TRIED,
    'vm-to-vm': evident('partial', 'web1 and web2 talk on red-web; web3 was tried and never answered'),
  },
}
