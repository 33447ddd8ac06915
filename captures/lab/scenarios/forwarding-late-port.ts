import { listen, providerPlan, providerTruth } from '../provider.ts'
import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  name: 'forwarding-late-port',
  summary: 'a port is plugged in when half of the time has passed, and misses nothing from then on',
  plan: {
    ...providerPlan,
    guests: providerPlan.guests.map((guest) => (guest.name === 'edge3' ? { ...guest, late: true } : guest)),
  },
  traffic: (traffic, lab) => listen(traffic, lab, { seconds: 36, lateAfterS: 16 }),
  quietEndS: 0,
  forwarding: ['provider'],
  truth: providerTruth({
    withInventory: 'yes',
    without: 'yes',
    because: 'every RA that came while a port was there reached it; before, edge3 had no port to miss any at',
  }),
}
