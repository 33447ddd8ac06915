import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type NetworkPlan, type Nic, notesOf, type VantagePlan, World } from './world.ts'

const SINGLE = 'dual-stack.single-interface'
const TWO = 'dual-stack.two-interfaces'
const PEER = 'fa:16:3e:99:99:99'
const OTHER_PEER = 'fa:16:3e:98:98:98'
const V4 = '10.0.0.5'
const V6 = '2001:db8:a::5'
const BOTH = ['10.0.0.0/24', '2001:db8:a::/64']

function single(cidrs: readonly string[] = BOTH, plan: VantagePlan = {}) {
  const world = new World()
  const network = world.network('net', 'red', 'vxlan', 1001, cidrs)
  return { world, network, vm: world.vm('vm', network, 'compute1', [], plan) }
}

function uses(world: World, vm: Nic, address: string, t: number): void {
  world.holds(vm, address, t)
  const six = address.includes(':')
  world.packet(vm.tap, vm.mac, six ? OTHER_PEER : PEER, address, six ? '2001:db8:a::9' : '10.0.0.9', t + 2)
}

function solicits(world: World, vm: Nic, times: readonly number[]): void {
  for (const t of times) world.dhcp(vm.tap, { family: 6, kind: 'solicit', linkSource: vm.mac, xid: 7 }, t)
}

function discovers(world: World, vm: Nic, times: readonly number[]): void {
  for (const t of times) world.dhcp(vm.tap, { family: 4, kind: 'discover', linkSource: vm.mac, xid: 9 }, t)
}

const Single = suite(SINGLE)

Single('yes: one NIC holds and uses both families', () => {
  const { world, vm } = single()
  uses(world, vm, V4, 5)
  uses(world, vm, V6, 10)
  const judged = world.judge(SINGLE)
  assert.is(judged.observed, 'yes')
  assert.match(notesOf(judged), `uses ${V4} and ${V6}`)
  assert.is(world.answer(SINGLE, false), 'yes')
})

Single('link-local addresses of either family do not count', () => {
  const { world, vm } = single()
  uses(world, vm, '169.254.3.3', 5)
  uses(world, vm, V6, 10)
  assert.is(world.answer(SINGLE), 'unobserved')
})

Single('packets that a VM forwards are not its own', () => {
  const { world, vm } = single()
  uses(world, vm, V4, 5)
  world.packet(vm.tap, vm.mac, PEER, '2001:db8:77::1', '2001:db8:a::9', 10)
  assert.is(world.answer(SINGLE), 'unobserved')
})

Single('partial: holds both, uses one', () => {
  const { world, vm } = single()
  uses(world, vm, V4, 5)
  world.holds(vm, V6, 10)
  const judged = world.judge(SINGLE)
  assert.is(judged.observed, 'partial')
  assert.ok(judged.evidence.length > 0)
})

Single('no: three RS that nobody answers', () => {
  const { world, vm } = single()
  uses(world, vm, V4, 5)
  world.rs(vm, [10, 14, 18])
  const judged = world.judge(SINGLE)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), '3 RS')
  assert.ok(judged.evidence.some(({ message }) => message === 'router-solicitation'))
})

Single('no: SOLICIT unanswered, though RAs come', () => {
  const { world, vm } = single()
  uses(world, vm, V4, 5)
  world.rs(vm, [9])
  world.ra(vm.tap, PEER, [9.5])
  solicits(world, vm, [10, 11, 13])
  assert.is(world.answer(SINGLE), 'no')
})

Single('a SOLICIT asks for what nobody is to give where RAs offer addresses to form, and none by DHCPv6', () => {
  const { world, vm } = single()
  uses(world, vm, V4, 5)
  solicits(world, vm, [10, 11, 13])
  world.ra(vm.tap, PEER, [9.5], { prefix: '2001:db8:a::' })
  assert.is(world.answer(SINGLE), 'unobserved')
})

Single('no: lost between two interfaces of its port; the notes name what was seen where', () => {
  const { world, vm } = single()
  uses(world, vm, V4, 5)
  const hybrid = world.at('compute1', `qvo${vm.port.slice(0, 11)}`)
  const rs = { kind: 'router-solicitation', linkSource: vm.mac, octets: '8500000000000000' } as const
  for (const at of [hybrid, vm.tap]) world.nd(at, rs, [10, 14, 18])
  world.ra(hybrid, PEER, [10.5, 15])
  const judged = world.judge(SINGLE)
  assert.is(judged.observed, 'no')
  assert.match(
    notesOf(judged),
    `no RA or DHCPv6 answer reached compute1/tap${vm.port.slice(0, 11)}, which listened from`,
  )
  assert.match(notesOf(judged), `meanwhile 2 RA of fe80::999999 at compute1/qvo${vm.port.slice(0, 11)}`)
})

