import type { Port } from '../cloud.ts'
import { ipv4, ipv6, type Plan } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import type { Traffic } from '../traffic.ts'

/** Two tenants on Geneve and VLAN, two gateway chassis, one provider network; OVN routes, advertises and answers DHCP. */
export const ovnPlan: Plan = {
  mechanismDriver: 'ovn',
  projects: ['red', 'blue'],
  nodes: ['compute1', 'compute2', 'network1', 'network2'],
  networks: [
    { name: 'red-web', project: 'red', type: 'geneve', subnets: [ipv6('slaac')] },
    { name: 'red-db', project: 'red', type: 'geneve', subnets: [ipv6('dhcpv6-stateful')] },
    {
      name: 'blue-app',
      project: 'blue',
      type: 'vlan',
      subnets: [ipv4, ipv6('dhcpv6-stateless', { dnsNameservers: ['2001:db8:53::1'] })],
    },
    { name: 'blue-old', project: 'blue', type: 'geneve', subnets: [ipv4] },
    { name: 'blue-six', project: 'blue', type: 'geneve', subnets: [ipv6('dhcpv6-stateful')] },
    {
      name: 'provider',
      project: 'admin',
      type: 'vlan',
      shared: true,
      upstream: true,
      subnets: [{ version: 6, addressMode: 'slaac' }],
    },
    { name: 'public', project: 'admin', type: 'vlan', external: true, upstream: true, subnets: [ipv4, { version: 6 }] },
  ],
  routers: [
    { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-db'], external: 'public' },
    {
      name: 'blue-router',
      project: 'blue',
      node: 'network2',
      networks: ['blue-app', 'blue-old', 'blue-six'],
      external: 'public',
    },
  ],
  guests: [
    { name: 'web1', project: 'red', node: 'compute1', networks: ['red-web'] },
    { name: 'web2', project: 'red', node: 'compute2', networks: ['red-web'] },
    { name: 'db1', project: 'red', node: 'compute2', networks: ['red-db'] },
    { name: 'edge1', project: 'red', node: 'compute1', networks: ['provider'] },
    { name: 'app1', project: 'blue', node: 'compute1', networks: ['blue-app'] },
    { name: 'app2', project: 'blue', node: 'compute2', networks: ['blue-app'] },
    { name: 'old1', project: 'blue', node: 'compute1', networks: ['blue-old'] },
    { name: 'bridge1', project: 'blue', node: 'compute2', networks: ['blue-old', 'blue-six'], sharedDuid: true },
    { name: 'edge2', project: 'blue', node: 'compute2', networks: ['provider'] },
  ],
}

export const scenario: Scenario = {
  name: 'ovn-all-good',
  summary: 'all seven requirements are met by OVN',
  plan: ovnPlan,
  traffic: talk,
  truth: (recorded) => {
    const { cloud } = recorded
    const interfaces = cloud.routers.flatMap((router) => router.interfaces)
    const advertised = (guest: string) =>
      recorded.count(recorded.tap(guest), `icmpv6.type == 134 && ${anyOf('eth.src', interfaces)}`)
    const onNics = cloud.nodes.map(({ name }, index) => {
      const nic = (number: number) => `${name}/eth${number}.${index === 0 ? 'pcapng' : 'pcap'}`
      return [1, 2].map((number) =>
        recorded.count(nic(number), `icmpv6.type == 134 && ${anyOf('eth.src', interfaces)}`),
      )
    })
    const [gatewayOfRed, gatewayOfBlue] = cloud.routers.map(({ gateway }) => gateway!)
    const sent = (path: string, gateway: Port | undefined) =>
      recorded.count(path, `eth.src == ${gateway!.mac} && ipv6.dst == ${cloud.upstream.hostAddress}`)
    return {
      'multi-tenant': {
        withInventory: 'yes',
        without: 'partial',
        because: 'red (Geneve) and blue (VLAN and Geneve) have RAs and DHCPv6 of their own, and no frame of the other',
        facts: [
          `RAs of OVN at the taps of web1, db1, app1 and bridge1: ${['web1', 'db1', 'app1'].map(advertised).join(', ')} and ${recorded.count(recorded.tap('bridge1', 1), `icmpv6.type == 134 && ${anyOf('eth.src', interfaces)}`)}; on NICs of nodes: ${onNics.flat().reduce((all, one) => all + one)}`,
        ],
        notes: ['red-web', 'red-db', 'blue-app', 'blue-six', 'geneve', 'vlan'],
      },
      'vm-to-vm': {
        withInventory: 'yes',
        without: 'yes',
        because: 'web1 and web2 talk on red-web over Geneve, web1 and db1 through red-router; none of them has IPv4',
      },
      'provider-l2': {
        withInventory: 'yes',
        without: 'yes',
        because: 'every RA of the upstream router on the provider VLAN reaches edge1 and edge2, which form addresses',
      },
      'routed-external.attachments': {
        withInventory: 'yes',
        without: 'yes',
        because:
          'web1 and db1 (Geneve) and app1 (VLAN) reach a host outside: from the gateway port’s MAC on the external VLAN with a hop limit lower by one, and it answers',
        facts: [
          `packets to ${cloud.upstream.hostAddress} from ${gatewayOfRed!.mac} on network1/eth2: ${sent('network1/eth2.pcap', gatewayOfRed)}, from ${gatewayOfBlue!.mac} on network2/eth2: ${sent('network2/eth2.pcap', gatewayOfBlue)}`,
        ],
      },
      'routed-external.multi-agent': {
        withInventory: 'yes',
        without: 'yes',
        because:
          'red-router’s gateway port is bound to network1, blue-router’s to network2; both forward, both get answers',
      },
      'dual-stack.single-interface': {
        withInventory: 'yes',
        without: 'yes',
        because: 'app1 and app2 talk IPv4 and IPv6 from one NIC',
      },
      'dual-stack.two-interfaces': {
        withInventory: 'yes',
        without: 'yes',
        because: 'bridge1 talks IPv4 on blue-old and IPv6 on blue-six; its DHCPv4 client id holds its DUID',
      },
    }
  },
}

function anyOf(field: string, ports: readonly Port[]): string {
  return `(${ports.map(({ mac }) => `${field} == ${mac}`).join(' || ')})`
}

async function talk(traffic: Traffic): Promise<void> {
  const six = (name: string) => traffic.address(name, 6)
  const four = (name: string) => traffic.address(name, 4)
  const { outside } = traffic
  const exchanges: readonly (readonly [string, () => Promise<boolean>])[] = [
    // Switched across Geneve, and routed on the sender's own node.
    ['web1 pings web2', () => traffic.ping('web1', six('web2'))],
    ['web2 asks web1', () => traffic.ask('tcp', 'web2', 'web1', six('web1'), 21001)],
    ['web1 pings db1', () => traffic.ping('web1', six('db1'))],
    ['db1 asks web2', () => traffic.ask('udp', 'db1', 'web2', six('web2'), 21002)],
    // To the outside: from Geneve over the tunnel to the gateway, from VLAN over the VLAN.
    ['web1 pings outside', () => traffic.ping('web1', outside)],
    ['db1 asks outside', () => traffic.ask('tcp', 'db1', 'outside', outside, 21003)],
    ['app1 pings outside', () => traffic.ping('app1', outside)],
    ['app2 asks outside', () => traffic.ask('udp', 'app2', 'outside', outside, 21004)],
    // Dual stack, one NIC and two.
    ['app1 pings app2 over IPv4', () => traffic.ping('app1', four('app2'))],
    ['app1 pings app2 over IPv6', () => traffic.ping('app1', six('app2'))],
    ['bridge1 pings old1 over IPv4', () => traffic.ping('bridge1', four('old1'))],
    ['bridge1 pings outside over IPv6', () => traffic.ping('bridge1', outside)],
    // On the provider network, and past its router.
    ['edge1 pings edge2', () => traffic.ping('edge1', six('edge2'))],
    ['edge2 pings outside', () => traffic.ping('edge2', outside)],
  ]
  for (const [what, exchange] of exchanges) {
    if (!(await exchange())) throw new Error(`not answered: ${what}`)
  }
}
