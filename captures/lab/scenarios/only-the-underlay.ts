import { evident, told } from '../label.ts'
import { ofNic } from '../record.ts'
import type { Scenario } from '../scenario.ts'
import { SMALL_CLOUD_TRUTHS, smallCloud, talkInSmallCloud } from '../small-cloud.ts'

export const scenario: Scenario = {
  name: 'only-the-underlay',
  summary: 'the underlay NICs of all nodes are captured, and nothing else',
  plan: smallCloud,
  recordings: (cloud) => cloud.nodes.map(({ name }) => ofNic(cloud, name, 'eth1')),
  traffic: talkInSmallCloud,
  truth: {
    ...SMALL_CLOUD_TRUTHS,

    'multi-tenant': evident('unobserved', "only red's networks are overlays"),
    'vm-to-vm': told(
      'partial',
      'unobserved',
      'web2 and db1 talk through red-router; web1 and web2 are on one node, and what they say stays there',
    ),
    'provider-l2': evident('unobserved', 'neither the provider VLAN nor a port on it is captured'),
    'routed-external.attachments': told(
      'partial',
      'unobserved',
      'the host outside answers web1; how its packets left is not captured',
    ),
    'routed-external.multi-agent': evident('unobserved', 'no gateway port is captured, nor the external VLAN'),
    'dual-stack.single-interface': evident('unobserved', 'the network with both families is a VLAN'),
  },
}
