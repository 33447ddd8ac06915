import { atPortOf } from '../bump.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'ra-altered-lifetime',
  summary:
    'advertisements reach one port with a Router Lifetime of 0, so that its VM has an address and no default route',
  plan: providerPlan,
  faults: atPortOf('edge3', () => [{ routerLifetimeS: 0 }]),
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 20 }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'no',
    without: 'no',
    because: 'every RA is at edge3 with Router Lifetime 0 instead of what the router sent',
    failing: ['edge3'],
    notes: ['[Ll]ifetime'],
  }),
}
