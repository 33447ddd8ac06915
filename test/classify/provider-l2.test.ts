import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type At, type Nic, notesOf, type VantagePlan, World } from './world.ts'

const ID = 'provider-l2'
const UPSTREAM = '00:1c:73:00:00:01'
const PREFIX = '2001:db8:f::'
const TIMES = [5, 10, 15, 20]

interface Provider {
  readonly world: World
  readonly vm: Nic
  readonly trunk: At
}

/** A VM on a provider VLAN; RAs of the upstream router pass its node's trunk. */
function provider(plan: VantagePlan = {}, trunkNode = 'compute1'): Provider {
  const world = new World()
  const network = world.network('provider', 'admin', 'vlan', 1826, [`${PREFIX}/64`], { shared: true })
  const vm = world.vm('edge1', network, 'compute1', [`${PREFIX}5`], plan)
  const trunk = world.on(trunkNode, 'eth2', network)
  world.ra(trunk, UPSTREAM, TIMES, { prefix: PREFIX, mtu: 1500 })
  world.frame(trunk, vm.mac, 6)
  return { world, vm, trunk }
}

function deliver({ world, vm }: Provider, times: readonly number[], plan: Parameters<World['ra']>[3] = {}): void {
  const late = times.map((t) => t + 0.001)
  world.ra(vm.tap, UPSTREAM, late, { prefix: PREFIX, mtu: 1500, ...plan })
}

const ProviderL2 = suite(ID)

ProviderL2('yes: every RA reaches the port unaltered, and the VM forms an address', () => {
  const one = provider()
  deliver(one, TIMES)
  one.world.holds(one.vm, one.vm.ip, 6)
  const judged = one.world.judge(ID)
  assert.is(judged.observed, 'yes')
  assert.match(notesOf(judged), '4 RAs of')
  assert.ok(judged.evidence.length >= 3)
})

ProviderL2('the checksum is set aside', () => {
  const one = provider()
  one.world.holds(one.vm, one.vm.ip, 6)
  deliver(one, TIMES)
  const nd = one.world.settled.neighborDiscovery as unknown as { octets: string; vantage: number }[]
  for (const row of nd) {
    if (row.vantage === one.vm.tap.vantage && row.octets.startsWith('86'))
      row.octets = row.octets.replace('86000000', '8600beef')
  }
  assert.is(one.world.answer(ID), 'yes')
})

ProviderL2('partial: all delivered, and no address seen formed', () => {
  const one = provider()
  deliver(one, TIMES)
  assert.is(one.world.answer(ID), 'partial')
})

ProviderL2('an address outside the advertised prefix does not count, nor one without DAD', () => {
  const one = provider()
  deliver(one, TIMES)
  one.world.holds(one.vm, '2001:db8:aaaa::5', 6)
  one.world.address(one.vm.tap, one.vm.mac, one.vm.ip, 'na', 7)
  assert.is(one.world.answer(ID), 'partial')
})

ProviderL2('partial: some lost', () => {
  const one = provider()
  deliver(one, [5, 15])
  one.world.holds(one.vm, one.vm.ip, 6)
  const judged = one.world.judge(ID)
  assert.is(judged.observed, 'partial')
  assert.match(notesOf(judged), '2 reached')
})

ProviderL2('no: none reached the port', () => {
  const one = provider()
  one.world.holds(one.vm, one.vm.ip, 6)
  const judged = one.world.judge(ID)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), 'none reached compute1/tap')
  assert.is(judged.evidence.length, 2)
})

ProviderL2('no: altered on the way, whatever the VM makes of it', () => {
  const changes: readonly [Parameters<World['ra']>[3], string][] = [
    [{ hopLimit: 254 }, 'hop limit 255 became 254'],
    [{ lifetime: 100 }, 'routerLifetimeS 1800 became 100'],
    [{ mtu: undefined }, 'option mtu removed'],
    [{ mtu: 1400 }, 'option mtu mtu 1500 became 1400'],
  ]
  for (const [change, note] of changes) {
    const one = provider()
    one.world.holds(one.vm, one.vm.ip, 6)
    deliver(one, TIMES, change)
    const judged = one.world.judge(ID)
    assert.is(judged.observed, 'no', note)
    assert.match(notesOf(judged), note)
  }
})

ProviderL2('unobserved: the tap was damaged, so that nothing is lost', () => {
  const one = provider({ whole: false })
  one.world.holds(one.vm, one.vm.ip, 6)
  assert.is(one.world.answer(ID), 'unobserved')
})

ProviderL2('partial: some reached a damaged tap, the rest is unknown', () => {
  const one = provider({ whole: false })
  one.world.holds(one.vm, one.vm.ip, 6)
  deliver(one, [5])
  const judged = one.world.judge(ID)
  assert.is(judged.observed, 'partial')
  assert.match(notesOf(judged), 'proves nothing')
})

ProviderL2('RAs before the port listened are not expected there', () => {
  const one = provider({ span: [9, 60] })
  deliver(one, [10, 15, 20])
  one.world.holds(one.vm, one.vm.ip, 12)
  assert.is(one.world.answer(ID), 'yes')
})

ProviderL2("unobserved: the RAs passed another node's trunk", () => {
  const one = provider({}, 'compute2')
  one.world.holds(one.vm, one.vm.ip, 6)
  assert.is(one.world.answer(ID), 'unobserved')
})

