import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Nic, notesOf, type RouterPort, SLL2, type VantagePlan, World } from './world.ts'

const ATTACHMENTS = 'routed-external.attachments'
const AGENTS = 'routed-external.multi-agent'
const UPSTREAM = '00:1c:73:00:00:01'
const OUTSIDE = '2001:db8:99::1'
const DEAD = '2001:db8:99::dead'

interface Site {
  readonly vm: Nic
  readonly router: RouterPort
  readonly gateway: RouterPort
}

interface Cloud {
  readonly world: World
  /** On VLAN 210, behind r1 on network1. */
  readonly vlan: Site
  /** On VXLAN 1001, behind r2 on network2. */
  readonly overlay: Site
}

interface Plan {
  readonly tap?: VantagePlan
  readonly gateway?: VantagePlan
  readonly secondNode?: string
  readonly gatewayIps?: readonly string[]
}

function cloud({ tap = {}, gateway: qg = {}, secondNode = 'network2', gatewayIps = [] }: Plan = {}): Cloud {
  const world = new World()
  const external = world.network('public', 'admin', 'vlan', 400, ['2001:db8:e::/64'], { external: true })
  const site = (id: string, type: 'vlan' | 'vxlan', number: number, prefix: string, node: string): Site => {
    const network = world.network(id, id, type, number, [`${prefix}/64`])
    const vm = world.vm(`vm-${id}`, network, 'compute1', [`${prefix}5`], tap)
    const router = world.routerPort(`r-${id}`, network, node)
    const gateway = world.gateway(`r-${id}`, external, node, qg, gatewayIps)
    for (const at of [vm.tap, router.at, world.on(node, type === 'vlan' ? 'eth2' : 'eth1', network)])
      world.ra(at, router.mac, [1])
    world.holds(vm, vm.ip, 2)
    world.frame(world.on(node, type === 'vlan' ? 'eth2' : 'eth1', network), vm.mac, 2)
    world.ra(gateway.at, UPSTREAM, [1])
    world.ra(world.on(node, 'eth2', external), UPSTREAM, [1])
    world.frame(world.on(node, 'eth2', external), gateway.mac, 1)
    world.ra(vm.tap, router.mac, [3], { linkDestination: vm.mac })
    return { vm, router, gateway }
  }
  return {
    world,
    vlan: site('blue', 'vlan', 210, '2001:db8:b::', 'network1'),
    overlay: site('red', 'vxlan', 1001, '2001:db8:a::', secondNode),
  }
}

function reach(world: World, { vm, router, gateway }: Site, t: number, address = OUTSIDE): void {
  world.outside(vm, router, gateway, UPSTREAM, address, t)
}

const Attachments = suite(ATTACHMENTS)

Attachments('yes: a VLAN and an overlay network, through qr- and qg-, answered', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  reach(world, overlay, 12)
  const judged = world.judge(ATTACHMENTS)
  assert.is(judged.observed, 'yes')
  assert.is(judged.evidence.length, 6)
  assert.match(notesOf(judged), 'has only a link-local IPv6 address')
  assert.is(world.answer('routed-external'), 'yes')
})

Attachments("the external VLAN from the gateway port's MAC serves instead of qg-, as with OVN", () => {
  const { world, vlan, overlay } = cloud()
  const trunk = world.on('network1', 'eth2', { id: 'public', type: 'vlan', number: 400 })
  for (const { vm, router, gateway } of [vlan, overlay]) {
    world.packet(vm.tap, vm.mac, router.mac, vm.ip, OUTSIDE, 10)
    world.packet(trunk, gateway.mac, UPSTREAM, vm.ip, OUTSIDE, 10.001, 63)
    world.packet(vm.tap, router.mac, vm.mac, OUTSIDE, vm.ip, 10.002, 59)
  }
  assert.is(world.answer(ATTACHMENTS), 'yes')
})

Attachments('with DVR the central router takes another hop', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 8)
  const { vm, router, gateway } = overlay
  world.packet(vm.tap, vm.mac, router.mac, vm.ip, OUTSIDE, 10, 64)
  world.packet(router.at, router.mac, 'fa:16:3e:00:00:aa', vm.ip, OUTSIDE, 10.001, 63)
  world.packet(gateway.at, gateway.mac, UPSTREAM, vm.ip, OUTSIDE, 10.002, 62)
  world.packet(vm.tap, router.mac, vm.mac, OUTSIDE, vm.ip, 10.003, 59)
  assert.is(world.answer(ATTACHMENTS), 'yes')
})

