import { advertiseFrom } from '../faults.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'rogue-ra',
  summary: 'a VM on the provider network advertises itself as a router, beside the upstream router',
  plan: providerPlan,
  faults: [
    {
      when: 'before-traffic',
      apply: (lab) => advertiseFrom(lab, 'edge1', 'fd00:bad:bad:1::', { min: 3, max: 4 }),
    },
  ],
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 20 }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'yes',
    without: 'yes',
    because: 'every RA of the upstream router reaches every VM; those of edge1, a VM, are no upstream router’s',
  }),
}
