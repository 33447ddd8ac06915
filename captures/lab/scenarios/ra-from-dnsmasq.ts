import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** Before radvd, and with `enable-ra` still: the RAs come from the DHCP port, which routes nothing. */
export const scenario: Scenario = {
  name: 'ra-from-dnsmasq',
  summary: 'two tenants whose DHCP servers advertise, with no router anywhere',
  plan: {
    projects: ['red', 'blue'],
    nodes: ['compute1', 'compute2', 'network1'],
    networks: [
      {
        name: 'red-net',
        project: 'red',
        type: 'vxlan',
        subnets: [ipv6('slaac')],
        dhcpNode: 'network1',
        dnsmasqAdvertises: true,
      },
      {
        name: 'blue-net',
        project: 'blue',
        type: 'gre',
        subnets: [ipv6('dhcpv6-stateful')],
        dhcpNode: 'network1',
        dnsmasqAdvertises: true,
      },
    ],
    routers: [],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'red2', project: 'red', node: 'compute2', networks: ['red-net'] },
      { name: 'blue1', project: 'blue', node: 'compute1', networks: ['blue-net'] },
      { name: 'blue2', project: 'blue', node: 'compute2', networks: ['blue-net'] },
    ],
  },
  traffic: async (traffic) => {
    for (const [from, to] of [
      ['red1', 'red2'],
      ['blue1', 'blue2'],
    ] as const) {
      if (!(await traffic.ping(from, traffic.address(to, 6)))) throw new Error(`not answered: ${from} pings ${to}`)
    }
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const dhcpPorts = cloud.ports.filter(({ role }) => role === 'dhcp')
    const counted = dhcpPorts.map(({ mac, network }) => {
      const guest = network.project === 'red' ? 'red1' : 'blue1'
      return `${recorded.count(recorded.tap(guest), `icmpv6.type == 134 && eth.src == ${mac}`)} RAs of ${mac} (DHCP port of ${network.name}), router lifetime 0, at the tap of ${guest}`
    })
    return {
      ...NOTHING_TRIED,
      'multi-tenant': {
        withInventory: 'yes',
        without: 'partial',
        because: 'each tenant’s network has RAs of its own DHCP port and nothing of the other',
        facts: counted,
        notes: ['red-net', 'blue-net', 'vxlan', 'gre'],
      },
      'vm-to-vm': {
        withInventory: 'partial',
        without: 'partial',
        because: 'red1 and red2, blue1 and blue2 talk on their networks; nobody tries another network',
      },
    }
  },
}
