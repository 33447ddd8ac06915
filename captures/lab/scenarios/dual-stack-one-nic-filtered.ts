import { guestNamed } from '../cloud.ts'
import { sleep } from '../host.ts'
import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv4, ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** As a firewall driver that lets no RA and no DHCPv6 into the VMs of one node. */
export const scenario: Scenario = {
  name: 'dual-stack-one-nic-filtered',
  summary: 'of two VMs of a network one gets both families, the other asks for IPv6 in vain',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'compute2', 'network1'],
    networks: [tenantNetwork('red-app', 'red', 'vlan', ipv4, ipv6('dhcpv6-stateful'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-app'] }],
    guests: [vm('app1', 'red', 'compute1', 'red-app'), vm('app2', 'red', 'compute2', 'red-app')],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ switches }) => {
        const drop = (match: string) =>
          switches.get('compute2')!.addFlow('br-int', `priority=20,in_port=int-br-ex,${match},actions=drop`)
        drop('icmp6,icmp_type=134')
        drop('udp6,tp_src=547')
      },
    },
  ],
  incomplete: ['app2'],
  traffic: async (traffic) => {
    await sleep(16)
    await answered('app1 pings app2 over IPv4', traffic.ping('app1', traffic.address('app2', 4)))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const [port] = guestNamed(cloud, 'app2').ports
    const asked = (filter: string) => recorded.count(recorded.tap('app2'), `eth.src == ${port!.mac} && ${filter}`)
    const advertisements = (path: string) => recorded.count(path, 'icmpv6.type == 134')

    return {
      ...NOTHING_TRIED,
      'dual-stack.single-interface': evident(
        'no',
        'app2 uses IPv4 and asks for IPv6 in vain, while app1 on the same network is answered',
        {
          facts: [
            `${asked('icmpv6.type == 133')} RSs and ${asked('dhcpv6.msgtype == 1')} SOLICITs of app2 at ${recorded.tap('app2')}`,
            `${advertisements('compute2/eth2.pcap')} RAs at compute2/eth2, ${advertisements(recorded.tap('app2'))} at ${recorded.tap('app2')}, ${advertisements(recorded.tap('app1'))} at ${recorded.tap('app1')}`,
          ],
          notes: ['red-app', port!.interfaceName],
        },
      ),
    }
  },
}
