import { listen, providerPlan, providerTruth, solicitInTurn } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'provider-unicast-ra',
  summary: 'two VMs on one node get advertisements by unicast, each those sent to it',
  plan: {
    ...providerPlan,
    upstreamUnicastOnly: true,
    guests: providerPlan.guests.filter(({ node }) => node === 'compute1'),
  },
  traffic: async (traffic, lab) => {
    const enough = solicitInTurn(traffic, { edge1: 4, edge2: 2 })
    await Promise.all([listen(traffic, lab, { seconds: 12 }), enough])
  },
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'yes',
    without: 'yes',
    because: 'every unicast RA reaches the VM it is addressed to, and is expected at no other',
  }),
}
