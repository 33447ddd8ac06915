import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { classify } from '../../src/classify/classify.ts'
import { foldAnswers } from '../../src/classify/requirement.ts'
import type { Settled } from '../../src/observe/settled.ts'
import { conversationsOf, rowsOf } from './senders.ts'
import { flatten, notesOf, SLL, SLL2, World } from './world.ts'

const PEER = 'fa:16:3e:99:99:99'
const UPSTREAM = '00:1c:73:00:00:01'

const Situate = suite('where a frame was, by the inventory')

Situate("a tap is its port's by the first eleven characters of the id", () => {
  const world = new World()
  const network = world.network('net', 'red', 'vxlan', 1001, ['2001:db8:a::/64'])
  const vm = world.vm('vm', network, 'compute1', ['2001:db8:a::5'])
  world.frame(vm.tap, vm.mac, 5)
  const { vantages, networks, stations } = classify(world.settled, world.inventory)
  assert.equal([vantages[0]?.role, vantages[0]?.portId, vantages[0]?.network], ['vm-port', vm.port, 'n1'])
  assert.equal([networks[0]?.name, networks[0]?.project, networks[0]?.basis], ['net', 'red', 'inventory'])
  assert.equal([stations[0]?.role, stations[0]?.portId], ['vm-port', vm.port])
})

Situate('Geneve VNIs of OVN are told by the MACs, and a MAC is never out of place there', () => {
  const world = new World()
  const red = world.network('red', 'red', 'geneve', 1, ['2001:db8:a::/64'])
  const blue = world.network('blue', 'blue', 'geneve', 2, ['2001:db8:b::/64'])
  const a = world.port(red, 'compute:nova', 'a', 'compute1')
  const b = world.port(blue, 'compute:nova', 'b', 'compute1')
  // Datapath keys that happen to be the other network's ids.
  world.frame(world.on('compute1', 'eth1', { ...red, number: 2 }), a.macAddress, 5)
  world.frame(world.on('compute1', 'eth1', { ...blue, number: 1 }), b.macAddress, 5)
  const { networks, requirements } = classify(world.settled, world.inventory)
  assert.equal(
    networks.map(({ name, segments }) => [name, segments[0]?.id]),
    [
      ['blue', 1],
      ['red', 2],
    ],
  )
  assert.is.not(flatten(requirements)[0]?.observed, 'no')
})

Situate("tags of br-int are the node's own", () => {
  const world = new World()
  const red = world.network('red', 'red', 'vlan', 3, ['2001:db8:a::/64'])
  world.network('blue', 'blue', 'vlan', 4, ['2001:db8:b::/64'])
  const a = world.port(red, 'compute:nova', 'a', 'compute1')
  world.frame({ vantage: world.vantage('compute1', 'br-int'), segment: world.segment('vlan', 4) }, a.macAddress, 5)
  const { networks, requirements } = classify(world.settled, world.inventory)
  assert.equal(
    networks.map(({ name }) => name),
    ['red'],
  )
  assert.is.not(flatten(requirements)[0]?.observed, 'no')
})

Situate('on the interface any of LINUX_SLL frames are placed by their MAC', () => {
  const world = new World()
  const network = world.network('net', 'red', 'vxlan', 1001, ['10.0.0.0/24', '2001:db8:a::/64'])
  const port = world.port(network, 'compute:nova', 'vm', 'compute1')
  const any = world.at('compute1', 'any', { linkType: SLL })
  for (const [address, to] of [
    ['10.0.0.5', '10.0.0.9'],
    ['2001:db8:a::5', '2001:db8:a::9'],
  ] as const) {
    world.address(any, port.macAddress, address, address.includes(':') ? 'dad' : 'arp', 5)
    world.packet(any, port.macAddress, null, address, to, 6)
  }
  assert.is(world.answer('dual-stack.single-interface'), 'yes')
})

