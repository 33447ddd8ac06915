import { atPortOf } from '../bump.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'forwarding-clock-skew',
  summary:
    'the clock of compute1 is 1.7 s ahead and that of compute2 4 s behind, both drift, and edge3 misses some advertisements',
  plan: providerPlan,
  faults: atPortOf('edge3', (seed) => [{ share: 0.3, seed, drop: true }], 0),
  clocks: [
    { node: 'compute1', offsetNs: 1_700_000_000, driftPpm: 100 },
    { node: 'compute2', offsetNs: -4_000_000_000, driftPpm: -80 },
  ],
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 30 }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'partial',
    without: 'partial',
    because: 'about a third of the RAs that came to the provider NIC of compute2 is not at edge3; clocks lose none',
    failing: ['edge3'],
  }),
}
