import { divert } from '../faults.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'ra-dropped',
  summary: 'compute1 drops the upstream router’s advertisements between its provider NIC and its ports',
  plan: providerPlan,
  faults: [
    {
      when: 'before-boot',
      apply: (lab) => {
        divert(lab, 'compute1', 'br-int', 'in_port=int-br-ex,icmp6,icmp_type=134', 'drop')
      },
    },
  ],
  incomplete: ['edge1', 'edge2'],
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 20, mute: ['edge1', 'edge2'] }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'no',
    without: 'no',
    because:
      'RAs come to the provider NIC of compute1 and none to edge1 and edge2, which listen; edge3 on compute2 gets all',
    failing: ['edge1', 'edge2'],
  }),
}