Attachments('partial: one kind of network only', () => {
  const { world, vlan } = cloud()
  reach(world, vlan, 10)
  const judged = world.judge(ATTACHMENTS)
  assert.is(judged.observed, 'partial')
  assert.match(judged.missing.join(), 'overlay network')
})

Attachments('partial: answered, and no gateway vantage, which is named', () => {
  const { world, vlan } = cloud()
  world.packet(vlan.vm.tap, vlan.vm.mac, vlan.router.mac, vlan.vm.ip, OUTSIDE, 10)
  world.packet(vlan.vm.tap, vlan.router.mac, vlan.vm.mac, OUTSIDE, vlan.vm.ip, 10.1, 59)
  const judged = world.judge(ATTACHMENTS)
  assert.is(judged.observed, 'partial')
  assert.match(judged.missing.join(), /gateway port \(network1\/qg-0000000[0-9]-00\) of router r-blue/)
})

Attachments('no: swallowed before qg-', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  world.packet(overlay.vm.tap, overlay.vm.mac, overlay.router.mac, overlay.vm.ip, OUTSIDE, 20)
  const judged = world.judge(ATTACHMENTS)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), 'swallowed before network2/qg-')
  assert.ok(judged.evidence.length > 0)
})

Attachments('no: unanswered after qg-', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  const { vm, router, gateway } = overlay
  world.packet(vm.tap, vm.mac, router.mac, vm.ip, OUTSIDE, 20)
  world.packet(gateway.at, gateway.mac, UPSTREAM, vm.ip, OUTSIDE, 20.001, 63)
  const judged = world.judge(ATTACHMENTS)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), 'left through')
})

Attachments("no: answers come in at qg- and qr-, and never reach the VM's port", () => {
  const { world, vlan } = cloud()
  const { vm, router, gateway } = vlan
  for (const at of [vm.tap, router.at]) world.packet(at, vm.mac, router.mac, vm.ip, OUTSIDE, 20)
  world.packet(gateway.at, gateway.mac, UPSTREAM, vm.ip, OUTSIDE, 20.001, 63)
  world.packet(gateway.at, UPSTREAM, gateway.mac, OUTSIDE, vm.ip, 20.002, 60)
  world.packet(router.at, router.mac, vm.mac, OUTSIDE, vm.ip, 20.003, 59)
  assert.is(world.answer(ATTACHMENTS), 'no')
})

Attachments('no: the router never says a word', () => {
  const world = new World()
  const network = world.network('blue', 'blue', 'vlan', 210, ['2001:db8:b::/64'])
  const vm = world.vm('vm', network, 'compute1', ['2001:db8:b::5'])
  const router = world.port(network, 'network:router_interface', 'r1', 'network1')
  world.holds(vm, vm.ip, 2)
  world.packet(vm.tap, vm.mac, router.macAddress, vm.ip, OUTSIDE, 20, 64, 30)
  const judged = world.judge(ATTACHMENTS)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), 'no gateway vantage tells how far the packets came')
  assert.match(notesOf(judged), 'from 1970-01-01T00:00:20.000000000Z to 1970-01-01T00:00:30.000000000Z')
})

Attachments('qr- proves an answer missing where it is the only way back, not of a distributed router', () => {
  for (const [owner, expected] of [
    ['network:router_interface', 'no'],
    ['network:ha_router_replicated_interface', 'no'],
    ['network:router_interface_distributed', 'unobserved'],
  ] as const) {
    const world = new World()
    const network = world.network('blue', 'blue', 'vlan', 210, ['2001:db8:b::/64'])
    const vm = world.port(network, 'compute:nova', 'vm', 'compute1', ['2001:db8:b::5'])
    const router = world.port(network, owner, 'r1', 'network1')
    const at = world.at('network1', `qr-${router.id.slice(0, 11)}`)
    world.packet(at, vm.macAddress, router.macAddress, '2001:db8:b::5', OUTSIDE, 20)
    assert.is(world.answer(ATTACHMENTS), expected, owner)
    world.port(network, 'network:router_interface', 'r2', 'network2')
    assert.is(world.answer(ATTACHMENTS), 'unobserved', 'another router could answer')
  }
})

Attachments('nothing is swallowed before a qg- that did not listen', () => {
  const { world, vlan } = cloud({ gateway: { whole: false } })
  world.packet(vlan.vm.tap, vlan.vm.mac, vlan.router.mac, vlan.vm.ip, OUTSIDE, 20)
  const judged = world.judge(ATTACHMENTS)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), 'no gateway vantage tells how far the packets came')
})

