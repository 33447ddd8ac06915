import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Nic, notesOf, type RouterPort, type VantagePlan, World } from './world.ts'

const ID = 'vm-to-vm'

interface Machines {
  readonly world: World
  readonly a: Nic
  readonly b: Nic
  readonly c: Nic
  readonly near: RouterPort
  readonly far: RouterPort
}

/** VMs a and b on one network, c on another of the same project, a router between. */
function machines(plan: VantagePlan = {}, { otherProject = 'red', farPrefix = '2001:db8:b::' } = {}): Machines {
  const world = new World()
  const web = world.network('web', 'red', 'vxlan', 1001, ['2001:db8:a::/64'])
  const db = world.network('db', otherProject, 'gre', 7, [`${farPrefix}/64`])
  const a = world.vm('vm-a', web, 'compute1', ['2001:db8:a::a'], plan)
  const b = world.vm('vm-b', web, 'compute2', ['2001:db8:a::b'])
  const c = world.vm('vm-c', db, 'compute2', [`${farPrefix}c`])
  const near = world.routerPort('r1', web, 'network1')
  const far = world.routerPort('r1', db, 'network1')
  for (const [vm, router, t] of [
    [a, near, 1],
    [b, near, 2],
    [c, far, 3],
  ] as const) {
    world.ra(vm.tap, router.mac, [t])
    world.ra(router.at, router.mac, [t])
    for (const at of [router.at, vm.tap]) world.ra(at, router.mac, [t + 1], { linkDestination: vm.mac })
    world.holds(vm, vm.ip, t + 1)
  }
  return { world, a, b, c, near, far }
}

const VmToVm = suite(ID)

VmToVm('yes: switched and routed, both ways', () => {
  const { world, a, b, c, near, far } = machines()
  world.talk(a, b, 10)
  world.route(a, near, far, c, 12)
  const judged = world.judge(ID)
  assert.is(judged.observed, 'yes')
  assert.is(judged.evidence.length, 6)
})

VmToVm('partial: switched only, and what would settle the other way is named', () => {
  const { world, a, b } = machines()
  world.talk(a, b, 10)
  const judged = world.judge(ID)
  assert.is(judged.observed, 'partial')
  assert.match(judged.missing.join(), 'through their router')
})

VmToVm('partial: routed only', () => {
  const { world, a, c, near, far } = machines()
  world.route(a, near, far, c, 12)
  assert.is(world.answer(ID), 'partial')
})

VmToVm('a hop limit that is not lower by one is not routed', () => {
  const { world, a, b, c, near, far } = machines()
  world.talk(a, b, 10)
  world.packet(a.tap, a.mac, near.mac, a.ip, c.ip, 12, 64)
  world.packet(c.tap, far.mac, c.mac, a.ip, c.ip, 12.001, 62)
  world.packet(c.tap, c.mac, far.mac, c.ip, a.ip, 12.002, 64)
  world.packet(a.tap, near.mac, a.mac, c.ip, a.ip, 12.003, 63)
  assert.is(world.answer(ID), 'partial')
})

VmToVm('networks of two projects are no way of one tenant', () => {
  const { world, a, b, c, near, far } = machines({}, { otherProject: 'blue' })
  world.talk(a, b, 10)
  world.route(a, near, far, c, 12)
  assert.is(world.answer(ID), 'partial')
})

VmToVm('no: packets to another VM on the network are never answered', () => {
  const { world, a, b } = machines()
  world.packet(a.tap, a.mac, b.mac, a.ip, b.ip, 20)
  const judged = world.judge(ID)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), 'no VM ever answered')
  assert.ok(judged.evidence.length > 0)
})

VmToVm('no: the address of a VM is never resolved', () => {
  const { world, a, b } = machines()
  world.ns(a.tap, a.mac, a.ip, b.ip, 20)
  assert.is(world.answer(ID), 'no')
})