Situate("an interface of LINUX_SLL2 is a port's tap where all it receives is that port's", () => {
  const world = new World()
  const network = world.network('net', 'red', 'vxlan', 1001, ['2001:db8:a::/64'])
  const port = world.port(network, 'compute:nova', 'vm', 'compute1')
  const tap = world.at('compute1', 'any%7', { linkType: SLL2, ifindex: 7, receivedFrom: [port.macAddress] })
  world.address(tap, port.macAddress, '2001:db8:a::5', 'dad', 4)
  world.packet(tap, port.macAddress, null, '2001:db8:a::5', '2001:db8:a::9', 5)
  world.packet(tap, PEER, null, '2001:db8:a::9', '2001:db8:a::5', 5)
  assert.is(classify(world.settled, world.inventory).vantages[0]?.portId, port.id)
})

Situate(
  'an interface of LINUX_SLL2 is no tap where it receives from others, too, or the port is bound elsewhere',
  () => {
    for (const [node, receivedFrom] of [
      ['compute1', []],
      ['compute1', ['00:1c:73:00:00:01', 'fa:16:3e:00:00:01']],
      ['compute2', ['fa:16:3e:00:00:01']],
    ] as const) {
      const world = new World()
      const network = world.network('net', 'red', 'vlan', 1001, ['2001:db8:a::/64'])
      const port = world.port(network, 'compute:nova', 'vm', 'compute1')
      const nic = world.at(node, 'any%3', { linkType: SLL2, ifindex: 3, receivedFrom })
      world.packet(nic, port.macAddress, null, '2001:db8:a::5', '2001:db8:99::1', 5)
      assert.is(classify(world.settled, world.inventory).vantages[0]?.portId, null)
    }
  },
)

Situate('a DVR host MAC is no station', () => {
  const world = new World()
  const network = world.network('net', 'red', 'vxlan', 1001, ['2001:db8:a::/64'])
  world.packet(world.on('compute1', 'eth1', network), 'fa:16:3f:00:00:01', PEER, '2001:db8:b::5', '2001:db8:a::5', 5)
  for (const inventory of [world.inventory, null]) assert.equal(classify(world.settled, inventory).stations, [])
})

Situate('on the interface any a tag that is a trunk subport to some VM is no VLAN of the provider', () => {
  const world = new World()
  const red = world.network('red', 'red', 'vlan', 100, ['2001:db8:a::/64'])
  const blue = world.network('blue', 'blue', 'vlan', 200, ['2001:db8:b::/64'])
  const subport = world.port(blue, 'trunk:subport', 'trunk', 'compute1')
  const { macAddress } = subport
  const any = { vantage: world.vantage('compute1', 'any', { linkType: SLL }), segment: world.segment('vlan', 100) }
  world.frame(any, macAddress, 5)
  assert.is(flatten(classify(world.settled, world.inventory).requirements)[0]?.observed, 'no', 'a leak as it stands')
  const subports = [{ portId: subport.id, segmentationId: 100, macAddress }]
  world.port(red, 'compute:nova', 'vm', 'compute1', [], { macAddress, subports })
  assert.is.not(flatten(classify(world.settled, world.inventory).requirements)[0]?.observed, 'no')
})

Situate("a Geneve id is the network's where one frame out of place does not agree with the rest", () => {
  const world = new World()
  const red = world.network('red', 'red', 'geneve', 1, ['2001:db8:a::/64'])
  const blue = world.network('blue', 'blue', 'geneve', 2, ['2001:db8:b::/64'])
  const [a, b] = [world.port(red, 'compute:nova', 'a', 'compute1'), world.port(blue, 'compute:nova', 'b', 'compute2')]
  world.frame(world.on('compute1', 'eth1', red), a.macAddress, 5)
  world.frame(world.on('compute2', 'eth1', blue), b.macAddress, 5)
  world.frame(world.on('compute1', 'eth1', blue), a.macAddress, 6)
  assert.is(flatten(classify(world.settled, world.inventory).requirements)[0]?.observed, 'no')
})

Situate.run()

const Infer = suite('where a frame was, inferred')

