import { atPortOf } from '../bump.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'ra-some-dropped',
  summary: 'some of the upstream router’s advertisements do not pass the filter of one port',
  plan: providerPlan,
  faults: atPortOf('edge3', (seed) => [{ share: 0.4, seed, drop: true }], 0),
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 30 }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'partial',
    without: 'partial',
    because: 'edge3 misses some of the RAs that came to the provider NIC of its node',
    failing: ['edge3'],
  }),
}
