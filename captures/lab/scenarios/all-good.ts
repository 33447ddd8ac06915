import { ipv4, ipv6, type Plan } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import type { Traffic } from '../traffic.ts'

/** Two tenants on VLAN, VXLAN and GRE, two routers on two nodes, one provider network: everything of the table at once. */
export const allGoodPlan: Plan = {
  projects: ['red', 'blue'],
  nodes: ['compute1', 'compute2', 'network1', 'network2'],
  networks: [
    {
      name: 'red-web',
      project: 'red',
      type: 'vxlan',
      subnets: [ipv6('slaac', { dnsNameservers: ['2001:db8:53::1', '2001:db8:53::2'] })],
      dhcpNode: 'network1',
    },
    { name: 'red-db', project: 'red', type: 'gre', subnets: [ipv6('dhcpv6-stateful')], dhcpNode: 'network1' },
    {
      name: 'blue-app',
      project: 'blue',
      type: 'vlan',
      subnets: [ipv4, ipv6('dhcpv6-stateless')],
      dhcpNode: 'network2',
    },
    { name: 'blue-old', project: 'blue', type: 'vxlan', subnets: [ipv4], dhcpNode: 'network2' },
    { name: 'blue-six', project: 'blue', type: 'vlan', subnets: [ipv6('dhcpv6-stateful')], dhcpNode: 'network2' },
    { name: 'blue-spare', project: 'blue', type: 'gre', subnets: [ipv6('slaac')], paperOnly: true },
    {
      name: 'provider',
      project: 'admin',
      type: 'vlan',
      shared: true,
      upstream: true,
      subnets: [{ version: 6, addressMode: 'slaac' }],
      dhcpNode: 'network1',
    },
    { name: 'public', project: 'admin', type: 'vlan', external: true, upstream: true, subnets: [ipv4, { version: 6 }] },
  ],
  routers: [
    {
      name: 'red-router',
      project: 'red',
      node: 'network1',
      networks: ['red-web', 'red-db'],
      external: 'public',
      gatewayVersions: [4],
    },
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
    { name: 'web3', project: 'red', node: 'compute1', networks: ['red-web'] },
    { name: 'db1', project: 'red', node: 'compute2', networks: ['red-db'] },
    { name: 'edge1', project: 'red', node: 'compute1', networks: ['provider'] },
    { name: 'app1', project: 'blue', node: 'compute1', networks: ['blue-app'] },
    { name: 'app2', project: 'blue', node: 'compute2', networks: ['blue-app'] },
    { name: 'bridge1', project: 'blue', node: 'compute2', networks: ['blue-old', 'blue-six'], sharedDuid: true },
    { name: 'edge2', project: 'blue', node: 'compute2', networks: ['provider'] },
    { name: 'web4', project: 'red', node: 'compute2', networks: ['red-web'], paperOnly: true },
  ],
}

export const scenario: Scenario = {
  name: 'all-good',
  seed: 1,
  ownReadme: true,
  summary: 'all seven requirements are met',
  plan: allGoodPlan,
  traffic: talk,
  truth: {
    'multi-tenant': {
      withInventory: 'yes',
      without: 'partial',
      because: 'red (VXLAN, GRE) and blue (VLAN) have their own RAs and DHCPv6; no frame of one is on the other',
      notes: ['VLAN', 'VXLAN', 'GRE', 'IPv4'],
    },
    'vm-to-vm': {
      withInventory: 'yes',
      without: 'yes',
      because: 'web1, web2 and web3 talk on red-web, web1 and db1 through red-router; none of them has IPv4',
    },
    'provider-l2': {
      withInventory: 'yes',
      without: 'yes',
      because: 'every RA of the upstream router on the provider VLAN reaches edge1 and edge2, which form addresses',
    },
    'routed-external.attachments': {
      withInventory: 'yes',
      without: 'yes',
      because: 'web1 (VXLAN), db1 (GRE) and app1 (VLAN) reach a host outside through qr- and qg-, and it answers',
    },
    'routed-external.multi-agent': {
      withInventory: 'yes',
      without: 'yes',
      because: 'red-router on network1 and blue-router on network2 both forward on the public network',
      notes: ['red-router', 'blue-router'],
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
  },
}

async function talk(traffic: Traffic): Promise<void> {
  const six = (name: string) => traffic.address(name, 6)
  const four = (name: string) => traffic.address(name, 4)
  const { outside } = traffic
  const exchanges: readonly (readonly [string, () => Promise<boolean>])[] = [
    // Switched, on one node and across the underlay.
    ['web1 pings web2', () => traffic.ping('web1', six('web2'))],
    ['web2 pings web1', () => traffic.ping('web2', six('web1'))],
    ['web3 asks web1', () => traffic.ask('tcp', 'web3', 'web1', six('web1'), 21001)],
    ['web2 asks web3', () => traffic.ask('udp', 'web2', 'web3', six('web3'), 21002)],
    // Routed, from VXLAN to GRE and back.
    ['web1 pings db1', () => traffic.ping('web1', six('db1'))],
    ['db1 pings web2', () => traffic.ping('db1', six('web2'))],
    ['web3 asks db1', () => traffic.ask('tcp', 'web3', 'db1', six('db1'), 21003)],
    // To the outside, from overlays through one router and from a VLAN through the other.
    ['web1 pings outside', () => traffic.ping('web1', outside)],
    ['db1 asks outside', () => traffic.ask('tcp', 'db1', 'outside', outside, 21004)],
    ['app1 pings outside', () => traffic.ping('app1', outside)],
    ['app2 asks outside', () => traffic.ask('udp', 'app2', 'outside', outside, 21005)],
    // Dual stack, one NIC and two.
    ['app1 pings app2 over IPv4', () => traffic.ping('app1', four('app2'))],
    ['app1 pings app2 over IPv6', () => traffic.ping('app1', six('app2'))],
    ['app2 asks app1 over IPv4', () => traffic.ask('tcp', 'app2', 'app1', four('app1'), 21006)],
    ['bridge1 pings app1 over IPv4', () => traffic.ping('bridge1', four('app1'))],
    ['bridge1 pings app2 over IPv6', () => traffic.ping('bridge1', six('app2'))],
    ['app1 asks bridge1 over IPv6', () => traffic.ask('tcp', 'app1', 'bridge1', six('bridge1'), 21007)],
    // On the provider network, and past its router.
    ['edge1 pings edge2', () => traffic.ping('edge1', six('edge2'))],
    ['edge2 pings outside', () => traffic.ping('edge2', outside)],
    ['edge1 asks outside', () => traffic.ask('tcp', 'edge1', 'outside', outside, 21008)],
  ]
  for (const [what, exchange] of exchanges) {
    if (!(await exchange())) throw new Error(`not answered: ${what}`)
  }
}
