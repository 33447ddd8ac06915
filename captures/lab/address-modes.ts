import { type Ipv6Mode, ipv6, type Plan } from './plan.ts'
import type { Recorded } from './recorded.ts'
import type { Scenario } from './scenario.ts'
import type { Traffic } from './traffic.ts'
import { NOTHING_TRIED, type Truth } from './truth.ts'

type Mode = NonNullable<Ipv6Mode>

/** One tenant with two networks and a router, in one of Neutron's address modes: what differs is how VMs come to addresses. */
export function addressModeScenario(mode: Mode, name: string): Scenario {
  return {
    name,
    summary: `one tenant whose two networks are ${mode}: ${HOW[mode]}`,
    plan: plan(mode),
    traffic,
    truth: (recorded) => ({
      ...NOTHING_TRIED,
      'multi-tenant': {
        withInventory: 'unobserved',
        without: 'unobserved',
        because: 'there is one tenant: its router forwards between the networks, or for both through one gateway port',
      },
      'vm-to-vm': { ...vmToVm, facts: facts(recorded) },
    }),
  }
}

const HOW: Record<Mode, string> = {
  slaac: 'addresses and nameservers come with the RAs of radvd',
  'dhcpv6-stateless': 'addresses come with the RAs of radvd, the rest from dnsmasq',
  'dhcpv6-stateful': 'the RAs of radvd send VMs to dnsmasq for an address',
}

const vmToVm: Truth = {
  withInventory: 'yes',
  without: 'yes',
  because: 'web1 and web2 talk on one network, web1 and db1 through the router; none of them has IPv4',
}

function plan(mode: Mode): Plan {
  const subnet = ipv6(mode, { dnsNameservers: ['2001:db8:53::1', '2001:db8:53::2'] })
  return {
    projects: ['red'],
    nodes: ['compute1', 'compute2', 'network1'],
    networks: [
      { name: 'web', project: 'red', type: 'vxlan', subnets: [subnet], dhcpNode: 'network1' },
      { name: 'db', project: 'red', type: 'vlan', subnets: [subnet], dhcpNode: 'network1' },
    ],
    routers: [{ name: 'router', project: 'red', node: 'network1', networks: ['web', 'db'] }],
    guests: [
      { name: 'web1', project: 'red', node: 'compute1', networks: ['web'] },
      { name: 'web2', project: 'red', node: 'compute2', networks: ['web'] },
      { name: 'db1', project: 'red', node: 'compute1', networks: ['db'] },
    ],
  }
}

async function traffic(traffic: Traffic): Promise<void> {
  const six = (name: string) => traffic.address(name, 6)
  if (!(await traffic.ping('web1', six('web2')))) throw new Error('not answered: web1 pings web2')
  if (!(await traffic.ask('udp', 'web1', 'db1', six('db1'), 21001))) throw new Error('not answered: web1 asks db1')
}

function facts(recorded: Recorded): string[] {
  return recorded.cloud.guests.map(({ name }) => {
    const counted = (filter: string) => recorded.count(recorded.tap(name), filter)
    const flags = recorded.fields(recorded.tap(name), 'icmpv6.type == 134', [
      'icmpv6.opt.prefix.flag.a',
      'icmpv6.nd.ra.flag.m',
      'icmpv6.nd.ra.flag.o',
    ])
    return `at the tap of ${name}: ${flags.length} RAs with A,M,O = ${flags[0]?.join(',')}; DHCPv6: ${counted('dhcpv6.msgtype == 1')} SOLICIT, ${counted('dhcpv6.msgtype == 11')} INFORMATION-REQUEST, ${counted('dhcpv6.msgtype == 7')} REPLY`
  })
}
