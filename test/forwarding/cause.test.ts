import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { situationOf } from '../../src/classify/forwarding.ts'
import { situate } from '../../src/classify/situate/situate.ts'
import { followAdvertisements } from '../../src/forwarding/follow.ts'
import type { PortRaReport, RaForwarding } from '../../src/forwarding/ra-forwarding.ts'
import { reportForwarding } from '../../src/forwarding/report-forwarding.ts'
import { type At, linkLocal, type Nic, World } from '../classify/world.ts'

const UPSTREAM = '00:1c:73:00:00:01'
const PREFIX = '2001:db8:f::'
/** Irregular, as routers send them: the spacing tells the clocks. */
const TIMES = [5, 9.1, 13.7, 18, 23.3, 28.9, 32.2]
const DURING = TIMES.slice(2, 5)

function told(world: World, router: 'upstream' | 'tenant' = 'upstream'): RaForwarding {
  const situation = situationOf(situate(world.settled, world.inventory))
  return reportForwarding(followAdvertisements(situation, { routers: router }), router, true)
}

function at(report: RaForwarding, nic: Nic): PortRaReport {
  const ports = report.routers.flatMap((router) => router.ports)
  return ports.find(({ mac }) => mac === nic.mac)!
}

function later(times: readonly number[], by = 0.001): readonly number[] {
  return times.map((t) => t + by)
}

function but(gone: readonly number[]): readonly number[] {
  return TIMES.filter((t) => !gone.includes(t))
}

/** VMs on a provider VLAN, each with a neighbor to hear, and an upstream router on the trunk of every node. */
class Provider {
  readonly world = new World()
  readonly network = this.world.network('provider', 'admin', 'vlan', 1826, [`${PREFIX}/64`], { shared: true })

  trunk(node: string, times: readonly number[] = TIMES, plan: Parameters<World['ra']>[3] = {}): At {
    const trunk = this.world.on(node, 'eth2', this.network)
    this.world.ra(trunk, UPSTREAM, times, { prefix: PREFIX, ...plan })
    return trunk
  }

  vm(name: string, node: string, received: readonly number[], plan: Parameters<World['ra']>[3] = {}): Nic {
    const nic = this.world.vm(name, this.network, node, [`${PREFIX}${name.length}`])
    if (received.length > 0) this.world.ra(nic.tap, UPSTREAM, later(received), { prefix: PREFIX, ...plan })
    this.world.ns(nic.tap, 'fa:16:3e:99:99:99', 'fe80::99', nic.ip, 3)
    return nic
  }

  cause(nic: Nic): string | null {
    return at(told(this.world), nic).cause
  }
}

const Upstream = suite('causes that the pattern tells: routers beyond the cloud')

Upstream("F09: never at one port while others' NS come", () => {
  const one = new Provider()
  one.trunk('compute1')
  const filtered = one.vm('a', 'compute1', [])
  const well = one.vm('bb', 'compute1', TIMES)
  const report = told(one.world)
  assert.match(at(report, filtered).cause!, /^F09: /)
  assert.is(at(report, filtered).firstMissingHop, at(report, filtered).vantage)
  assert.is(at(report, well).cause, null)
  assert.is(report.verdict, 'no')
})

Upstream('F05: at no port of a node that they came to', () => {
  const one = new Provider()
  one.trunk('compute1')
  const [a] = [one.vm('a', 'compute1', []), one.vm('bb', 'compute1', [])]
  assert.match(one.cause(a)!, /^F05: no port of compute1/)
})

Upstream('node: every port of it lost the same', () => {
  const one = new Provider()
  one.trunk('compute1')
  const [a] = [one.vm('a', 'compute1', but(DURING)), one.vm('bb', 'compute1', but(DURING))]
  assert.match(one.cause(a)!, /^node: they came to no port of compute1 from 1970-01-01T00:00:13.7.* to .*compute1$/)
})

Upstream('node: they did not come to it, while another node got them', () => {
  const one = new Provider()
  one.trunk('compute1')
  one.trunk('compute2', but(DURING))
  one.vm('a', 'compute1', TIMES)
  const cut = one.vm('bb', 'compute2', but(DURING))
  const port = at(told(one.world), cut)
  assert.match(port.cause!, /^node: they did not come to compute2 from/)
  assert.is(port.firstMissingHop, 'compute2/eth2')
  assert.equal([port.expected, port.lost, port.missedNode, port.verdict], [4, 0, 3, 'partial'])
  assert.equal(
    port.lostFrames.map(({ capture }) => capture),
    Array(3).fill('compute1/eth2.pcap'),
  )
})