Infer('segments of different ids are never one network, whatever they carry', () => {
  const world = new World()
  for (const number of [210, 211]) {
    world.ra(world.on('compute1', 'eth2', { id: '', type: 'vlan', number }), UPSTREAM, [5])
    world.ra(world.on('compute2', 'eth2', { id: '', type: 'vlan', number }), UPSTREAM, [5])
  }
  const { networks } = classify(world.settled, null)
  assert.equal(
    networks.map(({ segments }) => segments.map(({ id }) => id)),
    [
      [210, 210],
      [211, 211],
    ],
  )
})

Infer(
  'a port joins the segment with which it shares its station and its router; one of two segments is reported',
  () => {
    const world = new World()
    const [a, b] = [210, 211].map((number) => world.on('compute1', 'eth2', { id: '', type: 'vlan' as const, number }))
    const tap = world.at('compute1', 'tap00000001-00')
    const vm = 'fa:16:3e:00:00:01'
    for (const at of [a!, b!, tap]) world.ra(at, UPSTREAM, [5])
    for (const at of [a!, tap]) world.frame(at, vm, 6)
    world.packet(tap, vm, UPSTREAM, '2001:db8:a::5', '2001:db8:99::1', 7)
    assert.is(classify(world.settled, null).vantages[1]?.network, 'n1')
    world.frame(b!, vm, 8)
    const { vantages, requirements } = classify(world.settled, null)
    assert.is(vantages[1]?.network, 'n3')
    assert.match(
      notesOf(requirements[0]!),
      'compute1/tap00000001-00 shows its station and routers of vlan 210 and of vlan 211',
    )
  },
)

Infer("a port joins the segment on which its router only forwards: OVN's advertisements never leave the node", () => {
  const world = new World()
  const segment = world.on('compute1', 'eth1', { id: '', type: 'geneve' as const, number: 7 })
  const tap = world.at('compute1', 'tap00000001-00')
  const [vm, router] = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02']
  world.ra(tap, router, [5])
  world.frame(tap, vm, 6)
  for (const [mac, t] of [
    [vm, 6],
    [router, 7],
  ] as const)
    world.frame(segment, mac, t)
  world.packet(tap, vm, router, '2001:db8:a::5', '2001:db8:99::1', 7)
  assert.is(classify(world.settled, null).vantages[1]?.network, 'n1')
})

Infer(
  'ports join the segment of their stations where no segment shows their router; not ports of different routers',
  () => {
    const world = new World()
    const segment = world.on('compute1', 'eth1', { id: '', type: 'geneve' as const, number: 7 })
    const macs = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02'] as const
    const taps = macs.map((_, i) => world.at('compute1', `tap0000000${i}-00`))
    const routers = ['fa:16:3e:00:00:91', 'fa:16:3e:00:00:92'] as const
    for (const at of [segment, ...taps]) for (const mac of macs) world.frame(at, mac, 5)
    for (const [i, tap] of taps.entries()) {
      world.ra(tap, routers[0], [6])
      world.packet(tap, macs[i]!, PEER, '2001:db8:a::5', '2001:db8:a::9', 7)
    }
    const networks = () =>
      classify(world.settled, null)
        .vantages.slice(1)
        .map(({ network }) => network)
    assert.equal(networks(), ['n1', 'n1'])
    const other = world.at('compute1', 'tap00000009-00')
    for (const at of [segment, ...taps, other]) world.frame(at, 'fa:16:3e:00:00:09', 5)
    for (const mac of macs) world.frame(other, mac, 5)
    world.packet(other, 'fa:16:3e:00:00:09', PEER, '2001:db8:a::5', '2001:db8:a::9', 7)
    world.ra(other, routers[1], [6])
    const { requirements, vantages } = classify(world.settled, null)
    assert.is(new Set(vantages.slice(1).map(({ network }) => network)).size, 2)
    assert.match(notesOf(requirements[0]!), 'on geneve 7 are ports with different routers')
  },
)

Infer("a port's interfaces have its id in their names: one network, one station", () => {
  const world = new World()
  const vm = 'fa:16:3e:00:00:01'
  const [tap, bridge] = [world.at('compute1', 'tap00000001-00'), world.at('compute1', 'qbr00000001-00')]
  for (const at of [tap, bridge]) for (const mac of [vm, PEER, 'fa:16:3e:00:00:05']) world.frame(at, mac, 5)
  for (const peer of [PEER, 'fa:16:3e:00:00:05']) world.packet(tap, vm, peer, '2001:db8:a::5', '2001:db8:a::9', 7)
  const { vantages, networks } = classify(world.settled, null)
  assert.equal(
    vantages.map(({ role }) => role),
    ['vm-port', 'vm-port'],
  )
  assert.is(networks.length, 1)
})