VmToVm('no: the peer answers, and nothing of it arrives at the port that tried', () => {
  const { world, a, b } = machines()
  world.packet(a.tap, a.mac, b.mac, a.ip, b.ip, 20)
  world.packet(b.tap, a.mac, b.mac, a.ip, b.ip, 20.001)
  world.packet(b.tap, b.mac, a.mac, b.ip, a.ip, 20.002)
  const judged = world.judge(ID)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), 'answers that did not arrive at compute2/tap')
})

VmToVm('an answer that the tap would have shown, had it not been cut, is one that other vantages show', () => {
  const { world, a, b } = machines({ whole: false })
  world.packet(a.tap, a.mac, b.mac, a.ip, b.ip, 20)
  world.packet(b.tap, a.mac, b.mac, a.ip, b.ip, 20.001)
  world.packet(b.tap, b.mac, a.mac, b.ip, a.ip, 20.002)
  assert.is(world.answer(ID), 'partial')
})

VmToVm("no: the peer's MAC is found, and packets to it are never answered", () => {
  const { world, a, b } = machines()
  world.ns(a.tap, a.mac, a.ip, b.ip, 19)
  world.na(a.tap, b.mac, a.mac, b.ip, 19.001)
  assert.is(world.answer(ID), 'unobserved', 'the question alone was answered')
  world.packet(a.tap, a.mac, b.mac, a.ip, b.ip, 20)
  assert.is(world.answer(ID), 'no')
})

VmToVm('no: an NA that left the peer and never arrived', () => {
  const { world, a, b } = machines()
  for (const at of [a.tap, b.tap]) world.ns(at, a.mac, a.ip, b.ip, 19)
  world.na(b.tap, b.mac, a.mac, b.ip, 19.001)
  assert.is(world.answer(ID), 'no')
})

VmToVm('both interfaces of one port must show an answer, and after a migration those of one node', () => {
  const { world, a, b } = machines()
  const hybrid = world.at('compute1', `qvo${a.port.slice(0, 11)}`)
  const moved = world.at('compute3', `tap${a.port.slice(0, 11)}`)
  for (const at of [a.tap, hybrid]) world.packet(at, a.mac, b.mac, a.ip, b.ip, 20)
  world.packet(hybrid, b.mac, a.mac, b.ip, a.ip, 20.001)
  assert.is(world.answer(ID), 'no', 'lost between qvo and tap')
  world.packet(moved, a.mac, b.mac, a.ip, b.ip, 40)
  world.packet(moved, b.mac, a.mac, b.ip, a.ip, 40.001)
  assert.is(world.answer(ID), 'partial', 'shown on the node it moved to')
})

VmToVm('packets that reach the peer with another hop limit are not switched', () => {
  const { world, a, b } = machines()
  world.packet(a.tap, a.mac, b.mac, a.ip, b.ip, 10, 64)
  world.packet(b.tap, a.mac, b.mac, a.ip, b.ip, 10.001, 63)
  world.packet(b.tap, b.mac, a.mac, b.ip, a.ip, 10.002, 64)
  world.packet(a.tap, b.mac, a.mac, b.ip, a.ip, 10.003, 63)
  assert.is(world.answer(ID), 'unobserved')
})

VmToVm('a failing note names port, project, peer, times, the listening tap, and how far the packets got', () => {
  const { world, a, b } = machines()
  world.packet(a.tap, a.mac, b.mac, a.ip, b.ip, 20, 64, 23)
  world.packet(b.tap, a.mac, b.mac, a.ip, b.ip, 20.001, 64, 23)
  const notes = notesOf(world.judge(ID))
  for (const part of [
    `switched: port ${a.port} (${a.mac}) on web`,
    'of project red sent packets from 2001:db8:a::a to 2001:db8:a::b',
    `port ${b.port}`,
    'from 1970-01-01T00:00:20.000000000Z to 1970-01-01T00:00:23.000000000Z',
    `compute1/tap${a.port.slice(0, 11)}, which listened from`,
    `seen at compute1/tap${a.port.slice(0, 11)}, compute2/tap${b.port.slice(0, 11)}`,
  ])
    assert.match(notes, part)
})