Attachments('one dead host among live ones is a note', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  reach(world, overlay, 12)
  world.packet(overlay.vm.tap, overlay.vm.mac, overlay.router.mac, overlay.vm.ip, DEAD, 20)
  const judged = world.judge(ATTACHMENTS)
  assert.is(judged.observed, 'yes')
  assert.match(notesOf(judged), `never answered: ${DEAD}`)
})

Attachments('an ICMPv6 error is no answer', () => {
  const { world, vlan } = cloud()
  world.packet(vlan.vm.tap, vlan.vm.mac, vlan.router.mac, vlan.vm.ip, OUTSIDE, 20)
  world.icmpError(vlan.vm.tap, vlan.router.mac, '2001:db8:b::1', vlan.vm.ip, OUTSIDE, 20.1)
  const judged = world.judge(ATTACHMENTS)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), '2001:db8:b::1 reported destination unreachable')
})

Attachments("unobserved: nobody tried, nobody can tell, or the address is a port's or a tenant's", () => {
  assert.is(cloud().world.answer(ATTACHMENTS), 'unobserved')
  for (const address of ['2001:db8:a::5', '2001:db8:a::77']) {
    const { world, vlan } = cloud()
    world.packet(vlan.vm.tap, vlan.vm.mac, vlan.router.mac, vlan.vm.ip, address, 20)
    assert.is(world.answer(ATTACHMENTS), 'unobserved')
  }
  const { world, vlan } = cloud({ tap: { span: [0, 21] } })
  world.packet(vlan.vm.tap, vlan.vm.mac, vlan.router.mac, vlan.vm.ip, OUTSIDE, 20)
  assert.is(world.answer(ATTACHMENTS), 'unobserved')
})

Attachments('without an inventory: yes through gateway ports, and no only past them', () => {
  const good = cloud()
  reach(good.world, good.vlan, 10)
  reach(good.world, good.overlay, 12)
  assert.is(good.world.answer(ATTACHMENTS, false), 'yes')
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  world.packet(overlay.vm.tap, overlay.vm.mac, overlay.router.mac, overlay.vm.ip, OUTSIDE, 20)
  assert.is(world.answer(ATTACHMENTS, false), 'partial')
  world.packet(overlay.gateway.at, overlay.gateway.mac, UPSTREAM, overlay.vm.ip, OUTSIDE, 20.001, 63)
  assert.is(world.answer(ATTACHMENTS, false), 'no')
})

Attachments('without an inventory: no, unless something behind the same router answered, whatever it was', () => {
  const { world, vlan } = cloud()
  const { vm, router, gateway } = vlan
  world.packet(vm.tap, vm.mac, router.mac, vm.ip, DEAD, 20)
  world.packet(gateway.at, gateway.mac, UPSTREAM, vm.ip, DEAD, 20.001, 63)
  assert.is(world.answer(ATTACHMENTS, false), 'no')
  world.packet(vm.tap, vm.mac, router.mac, vm.ip, OUTSIDE, 30)
  world.packet(vm.tap, router.mac, vm.mac, OUTSIDE, vm.ip, 30.1, 59)
  assert.is(world.answer(ATTACHMENTS, false), 'unobserved')
})

Attachments("without an inventory a prefix that a router of the cloud advertises is not the outside's", () => {
  const { world, vlan, overlay } = cloud()
  world.ra(overlay.router.at, overlay.router.mac, [4], { prefix: '2001:db8:99::' })
  reach(world, vlan, 10)
  assert.is(world.answer(ATTACHMENTS, false), 'unobserved')
})

Attachments.run()

const Agents = suite(AGENTS)

Agents('yes: gateway ports of two routers on two nodes', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  reach(world, overlay, 12)
  const judged = world.judge(AGENTS)
  assert.is(judged.observed, 'yes')
  assert.is(judged.evidence.length, 4)
})

Agents('partial: both routers on one node are one agent', () => {
  const { world, vlan, overlay } = cloud({ secondNode: 'network1' })
  reach(world, vlan, 10)
  reach(world, overlay, 12)
  assert.is(world.answer(AGENTS), 'partial')
})

Agents('partial: the second gateway port only sent ND', () => {
  const { world, vlan } = cloud()
  reach(world, vlan, 10)
  const judged = world.judge(AGENTS)
  assert.is(judged.observed, 'partial')
  assert.match(notesOf(judged), "sent no tenant's packet")
})

