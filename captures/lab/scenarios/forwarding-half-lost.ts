import { atNode } from '../bump.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'forwarding-half-lost',
  summary: 'about half of the advertisements that reach compute1 do not pass from br-ex to br-int',
  plan: providerPlan,
  faults: atNode('compute1', (seed) => [{ share: 0.5, seed, drop: true }], 0),
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 30 }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'partial',
    without: 'partial',
    because: 'edge1 and edge2 miss about half of the RAs that came to the provider NIC of their node',
    failing: ['edge1', 'edge2'],
  }),
}
