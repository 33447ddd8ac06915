import { evident } from '../label.ts'
import { unanswered } from '../outcome.ts'
import { ipv6, publicNetwork, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** Nothing would answer, but nobody can know: who stops listening at once has not heard that there is no answer. */
export const scenario: Scenario = {
  name: 'try-at-the-end',
  summary: 'VMs try each other and the outside less than three seconds before the captures end',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'compute2', 'network1'],
    networks: [tenantNetwork('red-web', 'red', 'vlan', ipv6('slaac')), publicNetwork],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'], external: 'public' }],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('web2', 'red', 'compute2', 'red-web')],
  },
  faults: [
    {
      when: 'before-traffic',
      apply: ({ switches }) => {
        for (const node of ['compute2', 'network1']) {
          switches.get(node)!.addFlow('br-int', 'priority=20,in_port=int-br-ex,icmp6,icmp_type=128,actions=drop')
        }
      },
    },
  ],
  traffic: async (traffic) => {
    await Promise.all([
      unanswered('web1 pings web2', traffic.pings('web1', traffic.address('web2', 6), 1)),
      unanswered('web2 pings outside', traffic.pings('web2', traffic.outside, 1)),
    ])
  },
  // With the two seconds that ping waits, the tries are less than three seconds old when the captures end.
  quietEndS: 0.3,
  truth: (recorded) => {
    const times = (filter: string) =>
      recorded.fields(recorded.tap('web1'), filter, ['frame.time_epoch']).flat().map(Number)
    const left = times('frame').at(-1)! - times('icmpv6.type == 128')[0]!
    if (left >= 3) throw new Error(`the capture runs ${left} s past the try: that counts`)
    return {
      ...NOTHING_TRIED,
      'vm-to-vm': evident('unobserved', 'web1 tries web2 when too little is left of the captures to hear of an answer'),
      'routed-external.attachments': evident(
        'unobserved',
        'web2 tries a host outside when too little is left of the captures to hear of an answer',
      ),
    }
  },
}