Upstream('interruption: some in a row; one here and one there is chance', () => {
  const one = new Provider()
  one.trunk('compute1')
  const stopped = one.vm('a', 'compute1', TIMES.slice(0, 3))
  const paused = one.vm('bb', 'compute1', but(DURING))
  const unlucky = one.vm('ccc', 'compute1', but([TIMES[1]!, TIMES[4]!]))
  assert.match(one.cause(stopped)!, /^interruption: none came from .*18.0* on|^interruption: none came from .*on, by/)
  assert.match(one.cause(paused)!, /^interruption: none came from .* to /)
  assert.is(one.cause(unlucky), null)
})

Upstream('F10: those to all stop, those to the port alone come', () => {
  const one = new Provider()
  const trunk = one.trunk('compute1')
  const vm = one.vm('a', 'compute1', TIMES.slice(0, 2))
  one.vm('bb', 'compute1', TIMES)
  const unicast = { linkDestination: vm.mac, destination: 'fe80::a', prefix: PREFIX }
  one.world.ra(trunk, UPSTREAM, [30.5], unicast)
  one.world.ra(vm.tap, UPSTREAM, [30.501], unicast)
  assert.match(one.cause(vm)!, /^F10: /)
})

Upstream('F12: none lost, and still too long without one', () => {
  const one = new Provider()
  one.trunk('compute1', [2, 6, 40], { lifetime: 20 })
  const vm = one.vm('a', 'compute1', [2, 6, 40], { lifetime: 20 })
  const port = at(told(one.world), vm)
  assert.match(port.cause!, /^F12: 34 s .* 20 s/)
  assert.is(port.routeLost, true)
  assert.is(port.longestGapNs, 34e9)
  assert.is(port.verdict, 'yes')
})

Upstream('the tap counts, not the far end of a hybrid plug; the hop tells where it is lost', () => {
  const one = new Provider()
  one.trunk('compute1')
  const vm = one.vm('a', 'compute1', [])
  const plug = one.world.at('compute1', `qvo${vm.port.slice(0, 11)}`)
  one.world.ra(plug, UPSTREAM, later(TIMES, 0.0005), { prefix: PREFIX })
  const port = at(told(one.world), vm)
  assert.is(port.lost, TIMES.length)
  assert.equal(
    port.hops.map(({ vantage, seen }) => [vantage.replace(/-.*/, ''), seen]),
    [
      ['compute1/eth2', 7],
      ['compute1/qvo00000001', 7],
      ['compute1/tap00000001', 0],
    ],
  )
  assert.match(port.firstMissingHop!, '/tap')
  assert.match(port.lostFrames[0]!.capture, '/qvo')
})

Upstream('a tag that was not stripped, another Ethernet source', () => {
  const one = new Provider()
  one.trunk('compute1')
  const vm = one.vm('a', 'compute1', [])
  const tagged = { vantage: vm.tap.vantage, segment: one.world.segment('vlan', 1826) }
  one.world.ra(tagged, UPSTREAM, later(TIMES), { prefix: PREFIX })
  const other = one.vm('bb', 'compute1', [])
  one.world.ra(other.tap, 'fa:16:3e:12:34:56', later(TIMES), { prefix: PREFIX, source: linkLocal(UPSTREAM) })
  const report = told(one.world)
  assert.equal(
    at(report, vm).alterations.map(({ field, received, frames }) => [field, received, frames.length]),
    [['vlanTag', '1826', 7]],
  )
  assert.equal(
    at(report, other).alterations.map(({ field, sent, received }) => [field, sent, received]),
    [['ethernetSource', UPSTREAM, 'fa:16:3e:12:34:56']],
  )
  assert.is(report.verdict, 'no')
})

Upstream('solicitations: answered, how soon, by RAs for the port', () => {
  const one = new Provider()
  one.trunk('compute1')
  const vm = one.vm('a', 'compute1', TIMES)
  one.world.rs(vm, [4.001, 8.1, 40])
  assert.equal(at(told(one.world), vm).solicitations, { sent: 3, answered: 2, delayNs: 1_000_000_000 })
})

Upstream.run()

/** A project's network on VXLAN, with a router. */
class Project {
  readonly world = new World()
  readonly network = this.world.network('web', 'red', 'vxlan', 1001, ['2001:db8:a::/64'])

  router(node: string, times: readonly number[], plan: Parameters<World['ra']>[3] = {}) {
    const router = this.world.routerPort('r1', this.network, node, {}, ['2001:db8:a::1'])
    if (times.length > 0) this.world.ra(router.at, router.mac, times, plan)
    return router
  }

  vm(name: string, node: string, mac: string, received: readonly number[], plan: Parameters<World['ra']>[3] = {}): Nic {
    const nic = this.world.vm(name, this.network, node, [`2001:db8:a::${name.length}`])
    if (received.length > 0) this.world.ra(nic.tap, mac, received, plan)
    this.world.ns(nic.tap, 'fa:16:3e:99:99:99', 'fe80::99', nic.ip, 3)
    return nic
  }
}

