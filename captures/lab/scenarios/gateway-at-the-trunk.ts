import { evident } from '../label.ts'
import { everywhere } from '../record.ts'
import type { Scenario } from '../scenario.ts'
import { SMALL_CLOUD_TRUTHS, smallCloud, talkInSmallCloud } from '../small-cloud.ts'

/** What leaves a router is seen on the external VLAN of its node, from a MAC that forwards what it got from a tenant's network. */
export const scenario: Scenario = {
  name: 'gateway-at-the-trunk',
  summary: 'the interfaces in router namespaces are not captured; NICs of all nodes and the ports of VMs are',
  plan: smallCloud,
  recordings: (cloud) => everywhere(cloud).filter(({ path }) => /\/(eth\d|tap)/.test(path)),
  traffic: talkInSmallCloud,
  truth: {
    ...SMALL_CLOUD_TRUTHS,
    'routed-external.attachments': evident(
      'yes',
      'what web1 (VXLAN) and app1 (VLAN) send outside leaves on the external VLAN with a hop limit lower by one, and is answered',
    ),
    'routed-external.multi-agent': evident(
      'yes',
      'the gateway ports of both routers forward and get answers, on the external VLAN of their nodes',
    ),
  },
}
