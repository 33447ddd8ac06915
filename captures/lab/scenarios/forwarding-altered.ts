import { atPortOf } from '../bump.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'forwarding-altered',
  summary: 'a part of the advertisements has another Cur Hop Limit when it reaches edge2',
  plan: providerPlan,
  faults: atPortOf('edge2', (seed) => [{ share: 0.5, seed, curHopLimit: 32 }], 4),
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 30 }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'no',
    without: 'no',
    because: 'about half of the RAs reach edge2 with Cur Hop Limit 32 instead of 64',
    failing: ['edge2'],
    notes: ['[Hh]op ?[Ll]imit'],
  }),
}
