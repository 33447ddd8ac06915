import { evident, told } from '../label.ts'
import { ofAny } from '../record.ts'
import type { Scenario } from '../scenario.ts'
import { SMALL_CLOUD_TRUTHS, smallCloud, talkInSmallCloud } from '../small-cloud.ts'

export const scenario: Scenario = {
  name: 'sll2-any',
  summary: 'each node is captured with -i any, in SLL2: no names, no VLAN tags, no destination MACs',
  plan: smallCloud,
  recordings: ({ nodes }) => nodes.map(({ name }) => ofAny(name, 'LINUX_SLL2')),
  traffic: talkInSmallCloud,
  truth: {
    ...SMALL_CLOUD_TRUTHS,
    'multi-tenant': told(
      'yes',
      'unobserved',
      "red (VXLAN, GRE) and blue (VLAN) have RAs of their own; without an inventory blue's frames are on no known network",
    ),

    'vm-to-vm': told(
      'yes',
      'unobserved',
      'web1 and web2 talk on red-web, web2 and db1 through red-router; without an inventory no interface is known for a port',
    ),
    'provider-l2': evident(
      'unobserved',
      'frames of the provider trunk lost their VLAN tags: on which network an RA passed is not known',
    ),
    'routed-external.attachments': told(
      'yes',
      'unobserved',
      'web1 (VXLAN) and app1 (VLAN) reach a host outside, which answers; without an inventory no interface is known for a qr- or qg-',
    ),
    'routed-external.multi-agent': told(
      'yes',
      'unobserved',
      'red-router on network1 and blue-router on network2 forward both, and the host outside answers both',
    ),
    'dual-stack.single-interface': told(
      'yes',
      'unobserved',
      'app1 uses IPv4 and IPv6 from one NIC; without an inventory its MAC may be any station',
    ),
  },
}
