import { cutOff } from '../faults.ts'
import { sleep } from '../host.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'forwarding-node-cut-off',
  summary: 'for 20 s nothing comes from the provider NIC of compute2 to its ports',
  plan: providerPlan,
  faults: [
    {
      when: 'during-traffic',
      apply: async (lab) => {
        await sleep(6)
        await cutOff(lab, 'compute2', 20)
      },
    },
  ],
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 36 }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'partial',
    without: 'partial',
    because: 'the RAs of 20 s came to the provider NIC of compute2 and not to edge3; those before and after did',
    failing: ['edge3'],
  }),
}
