import { sleep } from '../host.ts'
import { evident, told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv4, ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** A VM with one NIC and one with two get addresses of both families, and talk over one of them. */
export const scenario: Scenario = {
  name: 'dual-stack-idle',
  summary: 'VMs hold both families, on one NIC and on two, and use IPv6 only',
  plan: {
    projects: ['blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('blue-app', 'blue', 'vxlan', ipv4, ipv6('slaac')),
      tenantNetwork('blue-old', 'blue', 'vlan', ipv4),
      tenantNetwork('blue-six', 'blue', 'vlan', ipv6('dhcpv6-stateful')),
    ],
    routers: [{ name: 'blue-router', project: 'blue', node: 'network1', networks: ['blue-app', 'blue-six'] }],
    guests: [
      vm('app1', 'blue', 'compute1', 'blue-app'),
      { ...vm('bridge1', 'blue', 'compute1', 'blue-old', 'blue-six'), sharedDuid: true },
    ],
  },
  traffic: async (traffic) => {
    await answered('app1 pings its router', traffic.ping('app1', traffic.gateway('app1', 6)))
    await answered('bridge1 pings its router', traffic.ping('bridge1', traffic.gateway('bridge1', 6)))
    await sleep(2)
  },
  truth: {
    ...NOTHING_TRIED,
    'multi-tenant': told(
      'unobserved',
      'partial',
      'all networks are blue; nothing the packets show joins blue-app and blue-six',
    ),
    'dual-stack.single-interface': evident(
      'partial',
      'app1 is leased an IPv4 address and forms an IPv6 one, and uses IPv6 only',
    ),
    'dual-stack.two-interfaces': evident(
      'partial',
      'bridge1 is leased an IPv4 address on one NIC and an IPv6 one on the other, and uses IPv6 only',
    ),
  },
}