Single('nothing is missing on the bridge of a hybrid plug, which shows no unicast that it switches', () => {
  const world = new World()
  const network = world.network('net', 'red', 'vxlan', 1001, BOTH)
  const port = world.port(network, 'compute:nova', 'vm', 'compute1', [V4])
  const bridge = world.at('compute1', `qbr${port.id.slice(0, 11)}`)
  world.address(bridge, port.macAddress, V4, 'arp', 5)
  world.nd(
    bridge,
    { kind: 'router-solicitation', linkSource: port.macAddress, octets: '8500000000000000' },
    [10, 14, 18],
  )
  const judged = world.judge(SINGLE)
  assert.is(judged.observed, 'unobserved')
  assert.match(notesOf(judged), 'which proves nothing: an answer need not pass compute1/qbr')
})

Single('no: the interface that proves it counts, though another was cut', () => {
  const { world, vm } = single(BOTH, { whole: false })
  uses(world, vm, V4, 5)
  const hybrid = world.at('compute1', `qvo${vm.port.slice(0, 11)}`)
  const rs = { kind: 'router-solicitation', linkSource: vm.mac, octets: '8500000000000000' } as const
  for (const at of [vm.tap, hybrid]) world.nd(at, rs, [10, 14, 18])
  assert.is(world.answer(SINGLE), 'no')
})

Single('no: DISCOVER unanswered with IPv6 working, even beside a NIC that does both', () => {
  const { world, network, vm } = single()
  uses(world, vm, V6, 5)
  discovers(world, vm, [10, 14, 22])
  const other = world.vm('other', network, 'compute1', [])
  uses(world, other, '10.0.0.6', 5)
  uses(world, other, '2001:db8:a::6', 5)
  const judged = world.judge(SINGLE)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), '3 DISCOVER')
})

Single('an answer later than 4 s after the last RS is none; one in time is', () => {
  for (const [t, expected] of [
    [21, 'unobserved'],
    [23, 'no'],
  ] as const) {
    const { world, vm } = single()
    uses(world, vm, V4, 5)
    world.rs(vm, [10, 14, 18])
    world.ra(vm.tap, PEER, [t])
    assert.is(world.answer(SINGLE), expected)
  }
})

Single('an RA to another station answers nothing here', () => {
  const { world, vm } = single()
  uses(world, vm, V4, 5)
  world.rs(vm, [10, 14, 18])
  world.ra(vm.tap, PEER, [15], { linkDestination: 'fa:16:3e:88:88:88' })
  assert.is(world.answer(SINGLE), 'no')
})

Single('unobserved: two RS in two captures of one interface are two, not four', () => {
  const { world, vm } = single()
  uses(world, vm, V4, 5)
  world.rs(vm, [10, 14])
  world.rs(vm, [10, 14])
  const nd = world.settled.neighborDiscovery as unknown as { seen: { capture: number }[]; kind: string }[]
  const copy = nd.findLast(({ kind }) => kind === 'router-solicitation')!
  copy.seen = copy.seen.map((seen) => ({ ...seen, capture: 99 }))
  assert.is(world.answer(SINGLE), 'unobserved')
})

Single('unobserved: two RS are too few, and a network of IPv4 alone has nobody to answer', () => {
  const few = single()
  uses(few.world, few.vm, V4, 5)
  few.world.rs(few.vm, [10, 14])
  assert.is(few.world.answer(SINGLE), 'unobserved')
  const old = single(['10.0.0.0/24'])
  uses(old.world, old.vm, V4, 5)
  old.world.rs(old.vm, [10, 14, 18])
  assert.is(old.world.answer(SINGLE), 'unobserved')
})

Single('unobserved: the capture ends too soon, is cut, or left messages out', () => {
  const plans: readonly VantagePlan[] = [{ span: [0, 20] }, { whole: false }]
  for (const plan of plans) {
    const { world, vm } = single(BOTH, plan)
    uses(world, vm, V4, 5)
    world.rs(vm, [10, 14, 18])
    const judged = world.judge(SINGLE)
    assert.is(judged.observed, 'unobserved')
    assert.match(notesOf(judged), 'proves nothing')
  }
  const { world, vm } = single()
  uses(world, vm, V4, 5)
  world.rs(vm, [10, 14, 18])
  world.leaveOut('neighborDiscovery')
  assert.is(world.answer(SINGLE), 'unobserved')
})

Single("another station's RS and SOLICIT at a tap are not its own", () => {
  const { world, network, vm } = single()
  uses(world, vm, V4, 5)
  const other = world.vm('other', network, 'compute2', [])
  world.nd(vm.tap, { kind: 'router-solicitation', linkSource: other.mac, octets: '8500000000000000' }, [10, 14, 18])
  assert.is(world.answer(SINGLE), 'unobserved')
})