Infer("a client's tap is told from its server's by who waits longer, whatever the nodes' clocks", () => {
  const world = new World()
  const [client, server] = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02']
  const [tap, dhcp] = [world.at('compute1', 'tap00000001-00'), world.at('network1', 'tap00000002-00')]
  for (const [at, asked, answered] of [
    [tap, 10, 10.009],
    [dhcp, 7.3, 7.304],
  ] as const) {
    world.dhcp(at, { family: 6, kind: 'solicit', linkSource: client, xid: 5 }, asked)
    world.dhcp(at, { family: 6, kind: 'advertise', linkSource: server, linkDestination: client, xid: 5 }, answered)
  }
  const { vantages } = classify(world.settled, null)
  assert.equal(
    vantages.map(({ role }) => role),
    ['vm-port', 'dhcp-port'],
  )
})

Infer('a tap on which its VM sends multicast alone is told by who else is at home elsewhere', () => {
  const world = new World()
  const [mute, other] = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02']
  const [tap, second] = [world.at('compute1', 'tap00000001-00'), world.at('compute1', 'tap00000002-00')]
  for (const at of [tap, second]) for (const mac of [mute, other, UPSTREAM]) world.frame(at, mac, 5)
  world.ra(second, UPSTREAM, [6])
  world.packet(second, other, UPSTREAM, '2001:db8:a::5', '2001:db8:99::1', 7)
  const { vantages, stations } = classify(world.settled, null)
  assert.is(vantages[0]?.role, 'vm-port')
  assert.is(stations.find(({ mac }) => mac === mute)?.role, 'vm-port')
})

Infer('a DHCP port is told from its only client where that is at home elsewhere', () => {
  const world = new World()
  const [client, server] = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02']
  const [tap, dhcp] = [world.at('compute1', 'tap00000001-00'), world.at('network1', 'tap00000002-00')]
  for (const at of [tap, dhcp]) {
    const reply = { family: 6, kind: 'reply', linkSource: server, linkDestination: client } as const
    world.dhcp(at, reply, 5)
  }
  world.packet(tap, client, PEER, '2001:db8:a::5', '2001:db8:a::9', 7)
  const { vantages } = classify(world.settled, null)
  assert.equal(
    vantages.map(({ role }) => role),
    ['vm-port', 'dhcp-port'],
  )
})

Infer("a VM that advertises is its tap's own, not a router", () => {
  const world = new World()
  const [rogue, other] = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02']
  const tap = world.at('compute1', 'tap00000001-00')
  world.ra(tap, rogue, [5])
  for (const peer of [PEER, other]) world.packet(tap, rogue, peer, '2001:db8:a::5', '2001:db8:a::9', 7)
  const { vantages, stations } = classify(world.settled, null)
  assert.is(vantages[0]?.role, 'vm-port')
  assert.is(stations.find(({ mac }) => mac === rogue)?.role, 'vm-port')
})

Infer('gateway ports are told from an upstream router that does not advertise: it is at both', () => {
  const world = new World()
  const [one, two] = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02']
  for (const [node, mac, n] of [
    ['network1', one, 1],
    ['network2', two, 2],
  ] as const) {
    const at = world.at(node, `qg-0000000${n}-00`)
    world.packet(at, mac, UPSTREAM, '2001:db8:a::5', '2001:db8:99::1', 7)
    world.packet(at, UPSTREAM, mac, '2001:db8:99::1', '2001:db8:a::5', 7.1)
  }
  const { stations } = classify(world.settled, null)
  const gateways = stations.filter(({ role }) => role === 'router-gateway').map(({ mac }) => mac)
  assert.equal([...new Set(gateways)].sort(), [one, two])
})

