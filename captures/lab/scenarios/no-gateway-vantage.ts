import { told } from '../label.ts'
import { everywhere } from '../record.ts'
import type { Scenario } from '../scenario.ts'
import { SMALL_CLOUD_TRUTHS, smallCloud, talkInSmallCloud } from '../small-cloud.ts'

export const scenario: Scenario = {
  name: 'no-gateway-vantage',
  summary: 'only the compute node is captured: its NICs and the ports of its VMs',
  plan: smallCloud,
  recordings: (cloud) => everywhere(cloud).filter(({ path }) => path.startsWith('compute1/')),
  traffic: talkInSmallCloud,
  truth: {
    ...SMALL_CLOUD_TRUTHS,

    'routed-external.attachments': told(
      'partial',
      'unobserved',
      'web1 and app1 are answered; no gateway port is captured, so that without an inventory what is external is not known',
    ),
    'routed-external.multi-agent': told(
      'partial',
      'unobserved',
      "two gateway ports send neighbor discovery on the external VLAN, as far as compute1 sees; without an inventory their MACs may be anybody's",
    ),
  },
}