Single('without an inventory: no only where another station got an answer', () => {
  const { world, network, vm } = single()
  uses(world, vm, V4, 5)
  world.rs(vm, [10, 14, 18])
  assert.is(world.answer(SINGLE, false), 'unobserved')
  const other = world.vm('other', network, 'compute2', [])
  uses(world, other, '10.0.0.6', 5)
  world.rs(other, [6])
  world.ra(other.tap, PEER, [6.5])
  for (const { mac } of [vm, other]) world.frame(world.on('network1', 'eth1', network), mac, 7)
  for (const at of [vm.tap, other.tap, world.on('network1', 'eth1', network)]) world.frame(at, 'fa:16:3e:77:77:77', 7)
  world.ra(world.on('network1', 'eth1', network), PEER, [6.5])
  world.packet(other.tap, other.mac, 'fa:16:3e:77:77:77', '10.0.0.6', '10.0.0.8', 9)
  world.packet(vm.tap, vm.mac, 'fa:16:3e:77:77:77', V4, '10.0.0.8', 9)
  assert.is(world.answer(SINGLE, false), 'no')
})

Single.run()

const Two = suite(TWO)

interface Pair {
  readonly world: World
  readonly old: NetworkPlan
  readonly six: NetworkPlan
  readonly first: Nic
  readonly second: Nic
}

/** One VM with a NIC on an IPv4 network and one on an IPv6 network. */
function pair(vms: readonly [string, string] = ['vm', 'vm']): Pair {
  const world = new World()
  const old = world.network('old', 'red', 'vxlan', 7, ['10.0.0.0/24'])
  const six = world.network('six', 'red', 'vlan', 8, ['2001:db8:a::/64'])
  return {
    world,
    old,
    six,
    first: world.vm(vms[0], old, 'compute1', []),
    second: world.vm(vms[1], six, 'compute1', []),
  }
}

Two('yes: both NICs used, both families between them', () => {
  const { world, first, second } = pair()
  uses(world, first, V4, 5)
  uses(world, second, V6, 5)
  const judged = world.judge(TWO)
  assert.is(judged.observed, 'yes')
  assert.is(judged.evidence.length, 4)
})

Two('partial: both seen, one with traffic', () => {
  const { world, first, second } = pair()
  uses(world, first, V4, 5)
  world.holds(second, V6, 5)
  assert.is(world.answer(TWO), 'partial')
})

Two('no: one works, the other asked in vain', () => {
  const { world, first, second } = pair()
  uses(world, first, V4, 5)
  world.rs(second, [10, 14, 18])
  const judged = world.judge(TWO)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), '3 RS')
})

Two('RS on the IPv4 network are for nobody to answer', () => {
  const { world, first, second } = pair()
  uses(world, first, V4, 5)
  world.rs(first, [10, 14, 18])
  uses(world, second, V6, 5)
  assert.is(world.answer(TWO), 'yes')
})

Two('unobserved: NICs of two VMs', () => {
  const { world, first, second } = pair(['a', 'b'])
  uses(world, first, V4, 5)
  uses(world, second, V6, 5)
  const judged = world.judge(TWO)
  assert.is(judged.observed, 'unobserved')
  assert.ok(judged.missing.length > 0)
})

const DUID = '00030001fa163e000001'

function asks({ world, first, second }: Pair, clientId: string, duid: string): void {
  world.dhcp(first.tap, { family: 4, kind: 'request', linkSource: first.mac, clientMac: first.mac, clientId }, 3)
  world.dhcp(
    second.tap,
    { family: 6, kind: 'request', linkSource: second.mac, clientMac: second.mac, clientId: duid },
    3,
  )
}

Two('without an inventory: joined by an RFC 4361 client id that holds the DUID', () => {
  const one = pair()
  uses(one.world, one.first, V4, 5)
  uses(one.world, one.second, V6, 5)
  assert.is(one.world.answer(TWO, false), 'unobserved')
  asks(one, `ff00000001${DUID}`, DUID)
  assert.is(one.world.answer(TWO, false), 'yes')
})

Two('without an inventory: a client id of another kind joins nothing', () => {
  const one = pair()
  uses(one.world, one.first, V4, 5)
  uses(one.world, one.second, V6, 5)
  asks(one, '01fa163e000001', DUID)
  assert.is(one.world.answer(TWO, false), 'unobserved')
})

Two('without an inventory: a DUID that several VMs of one network show joins nothing for sure', () => {
  const one = pair()
  uses(one.world, one.first, V4, 5)
  uses(one.world, one.second, V6, 5)
  asks(one, `ff00000001${DUID}`, DUID)
  const clone = one.world.vm('clone', one.six, 'compute2', [])
  uses(one.world, clone, '2001:db8:a::6', 5)
  one.world.dhcp(
    clone.tap,
    { family: 6, kind: 'request', linkSource: clone.mac, clientMac: clone.mac, clientId: DUID },
    3,
  )
  for (const { mac } of [one.second, clone]) for (const at of [one.second.tap, clone.tap]) one.world.frame(at, mac, 4)
  assert.is(one.world.answer(TWO, false), 'partial')
})

Two.run()