Infer('a port that hears only what is flooded is not the one that sends it', () => {
  const world = new World()
  const [talker, quiet] = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02']
  const [tap, silent] = [world.at('compute1', 'tap00000001-00'), world.at('compute1', 'tap00000002-00')]
  for (const [i, peer] of [PEER, quiet, 'fa:16:3e:00:00:03'].entries())
    world.packet(tap, talker, peer, '2001:db8:a::5', `2001:db8:a::${i + 7}`, 7)
  for (const peer of [PEER, quiet]) world.packet(silent, talker, peer, '2001:db8:a::5', '2001:db8:a::9', 7)
  const { vantages } = classify(world.settled, null)
  assert.equal(
    vantages.map(({ role }) => role),
    ['vm-port', 'unknown'],
  )
})

Infer("a router of the cloud is told by its ports' prefix, whatever base_mac is", () => {
  const world = new World()
  const macs = ['02:aa:bb:00:00:01', '02:aa:bb:00:00:02'] as const
  const router = '02:aa:bb:00:00:09'
  for (const [i, mac] of macs.entries()) {
    const tap = world.at('compute1', `tap0000000${i}-00`)
    world.packet(tap, mac, PEER, '2001:db8:a::5', '2001:db8:a::9', 7)
    world.packet(tap, mac, 'fa:16:3e:88:88:88', '2001:db8:a::5', '2001:db8:a::8', 7)
    world.ra(tap, router, [5])
    world.ra(tap, UPSTREAM, [5])
  }
  const { stations } = classify(world.settled, null)
  assert.is(stations.find(({ mac }) => mac === router)?.role, 'router-interface')
  assert.is(stations.find(({ mac }) => mac === UPSTREAM)?.role, 'external')
})

Infer.run()

const Law = suite('a classification')

function busyWorld(): World {
  const world = new World()
  const red = world.network('red', 'red', 'vxlan', 1001, ['2001:db8:a::/64', '10.0.0.0/24'])
  const [a, b] = [world.vm('a', red, 'compute1', ['2001:db8:a::a']), world.vm('b', red, 'compute2', ['2001:db8:a::b'])]
  const router = world.routerPort('r1', red, 'network1')
  for (const at of [a.tap, b.tap, router.at]) world.ra(at, router.mac, [3, 8, 13])
  world.talk(a, b, 10)
  world.rs(a, [1, 5])
  world.holds(a, a.ip, 4)
  return world
}

Law('knows no order of the rows', () => {
  const { settled, inventory } = busyWorld()
  const reversed: Settled = {
    ...settled,
    stations: rowsOf([...settled.stations].toReversed()),
    addresses: rowsOf([...settled.addresses].toReversed()),
    conversations: conversationsOf([...settled.conversations].toReversed()),
    neighborDiscovery: settled.neighborDiscovery.toReversed(),
    dhcp: settled.dhcp.toReversed(),
  }
  for (const known of [inventory, null]) {
    assert.is(JSON.stringify(classify(reversed, known)), JSON.stringify(classify(settled, known)))
  }
})

Law("has evidence for every answer but unobserved, in the table's order", () => {
  const { requirements } = classify(busyWorld().settled, busyWorld().inventory)
  assert.equal(
    requirements.map(({ id }) => id),
    ['multi-tenant', 'vm-to-vm', 'provider-l2', 'routed-external', 'dual-stack'],
  )
  for (const { observed, evidence, items, notes } of flatten(requirements)) {
    if (items.length === 0) assert.ok(observed === 'unobserved' ? notes.length > 0 : evidence.length > 0)
  }
})

Law('of nothing is unobserved throughout', () => {
  const { settled } = new World()
  for (const { observed } of flatten(classify(settled, null).requirements)) assert.is(observed, 'unobserved')
})

Law('folds items: any no, all yes, all unobserved, else partial', () => {
  assert.is(foldAnswers(['yes', 'no']), 'no')
  assert.is(foldAnswers(['yes', 'yes']), 'yes')
  assert.is(foldAnswers(['unobserved', 'unobserved']), 'unobserved')
  assert.is(foldAnswers(['yes', 'unobserved']), 'partial')
})

Law.run()
