import { guestNamed } from '../cloud.ts'
import { sleep } from '../host.ts'
import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv4, ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** As a DHCP agent that was not told of a port: its hosts file lacks the MAC, and dnsmasq stays silent. */
export const scenario: Scenario = {
  name: 'two-nics-one-failing',
  summary: 'a VM has IPv6 on one NIC; on the other it asks for IPv4 in vain, where its neighbour is answered',
  plan: {
    projects: ['blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      tenantNetwork('blue-old', 'blue', 'vxlan', ipv4),
      tenantNetwork('blue-six', 'blue', 'vlan', ipv6('dhcpv6-stateful')),
    ],
    routers: [{ name: 'blue-router', project: 'blue', node: 'network1', networks: ['blue-six'] }],
    guests: [
      { ...vm('bridge1', 'blue', 'compute1', 'blue-old', 'blue-six'), sharedDuid: true },
      vm('old1', 'blue', 'compute1', 'blue-old'),
    ],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ cloud, switches }) => {
        const { mac } = guestNamed(cloud, 'bridge1').ports[0]!
        switches.get('network1')!.addFlow('br-int', `priority=20,udp,dl_src=${mac},tp_dst=67,actions=drop`)
      },
    },
  ],
  incomplete: ['bridge1'],
  traffic: async (traffic) => {
    await answered('bridge1 pings its router', traffic.ping('bridge1', traffic.gateway('bridge1', 6)))
    // A third DHCPDISCOVER may take dhclient twenty seconds.
    await sleep(25)
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const [old] = guestNamed(cloud, 'bridge1').ports
    const discovers = recorded.count(recorded.tap('bridge1'), `dhcp.option.dhcp == 1 && eth.src == ${old!.mac}`)

    return {
      ...NOTHING_TRIED,
      'dual-stack.two-interfaces': evident(
        'no',
        'bridge1 holds and uses IPv6 on blue-six; on blue-old its DISCOVERs, which carry the same DUID, are not answered, and those of old1 are',
        {
          facts: [`${discovers} DISCOVERs of bridge1 at ${recorded.tap('bridge1')}, no OFFER for it`],
          notes: ['bridge1', old!.interfaceName, 'blue-old', 'blue-six'],
        },
      ),
    }
  },
}