const Tenant = suite("causes that the pattern tells: projects' routers")

Tenant('F04: never at one port, on the same node; all at another', () => {
  const one = new Project()
  const { mac } = one.router('network1', TIMES)
  const filtered = one.vm('a', 'network1', mac, [])
  const well = one.vm('bb', 'network1', mac, later(TIMES))
  const report = told(one.world, 'tenant')
  assert.match(at(report, filtered).cause!, /^F04: /)
  assert.is(at(report, well).verdict, 'yes')
  assert.match(report.routers[0]!.vantage!, 'network1/qr-')
})

Tenant('F06: so with an OVN router', () => {
  const ovn = { octets: '86000000ff00ffff0000000000000000' }
  const one = new Project()
  const { mac } = one.router('network1', TIMES, ovn)
  const starved = one.vm('a', 'network1', mac, [])
  one.vm('bb', 'network1', mac, later(TIMES), ovn)
  assert.match(at(told(one.world, 'tenant'), starved).cause!, /^F06: /)
})

Tenant('node: they did not leave it', () => {
  const one = new Project()
  const { mac } = one.router('network1', TIMES)
  const vm = one.vm('a', 'compute1', mac, [])
  for (const node of ['network1', 'compute1']) {
    const underlay = one.world.on(node, 'eth1', one.network)
    for (const [i, t] of [2, 7, 11.3].entries()) {
      one.world.ns(underlay, vm.mac, 'fe80::a', `2001:db8:a::${i + 50}`, t) // both nodes saw it: the clocks are known
    }
  }
  const port = at(told(one.world, 'tenant'), vm)
  assert.match(port.cause!, /^node: they did not leave network1/)
  assert.is(port.firstMissingHop, 'network1/eth1')
  assert.equal(
    port.hops.map(({ vantage }) => vantage.replace(/-.*/, '')),
    ['network1/qr', 'network1/eth1', 'compute1/eth1', 'compute1/tap00000002'],
  )
})

Tenant('a router on every node (DVR): each port expects its own node’s; F14: others come too', () => {
  const [here, there] = [TIMES, TIMES.map((t) => t + 1.37)]
  const one = new Project()
  const { mac } = one.router('compute1', here)
  const far = one.world.at('compute2', `qr-${one.world.ports[0]!.id.slice(0, 11)}`)
  one.world.ra(far, mac, there)
  const well = one.vm('a', 'compute1', mac, later(here))
  const leaked = one.vm(
    'bb',
    'compute1',
    mac,
    [...later(here), ...later(there)].sort((a, b) => a - b),
  )
  for (const node of ['compute1', 'compute2']) {
    const trunk = one.world.on(node, 'eth1', one.network)
    for (const [i, t] of [2, 7, 11.3].entries()) one.world.ns(trunk, well.mac, 'fe80::a', `2001:db8:a::${i + 50}`, t)
  }
  const report = told(one.world, 'tenant')
  assert.is(report.routers.length, 1)
  assert.is(report.routers[0]!.sent, 2 * TIMES.length)
  assert.equal([at(report, well).expected, at(report, well).delivered], [TIMES.length, TIMES.length])
  assert.is(at(report, well).cause, null)
  assert.match(at(report, leaked).cause!, /^F14: /)
})

Tenant('F02: a router that lives and is to advertise, and does not', () => {
  const one = new Project()
  const router = one.router('network1', [])
  one.world.subnets[0] = { ...one.world.subnets[0]!, id: 'six' }
  Object.assign(one.world.ports[0]!, { fixedIps: [{ subnetId: 'six', ipAddress: '2001:db8:a::1' }] })
  one.world.address(router.at, router.mac, 'fe80::1', 'na', 4)
  const vm = one.vm('a', 'network1', router.mac, [])
  one.world.rs(vm, [5])
  assert.is(told(one.world, 'tenant').routers.length, 0, 'nobody asked there yet')
  const asked = { kind: 'router-solicitation', linkSource: vm.mac, octets: '8500000000000000' } as const
  one.world.nd(router.at, { ...asked, destination: 'ff02::2' }, [5])
  const [silent] = told(one.world, 'tenant').routers
  assert.equal([silent!.sent, silent!.verdict, silent!.address], [0, 'no', 'fe80::1'])
  assert.match(silent!.ports[0]!.cause!, /^F02: /)
})

Tenant('a router whose frames strayed onto another network is not followed there', () => {
  const one = new Project()
  const other = one.world.network('blue', 'blue', 'vlan', 300, ['2001:db8:b::/64'])
  const { mac } = one.router('network1', TIMES)
  one.world.ra(one.world.on('network1', 'eth2', other), mac, TIMES)
  one.world.vm('x', other, 'network1', ['2001:db8:b::5'])
  assert.is(told(one.world, 'tenant').routers.length, 1)
})

Tenant.run()
