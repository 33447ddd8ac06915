import { evident, told } from './label.ts'
import { answered } from './outcome.ts'
import { ipv4, ipv6, type Plan, providerNetwork, publicNetwork, tenantNetwork, vm } from './plan.ts'
import type { Traffic } from './traffic.ts'
import { NOTHING_TRIED, type Truths } from './truth.ts'

/** The cloud of recordings that differ in how they were taken only: all that can be is met with five VMs on one node. */
export const smallCloud: Plan = {
  projects: ['red', 'blue'],
  nodes: ['compute1', 'network1', 'network2'],
  networks: [
    tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac')),
    tenantNetwork('red-db', 'red', 'gre', ipv6('dhcpv6-stateful')),
    tenantNetwork('blue-app', 'blue', 'vlan', ipv4, ipv6('slaac')),
    providerNetwork,
    publicNetwork,
  ],
  routers: [
    { name: 'red-router', project: 'red', node: 'network1', networks: ['red-web', 'red-db'], external: 'public' },
    { name: 'blue-router', project: 'blue', node: 'network2', networks: ['blue-app'], external: 'public' },
  ],
  guests: [
    vm('web1', 'red', 'compute1', 'red-web'),
    vm('web2', 'red', 'compute1', 'red-web'),
    vm('db1', 'red', 'compute1', 'red-db'),
    vm('app1', 'blue', 'compute1', 'blue-app'),
    vm('edge1', 'red', 'compute1', 'provider'),
  ],
}

export async function talkInSmallCloud(traffic: Traffic): Promise<void> {
  const six = (name: string) => traffic.address(name, 6)
  await answered('web1 pings web2', traffic.ping('web1', six('web2'), 2))
  await answered('web2 pings db1', traffic.ping('web2', six('db1'), 2))
  await answered('web1 pings outside', traffic.ping('web1', traffic.outside, 2))
  await answered('app1 pings outside', traffic.ping('app1', traffic.outside, 2))
  await answered('app1 pings its router over IPv4', traffic.ping('app1', traffic.gateway('app1', 4), 2))
  await answered('edge1 pings outside', traffic.ping('edge1', traffic.outside, 2))
}

/** With every vantage recorded whole. */
export const SMALL_CLOUD_TRUTHS: Truths = {
  ...NOTHING_TRIED,
  'multi-tenant': told('yes', 'partial', 'red (VXLAN, GRE) and blue (VLAN) have RAs of their own, and nothing leaks'),
  'vm-to-vm': evident('yes', 'web1 and web2 talk on red-web, web2 and db1 through red-router'),
  'provider-l2': evident('yes', 'every RA on the provider VLAN reaches edge1, which forms an address'),
  'routed-external.attachments': evident('yes', 'web1 (VXLAN) and app1 (VLAN) reach a host outside, which answers'),
  'routed-external.multi-agent': evident('yes', 'red-router on network1 and blue-router on network2 forward both'),
  'dual-stack.single-interface': evident('yes', 'app1 uses IPv4 and IPv6 from one NIC'),
}
