import { atNode } from '../bump.ts'
import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'ra-altered-hop-limit',
  summary: 'advertisements reach the ports of compute1 with IPv6 hop limit 64, and VMs discard them',
  plan: providerPlan,
  faults: atNode('compute1', () => [{ hopLimit: 64 }]),
  incomplete: ['edge1', 'edge2'],
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 20, mute: ['edge1', 'edge2'] }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'no',
    without: 'no',
    because: 'every RA is at edge1 and edge2 with hop limit 64 instead of 255, so they form no address',
    failing: ['edge1', 'edge2'],
    notes: ['[Hh]op ?[Ll]imit'],
  }),
}