Agents("a router's own packets are not tenants'", () => {
  const { world, vlan, overlay } = cloud({ gatewayIps: ['2001:db8:e::9'] })
  reach(world, vlan, 10)
  world.packet(overlay.gateway.at, overlay.gateway.mac, UPSTREAM, '2001:db8:e::9', OUTSIDE, 20)
  world.packet(overlay.gateway.at, UPSTREAM, overlay.gateway.mac, OUTSIDE, '2001:db8:e::9', 20.1)
  assert.is(world.answer(AGENTS), 'partial')
})

Agents('no: what one forwards is never answered, while the other gets answers', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  world.packet(overlay.gateway.at, overlay.gateway.mac, UPSTREAM, overlay.vm.ip, OUTSIDE, 20, 63)
  const judged = world.judge(AGENTS)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), 'was never answered')
})

Agents('partial: unanswered too late in the capture to prove anything', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  world.packet(overlay.gateway.at, overlay.gateway.mac, UPSTREAM, overlay.vm.ip, OUTSIDE, 58, 63)
  assert.is(world.answer(AGENTS), 'partial')
})

Agents('yes: of HA routers the node is where packets are forwarded, though standbys hear the multicast', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  reach(world, overlay, 12)
  for (const [{ gateway }, standby] of [
    [vlan, 'network2'],
    [overlay, 'network1'],
  ] as const) {
    const port = world.ports.find(({ macAddress }) => macAddress === gateway.mac)!
    world.frame(world.at(standby, `qg-${port.id.slice(0, 11)}`), gateway.mac, 5)
  }
  assert.is(world.answer(AGENTS), 'yes')
})

Agents('no: on an external VLAN that unicast for the gateway port passes, an answer would pass too', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  const trunk = world.on('chassis3', 'eth2', { id: 'public', type: 'vlan', number: 400 })
  world.packet(trunk, overlay.gateway.mac, UPSTREAM, overlay.vm.ip, OUTSIDE, 20, 63)
  assert.is(world.answer(AGENTS), 'partial', 'nothing tells that answers pass there')
  world.na(trunk, UPSTREAM, overlay.gateway.mac, 'fe80::1', 19)
  const judged = world.judge(AGENTS)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), 'was never answered at chassis3/eth2, which listened from')
})

Agents('a bridge shows what is flooded, and need not show an answer', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  const bridge = world.on('network2', 'br-ex', { id: 'public', type: 'vlan', number: 400 })
  world.packet(bridge, overlay.gateway.mac, UPSTREAM, overlay.vm.ip, OUTSIDE, 20, 63)
  assert.is(world.answer(AGENTS), 'partial')
})

Agents('on cooked captures an answer is what comes back on the outside from a MAC that no port has', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  const { vm, gateway } = overlay
  const any = world.at('network2', 'any%4', { linkType: SLL2, ifindex: 4 })
  world.packet(any, vm.mac, null, vm.ip, OUTSIDE, 20, 64)
  world.packet(any, gateway.mac, null, vm.ip, OUTSIDE, 20.001, 63)
  world.packet(any, UPSTREAM, null, OUTSIDE, vm.ip, 20.002, 60)
  assert.match(notesOf(world.judge(AGENTS)), 'forwarded packets of 1 pairs of addresses, 1 answered')
})

Agents('unobserved: a gateway port that sent nothing is not seen', () => {
  const world = new World()
  const external = world.network('public', 'admin', 'vlan', 400, ['2001:db8:e::/64'], { external: true })
  const a = world.gateway('r1', external, 'network1')
  const b = world.gateway('r2', external, 'network2')
  world.frame(a.at, a.mac, 5)
  world.ra(b.at, UPSTREAM, [5])
  assert.is(world.answer(AGENTS), 'unobserved')
})

Agents('unobserved: an HA router is one port on two nodes', () => {
  const { world, vlan } = cloud()
  reach(world, vlan, 10)
  const again = new World()
  const external = again.network('public', 'admin', 'vlan', 400, [], { external: true })
  const a = again.gateway('r1', external, 'network1')
  const name = `qg-${again.ports[0]!.id.slice(0, 11)}`
  again.frame(a.at, a.mac, 5)
  again.frame(again.at('network2', name), a.mac, 9)
  assert.is(again.answer(AGENTS), 'unobserved')
})

Agents('without an inventory gateway ports are told by qg- and by what they forward', () => {
  const { world, vlan, overlay } = cloud()
  reach(world, vlan, 10)
  reach(world, overlay, 12)
  assert.is(world.answer(AGENTS, false), 'yes')
})

Agents.run()
