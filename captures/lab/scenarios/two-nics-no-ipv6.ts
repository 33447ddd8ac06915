import { guestNamed } from '../cloud.ts'
import { sleep } from '../host.ts'
import { told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv4, ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The other way round than `two-nics-one-failing`, and with no DUID in the client id that would join the NICs. */
export const scenario: Scenario = {
  name: 'two-nics-no-ipv6',
  summary: 'a VM has IPv4 on one NIC; on the other nobody answers its RSs and SOLICITs',
  plan: {
    projects: ['blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('blue-old', 'blue', 'vlan', ipv4),
      tenantNetwork('blue-six', 'blue', 'vxlan', ipv6('dhcpv6-stateful')),
    ],
    routers: [{ name: 'blue-router', project: 'blue', node: 'network1', networks: ['blue-old', 'blue-six'] }],
    guests: [vm('bridge1', 'blue', 'compute1', 'blue-old', 'blue-six')],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ switches }) => switches.get('network1')!.addFlow('br-int', 'priority=20,ipv6,actions=drop'),
    },
  ],
  incomplete: ['bridge1'],
  traffic: async (traffic) => {
    await sleep(16)
    await answered('bridge1 pings its router over IPv4', traffic.ping('bridge1', traffic.gateway('bridge1', 4)))
  },
  truth: (recorded) => {
    const [old, six] = guestNamed(recorded.cloud, 'bridge1').ports
    const asked = (filter: string) => recorded.count(recorded.tap('bridge1', 1), `eth.src == ${six!.mac} && ${filter}`)
    return {
      ...NOTHING_TRIED,
      'multi-tenant': told(
        'unobserved',
        'partial',
        'all networks are blue; without an inventory the ports of network1, cut off from theirs, look like networks without a router',
      ),
      'dual-stack.two-interfaces': told(
        'no',
        'unobserved',
        'bridge1 uses IPv4 on blue-old and asks for IPv6 on blue-six in vain; without an inventory nothing joins the two NICs',
        {
          facts: [
            `${asked('icmpv6.type == 133')} RSs and ${asked('dhcpv6.msgtype == 1')} SOLICITs of bridge1 at ${recorded.tap('bridge1', 1)}, no RA and no ADVERTISE there`,
          ],
          notes: ['bridge1', 'blue-six', six!.interfaceName, old!.mac],
        },
      ),
    }
  },
}
