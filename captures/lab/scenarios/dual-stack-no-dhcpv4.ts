import { guestNamed } from '../cloud.ts'
import { sleep } from '../host.ts'
import { told } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv4, ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The DHCP server never hears a DHCPDISCOVER. */
export const scenario: Scenario = {
  name: 'dual-stack-no-dhcpv4',
  summary: 'two VMs hold IPv6; their DHCPDISCOVERs never reach the DHCP server',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [tenantNetwork('red-app', 'red', 'vxlan', ipv4, ipv6('dhcpv6-stateless'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-app'] }],
    guests: [vm('app1', 'red', 'compute1', 'red-app'), vm('app2', 'red', 'compute1', 'red-app')],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ switches }) => switches.get('network1')!.addFlow('br-int', 'priority=20,udp,tp_dst=67,actions=drop'),
    },
  ],
  incomplete: ['app1', 'app2'],
  traffic: async (traffic) => {
    // dhclient asks a second time after 3 to 8 s, then less often.
    await sleep(30)
    await answered('app1 pings app2 over IPv6', traffic.ping('app1', traffic.address('app2', 6)))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const discovers = (name: string) =>
      recorded.count(recorded.tap(name), `dhcp.option.dhcp == 1 && eth.src == ${guestNamed(cloud, name).ports[0]!.mac}`)

    return {
      ...NOTHING_TRIED,
      'vm-to-vm': told(
        'unobserved',
        'partial',
        'app1 and app2 talk on their network; Neutron gave them IPv4 as well, of which the packets show unanswered DISCOVERs only',
      ),
      'dual-stack.single-interface': told(
        'no',
        'unobserved',
        'app1 and app2 use IPv6 and ask for IPv4 in vain; without an inventory their network may have IPv6 only',
        {
          facts: [`${discovers('app1')} DISCOVERs of app1, ${discovers('app2')} of app2, no OFFER`],
          notes: ['red-app', guestNamed(cloud, 'app1').ports[0]!.interfaceName, 'DISCOVER'],
        },
      ),
    }
  },
}