ProviderL2('a unicast RA is expected at its addressee alone', () => {
  const one = provider()
  const other = one.world.vm('edge2', one.vm.network, 'compute1', [`${PREFIX}6`])
  for (const { tap } of [one.vm, other])
    one.world.ra(
      tap,
      UPSTREAM,
      TIMES.map((t) => t + 0.001),
      { prefix: PREFIX, mtu: 1500 },
    )
  const unicast = { linkDestination: one.vm.mac, destination: 'fe80::5', prefix: PREFIX }
  one.world.ra(one.trunk, UPSTREAM, [30], unicast)
  one.world.ra(one.vm.tap, UPSTREAM, [30.001], unicast)
  one.world.holds(one.vm, one.vm.ip, 6)
  assert.is(one.world.answer(ID), 'yes')
})

ProviderL2("unicast to a port counts wherever it passed: its node's own trunk need not be captured", () => {
  const one = provider({}, 'compute2')
  const times = [4, 9.3, 13.1, 18.8]
  for (const at of [one.trunk, one.vm.tap]) one.world.ra(at, UPSTREAM, times, { prefix: PREFIX, lifetime: 900 })
  const unicast = { linkDestination: one.vm.mac, destination: 'fe80::5', prefix: PREFIX }
  for (const at of [one.trunk, one.vm.tap]) one.world.ra(at, UPSTREAM, [30], unicast)
  one.world.holds(one.vm, one.vm.ip, 6)
  const judged = one.world.judge(ID)
  assert.is(judged.observed, 'yes')
  assert.match(notesOf(judged), '1 RAs of fe80::000001 passed compute2/eth2')
})

ProviderL2("RAs of a tenant's own router on a VLAN are not upstream", () => {
  const world = new World()
  const network = world.network('blue', 'blue', 'vlan', 210, ['2001:db8:b::/64'])
  const vm = world.vm('vm', network, 'compute1', ['2001:db8:b::5'])
  const router = world.routerPort('r1', network, 'network1')
  world.ra(world.on('compute1', 'eth2', network), router.mac, TIMES, { prefix: '2001:db8:b::' })
  world.ra(vm.tap, router.mac, TIMES, { prefix: '2001:db8:b::' })
  world.holds(vm, vm.ip, 6)
  assert.is(world.answer(ID), 'unobserved')
  assert.is(world.answer(ID, false), 'unobserved')
})

ProviderL2("RAs of a stranger on a tenant's network make no provider network of it", () => {
  const world = new World()
  const network = world.network('blue', 'blue', 'vlan', 210, ['2001:db8:b::/64'])
  const vm = world.vm('vm', network, 'compute1', ['2001:db8:b::5'])
  world.ra(world.on('compute1', 'eth2', network), UPSTREAM, TIMES, { prefix: '2001:db8:b::' })
  world.holds(vm, vm.ip, 6)
  assert.is(world.answer(ID), 'unobserved')
})

ProviderL2('RAs on the external network reach gateway ports and no VM', () => {
  const world = new World()
  const external = world.network('public', 'admin', 'vlan', 400, ['2001:db8:e::/64'], { external: true })
  const gateway = world.gateway('r1', external, 'network1')
  world.ra(world.on('network1', 'eth2', external), UPSTREAM, TIMES, { prefix: '2001:db8:e::' })
  world.ra(gateway.at, UPSTREAM, TIMES, { prefix: '2001:db8:e::' })
  assert.is(world.answer(ID), 'unobserved')
})

ProviderL2('a flat provider network comes without a tag', () => {
  const world = new World()
  const network = world.network('flat', 'admin', 'flat', null, [`${PREFIX}/64`], { shared: true })
  const vm = world.vm('edge1', network, 'compute1', [`${PREFIX}5`])
  const trunk = world.on('compute1', 'eth2', network)
  world.frame(trunk, vm.mac, 4)
  world.ra(trunk, UPSTREAM, TIMES, { prefix: PREFIX })
  world.ra(vm.tap, UPSTREAM, TIMES, { prefix: PREFIX })
  world.holds(vm, vm.ip, 6)
  assert.is(world.answer(ID), 'yes')
})

ProviderL2('nothing is read from a LINUX_SLL2 trunk, where tags got lost', () => {
  const world = new World()
  const network = world.network('provider', 'admin', 'vlan', 1826, [`${PREFIX}/64`], { shared: true })
  const vm = world.vm('edge1', network, 'compute1', [`${PREFIX}5`])
  world.holds(vm, vm.ip, 6)
  world.ra(world.at('compute1', 'any%3', { linkType: 276, ifindex: 3 }), UPSTREAM, TIMES, { prefix: PREFIX })
  assert.is(world.answer(ID), 'unobserved')
})

ProviderL2('without an inventory: yes where RAs tie the port to the VLAN', () => {
  const one = provider()
  deliver(one, TIMES)
  one.world.holds(one.vm, one.vm.ip, 6)
  one.world.packet(one.vm.tap, one.vm.mac, UPSTREAM, one.vm.ip, '2001:db8:99::1', 30)
  assert.is(one.world.answer(ID, false), 'yes')
})

ProviderL2('without an inventory: RAs that never came prove nothing of a port', () => {
  const one = provider()
  one.world.holds(one.vm, one.vm.ip, 6)
  one.world.packet(one.vm.tap, one.vm.mac, UPSTREAM, one.vm.ip, '2001:db8:99::1', 30)
  assert.is.not(one.world.answer(ID, false), 'no')
  assert.is.not(one.world.answer(ID, false), 'yes')
})

ProviderL2('without an inventory: no where the port and its VLAN show each other, and no RA arrives', () => {
  const one = provider()
  const other = 'fa:16:3e:00:00:77'
  for (const at of [one.trunk, one.vm.tap]) one.world.frame(at, other, 7)
  one.world.holds(one.vm, one.vm.ip, 6)
  one.world.packet(one.vm.tap, one.vm.mac, UPSTREAM, one.vm.ip, '2001:db8:99::1', 30)
  assert.is(one.world.answer(ID, false), 'no')
})

ProviderL2.run()
