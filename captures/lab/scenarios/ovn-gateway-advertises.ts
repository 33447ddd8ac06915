import { guestNamed, routerNamed } from '../cloud.ts'
import { sleep } from '../host.ts'
import { logicalRouterPort } from '../ovn-rows.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/**
 * Neutron sets `send_periodic` to false on gateway ports, lest OVN advertise to the data centre. OVN 23.03 keeps these RAs from
 * the VLAN; VMs that are on the external network themselves get them, as they get answers to their solicitations.
 */
export const scenario: Scenario = {
  name: 'ovn-gateway-advertises',
  summary:
    'the gateway port of a tenant’s router advertises to a VM on the external network, beside the upstream router',
  plan: {
    mechanismDriver: 'ovn',
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1'],
    networks: [
      { name: 'red-net', project: 'red', type: 'geneve', subnets: [ipv6('slaac')] },
      {
        name: 'public',
        project: 'admin',
        type: 'vlan',
        external: true,
        shared: true,
        upstream: true,
        subnets: [{ version: 6, addressMode: 'slaac', dhcp: true }],
      },
    ],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-net'], external: 'public' }],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'edge1', project: 'blue', node: 'compute1', networks: ['public'] },
    ],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ cloud, northbound }) => {
        const port = logicalRouterPort(routerNamed(cloud, 'red-router').gateway!)
        const periodic = ['send_periodic=true', 'min_interval=3', 'max_interval=5']
        const settings = periodic.map((setting) => `ipv6_ra_configs:${setting}`)
        northbound!.configure(['set', 'Logical_Router_Port', port, ...settings])
      },
    },
  ],
  traffic: async (traffic) => {
    if (!(await traffic.ping('red1', traffic.outside))) throw new Error('not answered: red1 pings outside')
    if (!(await traffic.ping('edge1', traffic.outside))) throw new Error('not answered: edge1 pings outside')
    await sleep(5)
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const gateway = routerNamed(cloud, 'red-router').gateway!
    const advertised = (path: string, mac: string) => recorded.count(path, `icmpv6.type == 134 && eth.src == ${mac}`)
    const at = (path: string) => `${advertised(path, gateway.mac)} and ${advertised(path, cloud.upstream.mac)}`
    const [port] = guestNamed(cloud, 'edge1').ports
    return {
      ...NOTHING_TRIED,
      'provider-l2': {
        withInventory: 'yes',
        without: 'yes',
        because:
          'every RA of the upstream router reaches edge1, which forms an address; those of OVN’s gateway port are not the upstream router’s',
        facts: [
          `RAs of ${gateway.mac} (gateway port of red-router, OVN) and of ${cloud.upstream.mac} (upstream): ${at('network1/eth2.pcap')} on network1/eth2, ${at('compute1/eth2.pcapng')} on compute1/eth2, ${at(recorded.tap('edge1'))} at compute1/${port!.interfaceName}`,
        ],
      },
      'routed-external.attachments': {
        withInventory: 'partial',
        without: 'partial',
        because: 'red1 (Geneve) reaches a host outside; no VLAN network behind a router tries',
      },
      'routed-external.multi-agent': {
        withInventory: 'unobserved',
        without: 'unobserved',
        because: 'there is one gateway port',
      },
    }
  },
}
