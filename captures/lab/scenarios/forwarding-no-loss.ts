import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'forwarding-no-loss',
  summary:
    'every advertisement of the upstream router reaches the three VMs of the provider network, once and unaltered',
  plan: providerPlan,
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 30 }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'yes',
    without: 'yes',
    because: 'every RA that came to a node’s provider NIC is at the taps of its VMs, which form and use addresses',
  }),
}
