import { evident, told } from '../label.ts'
import { ofAny } from '../record.ts'
import type { Scenario } from '../scenario.ts'
import { SMALL_CLOUD_TRUTHS, smallCloud, talkInSmallCloud } from '../small-cloud.ts'

export const scenario: Scenario = {
  name: 'sll-any',
  summary: 'each node is captured with -i any, in SLL: its interfaces in one, no destination MACs',
  plan: smallCloud,
  recordings: ({ nodes }) => nodes.map(({ name }) => ofAny(name, 'LINUX_SLL')),
  traffic: talkInSmallCloud,
  truth: {
    ...SMALL_CLOUD_TRUTHS,

    'vm-to-vm': told(
      'yes',
      'unobserved',
      'web1 and web2 talk on red-web, web2 and db1 through red-router; without an inventory no port is known',
    ),
    'provider-l2': evident(
      'unobserved',
      'the port of edge1 and the trunk are one vantage: at which of them an RA was seen is not known',
    ),
    'routed-external.attachments': told(
      'yes',
      'partial',
      'web1 (VXLAN) and app1 (VLAN) reach a host outside, which answers; without an inventory only tagged frames tell their network',
    ),
    'routed-external.multi-agent': told(
      'yes',
      'unobserved',
      'red-router on network1 and blue-router on network2 forward both, and the host outside answers both',
    ),
  },
}
