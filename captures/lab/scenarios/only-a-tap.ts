import { guestNamed } from '../cloud.ts'
import { evident, told } from '../label.ts'
import { ofPort } from '../record.ts'
import type { Scenario } from '../scenario.ts'
import { SMALL_CLOUD_TRUTHS, smallCloud, talkInSmallCloud } from '../small-cloud.ts'

export const scenario: Scenario = {
  name: 'only-a-tap',
  summary: 'one capture, of the port of web1',
  plan: smallCloud,
  recordings: (cloud) => [ofPort(guestNamed(cloud, 'web1').ports[0]!)],
  traffic: talkInSmallCloud,
  truth: {
    ...SMALL_CLOUD_TRUTHS,

    'multi-tenant': evident('unobserved', 'one network is seen'),
    'vm-to-vm': told(
      'partial',
      'unobserved',
      'web1 and web2 talk on red-web; what is behind the other MAC only an inventory tells',
    ),
    'provider-l2': evident('unobserved', 'neither the provider VLAN nor a port on it is captured'),
    'routed-external.attachments': told(
      'partial',
      'unobserved',
      'the host outside answers web1; how its packets left is not captured',
    ),
    'routed-external.multi-agent': evident('unobserved', 'no gateway port is captured, nor the external VLAN'),
    'dual-stack.single-interface': evident('unobserved', 'web1 has IPv6 only'),
  },
}
