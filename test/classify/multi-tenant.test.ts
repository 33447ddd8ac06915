import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type NetworkPlan, notesOf, World } from './world.ts'

const ID = 'multi-tenant'

interface Tenants {
  readonly world: World
  readonly red: NetworkPlan
  readonly blue: NetworkPlan
}

/** Two projects, red on VXLAN and blue on VLAN, each with a VM, and as told with a router that advertises. */
function tenants({ blueRa = true, blueProject = 'blue', bluePrefix = '2001:db8:b::' } = {}): Tenants {
  const world = new World()
  const red = world.network('red-net', 'red', 'vxlan', 1001, ['2001:db8:a::/64'])
  const blue = world.network('blue-net', blueProject, 'vlan', 210, [`${bluePrefix}/64`])
  const redVm = world.vm('vm-red', red, 'compute1', ['2001:db8:a::5'])
  const blueVm = world.vm('vm-blue', blue, 'compute1', [`${bluePrefix}5`])
  const redRouter = world.routerPort('r1', red, 'network1')
  const blueRouter = world.routerPort('r2', blue, 'network1')
  const trunk = world.on('network1', 'eth2', blue)
  const underlay = world.on('network1', 'eth1', red)
  for (const at of [redVm.tap, redRouter.at, underlay]) world.ra(at, redRouter.mac, [5, 10])
  world.holds(redVm, redVm.ip, 6)
  world.frame(underlay, redVm.mac, 6)
  world.tunnel('network1', 'vxlan', '172.16.0.1', '172.16.0.2')
  if (blueRa) for (const at of [blueVm.tap, blueRouter.at, trunk]) world.ra(at, blueRouter.mac, [5, 10])
  world.holds(blueVm, blueVm.ip, 6)
  world.frame(trunk, blueVm.mac, 6)
  return { world, red, blue }
}

const MultiTenant = suite(ID)

MultiTenant('yes: two projects, each with RAs of its own; notes name encapsulations and the outer IP version', () => {
  const { world } = tenants()
  const judged = world.judge(ID)
  assert.is(judged.observed, 'yes')
  assert.match(notesOf(judged), 'vlan, vxlan; tunnels seen: vxlan over IPv4')
  assert.ok(judged.evidence.some(({ message }) => message === 'router-advertisement'))
})

MultiTenant('yes: overlapping prefixes in two tenants are no leak', () => {
  assert.is(tenants({ bluePrefix: '2001:db8:a::' }).world.answer(ID), 'yes')
})

MultiTenant('yes: the RAs of a DHCP port are its network’s own, as dnsmasq sends them', () => {
  const { world, blue } = tenants({ blueRa: false })
  const server = world.port(blue, 'network:dhcp', 'dhcp-blue', 'network1')
  world.ra(world.on('network1', 'eth2', blue), server.macAddress, [5, 10], { lifetime: 0 })
  assert.is(world.answer(ID), 'yes')
})

MultiTenant('no: an RA of the other tenant at a tap', () => {
  const { world, red } = tenants()
  const [leaking] = world.ports.filter(
    ({ networkId, deviceOwner }) => networkId === 'blue-net' && deviceOwner.endsWith('router_interface'),
  )
  const [victim] = world.ports.filter(
    ({ networkId, deviceOwner }) => networkId === red.id && deviceOwner === 'compute:nova',
  )
  world.ra(world.at('compute1', `tap${victim!.id.slice(0, 11)}`), leaking!.macAddress, [20])
  const judged = world.judge(ID)
  assert.is(judged.observed, 'no')
  assert.match(notesOf(judged), "1 frame of router r2's port")
  assert.match(notesOf(judged), 'on blue-net of project blue (1 router-advertisement) at compute1/tap')
  assert.match(notesOf(judged), 'on red-net (vxlan 1001) of project red, at 1970-01-01T00:00:20.000000000Z')
  assert.is(judged.evidence[0]?.message, 'router-advertisement')
})

MultiTenant('no: a frame with the VLAN tag of another tenant on the trunk', () => {
  const { world, blue } = tenants()
  const [stray] = world.ports.filter(({ networkId }) => networkId === 'red-net')
  world.frame(world.on('compute1', 'eth2', blue), stray!.macAddress, 20)
  assert.is(world.answer(ID), 'no')
})

MultiTenant('an allowed address pair belongs to the network', () => {
  const { world, blue } = tenants()
  const [stray] = world.ports.filter(({ networkId }) => networkId === 'red-net')
  const pair = { macAddress: stray!.macAddress, ipAddress: '2001:db8:b::9' }
  world.port(blue, 'compute:nova', 'vm-pair', 'compute1', [], { allowedAddressPairs: [pair] })
  world.frame(world.on('compute1', 'eth2', blue), stray!.macAddress, 20)
  assert.is(world.answer(ID), 'yes')
})

MultiTenant('ports of two projects on a shared network are no leak, and the network makes no tenant', () => {
  const { world } = tenants()
  const shared = world.network('shared', 'admin', 'vlan', 300, ['2001:db8:c::/64'], { shared: true })
  const a = world.vm('vm-red2', shared, 'compute1', ['2001:db8:c::5'])
  const b = world.vm('vm-blue2', shared, 'compute1', ['2001:db8:c::6'])
  world.talk(a, b, 12)
  assert.is(world.answer(ID), 'yes')
})