VmToVm('what a VM forwards for another is no talk of its own', () => {
  const { world, a, b } = machines()
  const appliance = world.vm('vm-router', a.network, 'compute1', ['2001:db8:a::77'])
  const inner = world.network('inner', 'red', 'vxlan', 3003, ['2001:db8:77::/64'])
  const hidden = world.vm('vm-hidden', inner, 'compute3', ['2001:db8:77::1'])
  world.holds(hidden, hidden.ip, 2)
  for (const { tap } of [appliance, b]) {
    world.packet(tap, appliance.mac, b.mac, hidden.ip, b.ip, 20, 63)
    world.packet(tap, b.mac, appliance.mac, b.ip, hidden.ip, 20.1, 64)
  }
  assert.is(world.answer(ID), 'unobserved')
})

VmToVm('unobserved: the VM that was tried is not running', () => {
  const { world, a } = machines()
  const port = world.port(a.network, 'compute:nova', 'vm-off', 'compute1', ['2001:db8:a::ff'], { status: 'DOWN' })
  world.ns(a.tap, a.mac, a.ip, '2001:db8:a::ff', 20)
  const judged = world.judge(ID)
  assert.is(judged.observed, 'unobserved')
  assert.match(notesOf(judged), `port ${port.id} (${port.macAddress}) is DOWN, and no frame of it was seen`)
})

VmToVm('no: the router to another network never says a word', () => {
  const world = new World()
  const web = world.network('web', 'red', 'vxlan', 1001, ['2001:db8:a::/64'])
  const db = world.network('db', 'red', 'gre', 7, ['2001:db8:b::/64'])
  const a = world.vm('vm-a', web, 'compute1', ['2001:db8:a::a'])
  const c = world.vm('vm-c', db, 'compute2', ['2001:db8:b::c'])
  const router = world.port(web, 'network:router_interface', 'r1', 'network1')
  world.holds(a, a.ip, 1)
  world.packet(a.tap, a.mac, router.macAddress, a.ip, c.ip, 20)
  const judged = world.judge(ID)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), `through router r1's port ${router.id}`)
})

VmToVm('no: switched works, and routed fails', () => {
  const { world, a, b, c, near } = machines()
  world.talk(a, b, 10)
  world.packet(a.tap, a.mac, near.mac, a.ip, c.ip, 20)
  assert.is(world.answer(ID), 'no')
})

VmToVm('an ICMPv6 error is no answer, and the notes name who sent it', () => {
  const { world, a, c, near } = machines()
  world.packet(a.tap, a.mac, near.mac, a.ip, c.ip, 20)
  world.icmpError(a.tap, near.mac, '2001:db8:a::1', a.ip, c.ip, 20.1)
  const judged = world.judge(ID)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), '2001:db8:a::1 reported destination unreachable (code 0) about 2001:db8:b::c')
})

VmToVm('tries without an answer beside answered ones are a note', () => {
  const { world, a, b, c, near, far } = machines()
  const dead = world.vm('vm-dead', a.network, 'compute1', ['2001:db8:a::d'])
  world.talk(a, b, 10)
  world.route(a, near, far, c, 12)
  world.packet(a.tap, a.mac, dead.mac, a.ip, dead.ip, 20)
  const judged = world.judge(ID)
  assert.is(judged.observed, 'yes')
  assert.match(notesOf(judged), '2001:db8:a::a to 2001:db8:a::d')
})

VmToVm('duplicate address detection, probes by unicast and link-local targets are no tries', () => {
  const { world, a, b } = machines()
  world.ns(a.tap, a.mac, '::', b.ip, 20)
  world.ns(a.tap, a.mac, a.ip, 'fe80::1', 20)
  world.packet(a.tap, a.mac, b.mac, 'fe80::a', 'fe80::b', 20)
  assert.is(world.answer(ID), 'unobserved')
})

VmToVm('unobserved: the capture ends less than 3 s after the try', () => {
  const { world, a, b } = machines({ span: [0, 22] })
  world.packet(a.tap, a.mac, b.mac, a.ip, b.ip, 20)
  const judged = world.judge(ID)
  assert.is(judged.observed, 'unobserved')
  assert.match(notesOf(judged), 'ends at')
})

