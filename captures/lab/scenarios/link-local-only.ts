import { linkLocal } from '../address.ts'
import { guestNamed } from '../cloud.ts'
import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

export const scenario: Scenario = {
  name: 'link-local-only',
  summary: 'VMs talk with link-local addresses only',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [tenantNetwork('red-web', 'red', 'vlan', ipv6('slaac'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'] }],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('web2', 'red', 'compute1', 'red-web')],
  },
  traffic: async (traffic, { cloud }) => {
    const address = linkLocal(guestNamed(cloud, 'web2').ports[0]!.mac)
    await answered('web1 pings web2', traffic.ping('web1', `${address}%eth0`))
  },
  truth: {
    ...NOTHING_TRIED,
    'vm-to-vm': evident('unobserved', 'web1 and web2 talk, and neither tries an address that is not link-local'),
  },
}