MultiTenant('gateway ports of two projects on the external network are no leak', () => {
  const { world } = tenants()
  const external = world.network('public', 'admin', 'vlan', 400, ['2001:db8:e::/64'], { external: true })
  const a = world.gateway('r1', external, 'network1')
  const b = world.gateway('r2', external, 'network1')
  world.frame(a.at, b.mac, 5)
  world.frame(b.at, a.mac, 5)
  assert.is(world.answer(ID), 'yes')
})

MultiTenant('no leak is read from a LINUX_SLL2 trunk, where tags got lost', () => {
  const { world } = tenants()
  const cooked = world.at('compute2', 'any%3', { linkType: 276, ifindex: 3 })
  for (const { macAddress } of world.ports) world.frame(cooked, macAddress, 20)
  assert.is(world.answer(ID), 'yes')
})

MultiTenant('a VLAN id that two physical networks use names neither', () => {
  const { world } = tenants()
  world.network('twin', 'green', 'vlan', 210, ['2001:db8:f::/64'])
  assert.is(world.answer(ID), 'yes')
})

MultiTenant('partial: two projects, one with neither RA nor DHCPv6', () => {
  const judged = tenants({ blueRa: false }).world.judge(ID)
  assert.is(judged.observed, 'partial')
  assert.match(notesOf(judged), 'of project blue')
  assert.ok(judged.evidence.length > 0)
})

MultiTenant('yes: a DHCPv6 server is a source too', () => {
  const { world, blue } = tenants({ blueRa: false })
  const server = world.port(blue, 'network:dhcp', 'dhcp', 'network1')
  world.dhcp(world.on('network1', 'eth2', blue), { family: 6, kind: 'advertise', linkSource: server.macAddress }, 9)
  assert.is(world.answer(ID), 'yes')
})

MultiTenant('what a relay hears from its server is no source of the network that it passes', () => {
  const { world, blue } = tenants({ blueRa: false })
  const server = world.port(blue, 'network:dhcp', 'dhcp', 'network1')
  const relays = [{ link: '2001:db8:77::1', peer: 'fe80::1' }]
  const reply = { family: 6, kind: 'reply', linkSource: server.macAddress, relays } as const
  world.dhcp(world.on('network1', 'eth2', blue), reply, 9)
  assert.is(world.answer(ID), 'partial')
})

MultiTenant('an RA of a VM is no source', () => {
  const { world, blue } = tenants({ blueRa: false })
  const rogue = world.vm('vm-rogue', blue, 'compute1', ['2001:db8:b::66'])
  world.ra(rogue.tap, rogue.mac, [9])
  assert.is(world.answer(ID), 'partial')
})

MultiTenant('unobserved: one project', () => {
  const judged = tenants({ blueProject: 'red' }).world.judge(ID)
  assert.is(judged.observed, 'unobserved')
  assert.ok(judged.missing.length > 0)
})

MultiTenant('without an inventory two projects are at most partial', () => {
  const judged = tenants().world.judge(ID, false)
  assert.is(judged.observed, 'partial')
  assert.is(judged.basis, 'inferred')
  assert.match(notesOf(judged), 'an inventory would tell')
})

MultiTenant('without an inventory one network alone is unobserved', () => {
  assert.is(tenants({ blueRa: false }).world.answer(ID, false), 'unobserved')
})

MultiTenant(
  'without an inventory a second network counts where hosts solicit in vain, not where they have IPv4',
  () => {
    const { world, blue } = tenants({ blueRa: false })
    const trunk = world.on('network1', 'eth2', blue)
    world.nd(trunk, { kind: 'router-solicitation', linkSource: 'fa:16:3e:00:00:77', octets: '8500000000000000' }, [9])
    assert.is(world.answer(ID, false), 'partial')
    world.address(trunk, 'fa:16:3e:00:00:77', '10.0.0.7', 'arp', 10)
    assert.is(world.answer(ID, false), 'unobserved')
  },
)

MultiTenant('without an inventory networks that a router forwards between are one tenant', () => {
  const { world, red, blue } = tenants()
  const router = world.ports.find(
    ({ networkId, deviceOwner }) => networkId === blue.id && deviceOwner.endsWith('interface'),
  )!
  const [underlay, trunk] = [world.on('network1', 'eth1', red), world.on('network1', 'eth2', blue)]
  world.packet(underlay, 'fa:16:3e:00:00:01', 'fa:16:3e:00:00:03', '2001:db8:a::5', '2001:db8:b::5', 20, 64)
  world.packet(trunk, router.macAddress, 'fa:16:3e:00:00:02', '2001:db8:a::5', '2001:db8:b::5', 20.001, 63)
  const judged = world.judge(ID, false)
  assert.is(judged.observed, 'unobserved')
  assert.match(notesOf(judged), 'one router joins those seen')
})

MultiTenant.run()
