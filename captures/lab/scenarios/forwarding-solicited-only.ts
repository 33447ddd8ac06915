import { listen, providerPlan, providerTruth, solicitInTurn } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'forwarding-solicited-only',
  summary: 'the upstream router advertises by unicast alone, to the VM that solicits',
  plan: { ...providerPlan, upstreamUnicastOnly: true },
  traffic: async (traffic, lab) => {
    const enough = solicitInTurn(traffic, { edge1: 4, edge2: 3, edge3: 5 })
    await Promise.all([listen(traffic, lab, { seconds: 24 }), enough])
  },
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'yes',
    without: 'yes',
    because: 'each VM gets the unicast RAs sent to it, all of them; those sent to the others are not for it',
  }),
}
