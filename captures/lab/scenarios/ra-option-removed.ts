import { atNode } from '../bump.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

// RFC 4861 §4.6.4.
const MTU_OPTION = 5

export const scenario: Scenario = {
  name: 'ra-option-removed',
  summary: 'advertisements reach the ports of compute2 without their MTU option',
  plan: providerPlan,
  faults: atNode('compute2', () => [{ without: MTU_OPTION }]),
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 20 }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'no',
    without: 'no',
    because: 'every RA is at edge3 without the MTU option it left with; edge3 forms its address all the same',
    failing: ['edge3'],
    notes: ['MTU|[Oo]ption'],
  }),
}