VmToVm('unobserved: the capture is cut', () => {
  const { world, a, b } = machines({ whole: false })
  world.packet(a.tap, a.mac, b.mac, a.ip, b.ip, 20)
  assert.is(world.answer(ID), 'unobserved')
})

VmToVm('unobserved: conversations were left out', () => {
  const { world, a, b } = machines()
  world.packet(a.tap, a.mac, b.mac, a.ip, b.ip, 20)
  world.leaveOut('conversations')
  assert.is(world.answer(ID), 'unobserved')
})

VmToVm('unobserved: seen at the underlay alone an answer may pass elsewhere', () => {
  const { world, a, b } = machines()
  world.packet(world.on('compute1', 'eth1', a.network), a.mac, b.mac, a.ip, b.ip, 20)
  assert.is(world.answer(ID), 'unobserved')
})

VmToVm('a VM with IPv4 is none of these: by its packets, by ARP, by an offer, by a fixed IP of another NIC', () => {
  const stories: readonly ((one: Machines) => void)[] = [
    ({ world, b }) => world.packet(b.tap, b.mac, 'fa:16:3e:00:00:99', '10.0.0.5', '10.0.0.6', 30),
    ({ world, b }) => world.address(b.tap, b.mac, '10.0.0.5', 'arp', 30),
    ({ world, b }) => {
      const offer = { family: 4, kind: 'offer', linkSource: 'fa:16:3e:77:77:77', clientMac: b.mac } as const
      const addresses = [{ address: '10.0.0.5', preferredLifetimeS: 60, validLifetimeS: 60 }]
      world.dhcp(b.tap, { ...offer, addresses }, 30)
    },
    ({ world, c }) => void world.port(c.network, 'compute:nova', 'vm-b', 'compute2', ['10.0.0.7']),
  ]
  for (const story of stories) {
    const one = machines()
    one.world.talk(one.a, one.b, 10)
    story(one)
    assert.is(one.world.answer(ID), 'unobserved')
  }
})

VmToVm('an unanswered DISCOVER and 169.254/16 make no IPv4 host', () => {
  const { world, a, b } = machines()
  world.talk(a, b, 10)
  world.address(a.tap, a.mac, '0.0.0.0', 'traffic', 5)
  world.address(a.tap, a.mac, '169.254.7.7', 'arp', 5)
  assert.is(world.answer(ID), 'partial')
})

VmToVm('without an inventory: yes where the packets show both ways through a virtual router', () => {
  const { world, a, b, c, near, far } = machines()
  world.talk(a, b, 10)
  world.route(a, near, far, c, 12)
  for (const [vm, router] of [
    [a, near],
    [c, far],
    [b, near],
  ] as const) {
    world.packet(router.at, vm.mac, router.mac, vm.ip, 'fe80::1', 14)
  }
  const judged = world.judge(ID, false)
  assert.is(judged.observed, 'yes')
  assert.match(notesOf(judged), 'only an inventory tells')
})

VmToVm('without an inventory: a host that answered may be a VM, so that not all failed', () => {
  const { world, a, b } = machines()
  world.frame(a.tap, b.mac, 5)
  world.frame(b.tap, a.mac, 5)
  world.packet(a.tap, a.mac, b.mac, a.ip, b.ip, 20)
  assert.is(world.answer(ID, false), 'no')
  const stranger = 'fa:16:3e:00:00:77'
  world.packet(a.tap, a.mac, stranger, a.ip, '2001:db8:a::77', 30)
  world.packet(a.tap, stranger, a.mac, '2001:db8:a::77', a.ip, 30.1)
  assert.is(world.answer(ID, false), 'unobserved')
})

VmToVm("without an inventory: an unanswered address behind a router may be another tenant's", () => {
  const { world, a, b, c, near } = machines()
  world.talk(a, b, 10)
  world.packet(a.tap, a.mac, near.mac, a.ip, c.ip, 20)
  assert.is(world.answer(ID, false), 'partial')
})

VmToVm.run()
