import { routerNamed } from '../cloud.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** A slip in `ovn-bridge-mappings` of blue's gateway chassis: what it routes to the outside goes nowhere. */
export const scenario: Scenario = {
  name: 'ovn-bridge-mapping',
  summary:
    'one of two gateway chassis maps the wrong physical network, and swallows what its tenant sends to the outside',
  plan: {
    mechanismDriver: 'ovn',
    projects: ['red', 'blue'],
    nodes: ['compute1', 'network1', 'network2'],
    unmappedNodes: ['network2'],
    networks: [
      { name: 'red-net', project: 'red', type: 'geneve', subnets: [ipv6('slaac')] },
      { name: 'blue-net', project: 'blue', type: 'geneve', subnets: [ipv6('slaac')] },
      { name: 'public', project: 'admin', type: 'vlan', external: true, upstream: true, subnets: [{ version: 6 }] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'network1', networks: ['red-net'], external: 'public' },
      { name: 'blue-router', project: 'blue', node: 'network2', networks: ['blue-net'], external: 'public' },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'blue1', project: 'blue', node: 'compute1', networks: ['blue-net'] },
    ],
  },
  traffic: async (traffic) => {
    if (!(await traffic.ping('red1', traffic.outside))) throw new Error('not answered: red1 pings outside')
    if (await traffic.ping('blue1', traffic.outside)) throw new Error('answered in spite of the fault')
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const { hostAddress } = cloud.upstream
    const tried = (name: string, type: number) =>
      recorded.count(recorded.tap(name), `icmpv6.type == ${type} && ipv6.addr == ${hostAddress}`)
    const gateway = routerNamed(cloud, 'blue-router').gateway!
    return {
      ...NOTHING_TRIED,
      'multi-tenant': {
        withInventory: 'yes',
        without: 'partial',
        because: 'each network has RAs of its own router and nothing of the other tenant',
      },
      'routed-external.attachments': {
        withInventory: 'no',
        without: 'partial',
        because:
          'blue1 (Geneve) tries a host outside and nothing of it leaves on the external VLAN; that it has a gateway port only an inventory tells',
        facts: [
          `echo requests to ${hostAddress} and replies at the tap of red1: ${tried('red1', 128)} and ${tried('red1', 129)}, of blue1: ${tried('blue1', 128)} and ${tried('blue1', 129)}`,
          `frames of ${gateway.mac} (gateway port of blue-router) on network2/eth2: ${recorded.count('network2/eth2.pcap', `eth.src == ${gateway.mac}`)}`,
        ],
        notes: ['blue-net'],
      },
      'routed-external.multi-agent': {
        withInventory: 'partial',
        without: 'unobserved',
        because:
          'red-router’s gateway port works; that of blue-router shows as sender on the tunnel to its chassis only, never on the external VLAN',
      },
    }
  },
}
