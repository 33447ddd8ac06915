import { sleep } from '../host.ts'
import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv4, ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** Its VM solicits, as every VM does; no subnet of IPv6 is there to answer. */
export const scenario: Scenario = {
  name: 'second-tenant-ipv4-only',
  summary: 'of two tenants one has IPv4 only',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('red-web', 'red', 'vlan', ipv6('slaac')),
      tenantNetwork('blue-old', 'blue', 'vxlan', ipv4),
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'] },
      { name: 'blue-router', project: 'blue', node: 'network1', networks: ['blue-old'] },
    ],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('old1', 'blue', 'compute1', 'blue-old')],
  },
  traffic: async (traffic) => {
    // Long enough for three RSs and more of old1.
    await sleep(16)
    await answered('old1 pings its router', traffic.ping('old1', traffic.gateway('old1', 4)))
    await answered('web1 pings its router', traffic.ping('web1', traffic.gateway('web1', 6)))
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': evident('unobserved', "blue's network has no IPv6 subnet"),
    'dual-stack.single-interface': evident(
      'unobserved',
      'old1 solicits in vain, as it must: its network has no IPv6 subnet',
    ),
  },
}
