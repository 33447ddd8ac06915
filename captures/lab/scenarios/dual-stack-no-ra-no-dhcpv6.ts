import { guestNamed } from '../cloud.ts'
import { sleep } from '../host.ts'
import { evident, told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv4, ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The router advertises and DHCPv6 listens, but no IPv6 leaves or enters their node. */
export const scenario: Scenario = {
  name: 'dual-stack-no-ra-no-dhcpv6',
  summary: 'two VMs hold IPv4; their RSs and SOLICITs are answered by nobody',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [tenantNetwork('red-app', 'red', 'vlan', ipv4, ipv6('dhcpv6-stateful'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-app'] }],
    guests: [vm('app1', 'red', 'compute1', 'red-app'), vm('app2', 'red', 'compute1', 'red-app')],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ switches }) => switches.get('network1')!.addFlow('br-int', 'priority=20,ipv6,actions=drop'),
    },
  ],
  incomplete: ['app1', 'app2'],
  traffic: async (traffic) => {
    // Three RSs take eight seconds and more.
    await sleep(16)
    await answered('app1 pings app2 over IPv4', traffic.ping('app1', traffic.address('app2', 4)))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const asked = (filter: string) =>
      recorded.count(recorded.tap('app1'), `eth.src == ${guestNamed(cloud, 'app1').ports[0]!.mac} && ${filter}`)
    const sent = recorded.count(recorded.routerInterface('red-router', 'red-app'), 'icmpv6.type == 134')

    return {
      ...NOTHING_TRIED,
      'multi-tenant': evident('unobserved', 'one project'),
      'dual-stack.single-interface': told(
        'no',
        'unobserved',
        'app1 and app2 use IPv4 and ask for IPv6 in vain; without an inventory their network may have IPv4 only',
        {
          facts: [
            `${asked('icmpv6.type == 133')} RSs and ${asked('dhcpv6.msgtype == 1')} SOLICITs of app1 at ${recorded.tap('app1')}`,
            `${sent} RAs at ${recorded.routerInterface('red-router', 'red-app')}, none at a tap: nothing answers on the VLAN`,
          ],
          notes: [
            'red-app',
            guestNamed(cloud, 'app1').ports[0]!.interfaceName,
            guestNamed(cloud, 'app2').ports[0]!.interfaceName,
          ],
        },
      ),
    }
  },
}
