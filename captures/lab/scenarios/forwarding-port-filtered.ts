import { atPortOf } from '../bump.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'forwarding-port-filtered',
  summary: 'the filter of one port lets no advertisement pass, and all else',
  plan: providerPlan,
  faults: atPortOf('edge2', () => [{ drop: true }]),
  incomplete: ['edge2'],
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 30, mute: ['edge2'] }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'no',
    without: 'no',
    because: 'no RA reaches edge2, while its neighbor discovery passes and edge1 on the same node gets every one',
    failing: ['edge2'],
  }),
}
