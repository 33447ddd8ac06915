import { evident, told } from '../label.ts'
import { ofNic } from '../record.ts'
import type { Scenario } from '../scenario.ts'
import { SMALL_CLOUD_TRUTHS, smallCloud, talkInSmallCloud } from '../small-cloud.ts'

export const scenario: Scenario = {
  name: 'only-the-provider-trunk',
  summary: 'the provider trunks of all nodes are captured, and nothing else',
  plan: smallCloud,
  recordings: (cloud) => cloud.nodes.map(({ name }) => ofNic(cloud, name, 'eth2')),
  traffic: talkInSmallCloud,
  truth: {
    ...SMALL_CLOUD_TRUTHS,

    'multi-tenant': evident('unobserved', "only blue's network is a VLAN"),
    'vm-to-vm': evident('unobserved', 'no VM on a VLAN tries another'),
    'provider-l2': evident('unobserved', 'the port of edge1 is not captured'),
    'routed-external.attachments': told(
      'partial',
      'partial',
      'app1 reaches a host outside, which answers; what red sends there is seen on the external VLAN only',
    ),
    'routed-external.multi-agent': told(
      'yes',
      'unobserved',
      "the gateway ports of red-router and blue-router forward tenants' packets and get answers; that red-router's is one, only an inventory tells here",
    ),
    'dual-stack.single-interface': evident('yes', 'app1, a client of DHCP, uses IPv4 and IPv6 from one NIC'),
  },
}
