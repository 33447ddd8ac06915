import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readInventory } from '../../src/inventory/neutron.ts'
import {
  ACME,
  cloud,
  expected,
  inventoryOf,
  NET_EXTERNAL,
  NET_VLAN,
  NET_VXLAN,
  network,
  PORT_ROUTER,
  PORT_SUBPORT,
  PORT_VM,
  port,
  problemsOf,
  ROUTER,
  readAll,
  readOne,
  router,
  SERVER,
  SUBNET_VLAN,
  subnet,
  withFiles,
} from './cloud.ts'

const INVENTORY = suite("Inventory, Neutron's API")

INVENTORY('reads the four lists in one object', async () => {
  const { networks, subnets, ports, routers, paths, notes } = await inventoryOf(cloud)
  assert.equal([networks.length, subnets.length, ports.length, routers.length], [6, 3, 7, 1])
  assert.equal(paths, ['neutron.json'])
  assert.equal(notes, [])
  assert.equal(networks[0], {
    id: NET_VLAN,
    name: 'net-1',
    projectId: ACME,
    external: false,
    shared: false,
    segments: [{ networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 210 }],
    mtu: 1450,
  })
  assert.equal(subnets[0], {
    id: SUBNET_VLAN,
    name: null,
    networkId: NET_VLAN,
    ipVersion: 6,
    cidr: '2001:db8:1::/64',
    gatewayIp: '2001:db8:1::1',
    ipv6RaMode: 'slaac',
    ipv6AddressMode: 'slaac',
    enableDhcp: true,
    dnsNameservers: [],
  })
  assert.equal(ports[0], {
    id: PORT_VM,
    name: null,
    networkId: NET_VLAN,
    projectId: ACME,
    macAddress: 'fa:16:3e:aa:bb:cc',
    fixedIps: [{ subnetId: SUBNET_VLAN, ipAddress: '2001:db8:1:0:f816:3eff:feaa:bbcc' }],
    deviceOwner: 'compute:nova',
    deviceId: SERVER,
    status: 'ACTIVE',
    host: 'compute1',
    vifType: 'ovs',
    vnicType: 'normal',
    allowedAddressPairs: [{ macAddress: '00:00:5e:00:02:01', ipAddress: '2001:db8:1::100/128' }],
    subports: [{ portId: PORT_SUBPORT, segmentationId: 30, macAddress: 'fa:16:3e:aa:bb:cc' }],
  })
  assert.equal(routers[0], {
    id: ROUTER,
    name: 'router',
    projectId: ACME,
    externalNetworkId: NET_EXTERNAL,
    externalFixedIps: [],
    ha: true,
    distributed: false,
  })
})

INVENTORY('reads every shape to the same inventory', async () => {
  const one = await inventoryOf(cloud)
  const shapes = {
    'a file for each list': Object.fromEntries(
      Object.entries(cloud).map(([kind, list]) => [`${kind}.json`, { [kind]: list }]),
    ),
    'bare lists': Object.fromEntries(Object.entries(cloud).map(([kind, list]) => [`${kind}.json`, list])),
    'a list of answers': { 'all.json': Object.entries(cloud).map(([kind, list]) => ({ [kind]: list })) },
    'a file for each thing': Object.fromEntries(
      Object.entries(cloud).flatMap(([kind, list]) => list.map((item, i) => [`${kind}-${i}.json`, item])),
    ),
    'single answers': Object.fromEntries(
      Object.entries(cloud).flatMap(([kind, list]) =>
        list.map((item, i) => [`${kind}-${i}.json`, { [kind.slice(0, -1)]: item }]),
      ),
    ),
    'with a byte order mark': { 'neutron.json': `\ufeff${JSON.stringify(cloud)}` },
  }
  for (const [shape, files] of Object.entries(shapes)) {
    assert.equal({ ...expected(await readAll(files)), paths: [] }, { ...one, paths: [] }, shape)
  }
})

INVENTORY('does not depend on the order of lists and files', async () => {
  const reversed = {
    networks: cloud.networks.toReversed(),
    subnets: cloud.subnets.toReversed(),
    ports: cloud.ports.toReversed(),
    routers: cloud.routers,
  }
  assert.equal(await inventoryOf(reversed), await inventoryOf(cloud))
})

INVENTORY('reads the segments of a multi-provider network', async () => {
  const { networks } = await inventoryOf({
    networks: [
      {
        id: NET_VLAN,
        segments: [
          { 'provider:network_type': 'vlan', 'provider:physical_network': 'rack1', 'provider:segmentation_id': 101 },
          { 'provider:network_type': 'vxlan', 'provider:physical_network': null, 'provider:segmentation_id': 5001 },
        ],
      },
    ],
  })
  assert.equal(networks[0]?.segments, [
    { networkType: 'vlan', physicalNetwork: 'rack1', segmentationId: 101 },
    { networkType: 'vxlan', physicalNetwork: null, segmentationId: 5001 },
  ])
})

INVENTORY('an empty project is none, and one that the answer lacks is too, with a note', async () => {
  const { networks, notes } = await inventoryOf({ ...cloud, networks: [network(NET_VLAN, { project_id: '' })] })
  assert.is(networks[0]?.projectId, null)
  assert.not.ok(notes.some((note) => note.includes('project_id')))
  const { project_id, ...poor } = network(NET_VLAN)
  const lacking = await inventoryOf({ ...cloud, networks: [poor] })
  assert.match(lacking.notes.join('\n'), /neutron\.json: 1 of 1 networks lack project_id \(whose it is\)/)
})

INVENTORY('says what others than administrators do not see, and the command that gives it', async () => {
  const hidden = ({
    'provider:network_type': _t,
    'provider:physical_network': _p,
    'provider:segmentation_id': _s,
    ...seen
  }: Record<string, unknown>) => seen
  const { networks, notes } = await inventoryOf({ ...cloud, networks: cloud.networks.map(hidden) })
  assert.equal(networks[0]?.segments, [])
  const [note, command] = notes
  assert.match(
    note!,
    /6 of 6 networks lack provider:network_type .*, provider:segmentation_id \(which VLAN id, VNI or key carries it\)/,
  )
  assert.match(command!, /^Asked as an administrator/)
  assert.match(command!, 'for list in networks; do curl')
})

INVENTORY('notes a kind that is missing', async () => {
  const { notes } = await inventoryOf({ networks: cloud.networks, ports: cloud.ports, subnets: cloud.subnets })
  assert.is(notes.length, 2)
  assert.is(notes[0], 'The inventory holds no routers')
  assert.match(notes[1]!, 'for list in routers; do curl')
})

INVENTORY("OVN's routers have neither ha nor distributed: nothing is said of it", async () => {
  const [router] = cloud.routers
  const { ha: _ha, distributed: _distributed, ...bare } = { ha: false, distributed: false, ...router }
  const lacking = await inventoryOf({ ...cloud, routers: [bare] })
  assert.match(lacking.notes.join('\n'), /1 of 1 routers lack ha/)
  const localport = {
    ...cloud.ports[0]!,
    id: '8a1b2c3d-4e5f-4000-8000-000000000009',
    device_owner: 'network:distributed',
  }
  const ovn = await inventoryOf({ ...cloud, ports: [...cloud.ports, localport], routers: [bare] })
  assert.not.match(ovn.notes.join('\n'), /routers lack/)
})

INVENTORY('notes references to what the inventory lacks', async () => {
  const { notes } = await inventoryOf({
    networks: cloud.networks.filter(({ id }) => id !== NET_VXLAN),
    subnets: cloud.subnets,
    ports: [
      ...cloud.ports,
      port('9a1b2c3d-4e5f-4000-8000-00000000000f', NET_VLAN, 'network:router_interface', { device_id: 'gone' }),
    ],
    routers: cloud.routers,
  })
  assert.equal(notes, [
    `Some subnets name a network that the inventory lacks: "b0000000-0000-4000-8000-000000000002" names "${NET_VXLAN}"`,
    `Some ports name a network that the inventory lacks: "${PORT_SUBPORT}" names "${NET_VXLAN}"`,
    'Some ports name a router that the inventory lacks: "9a1b2c3d-4e5f-4000-8000-00000000000f" names "gone"',
  ])
})

INVENTORY('notes that an answer has further pages', async () => {
  const { notes } = await inventoryOf({
    ...cloud,
    ports_links: [{ rel: 'next', href: 'http://neutron/v2.0/ports?marker=x' }],
  })
  assert.equal(notes, ['neutron.json: ports_links: there is a next page, so that these are not all ports'])
})

INVENTORY('the same thing twice is one thing', async () => {
  const twice = { ...cloud, ports: [...cloud.ports, ...cloud.ports] }
  assert.equal(await inventoryOf(twice), await inventoryOf(cloud))
})

INVENTORY('a list and a fuller answer about one of it add up', async () => {
  const { ports } = expected(
    await readAll({
      'list.json': [
        { ID: PORT_VM, Name: '', 'MAC Address': 'fa:16:3e:aa:bb:cc', 'Fixed IP Addresses': [], Status: 'ACTIVE' },
      ],
      'show.json': port(PORT_VM, NET_VLAN, 'compute:nova', { mac_address: 'fa:16:3e:aa:bb:cc' }),
    }),
  )
  assert.equal(
    ports.map(({ id, networkId, deviceOwner }) => [id, networkId, deviceOwner]),
    [[PORT_VM, NET_VLAN, 'compute:nova']],
  )
})

INVENTORY('the same id with two contents is an error that names both files', async () => {
  const reading = await readAll({
    'a.json': { networks: [network(NET_VLAN)] },
    'b.json': { networks: [network(NET_VXLAN), network(NET_VLAN, { 'provider:segmentation_id': 9 })] },
  })
  assert.equal(problemsOf(reading), [
    `a.json: networks[0] and b.json: networks[1]: both are network "${NET_VLAN}", but differ in provider:segmentation_id: 1001 and 9`,
  ])
})

INVENTORY('passes over what is no inventory in a directory, not where it was named', async () => {
  const { paths, notes } = expected(
    await readAll({ 'neutron.json': cloud, 'expected.json': { verdict: 'yes' }, 'README.md': 'x' }),
  )
  assert.equal(paths, ['neutron.json'])
  assert.equal(notes, ['expected.json: passed over, it holds no networks, subnets, ports or routers'])
  assert.equal(problemsOf(await readOne({ verdict: 'yes' })), [
    'neutron.json: neither networks, subnets, ports nor routers: it has "verdict"',
  ])
  assert.equal(problemsOf(await readAll({ 'expected.json': {} })), [
    '.: no file here holds networks, subnets, ports or routers',
  ])
  assert.equal(problemsOf(await readAll({ 'README.md': '' })), ['.: no .json file in this directory'])
})

INVENTORY('names the file and the path of every problem at once', async () => {
  const reading = await readOne({
    networks: [network(NET_VLAN, { 'provider:segmentation_id': 'ten', shared: 'perhaps' }), 7],
    subnets: [subnet(SUBNET_VLAN, NET_VLAN, { cidr: '10.0.0.0/33', ipv6_ra_mode: 'SLAAC' })],
    ports: [
      port(PORT_VM, NET_VLAN, 'compute:nova', {
        mac_address: 'fa:16:3e:zz:00:00',
        fixed_ips: [{ ip_address: '2001:db8::1::2' }],
      }),
      { name: 'no id' },
      port(PORT_ROUTER, NET_VLAN, 'compute:nova', {
        trunk_details: { sub_ports: [{ port_id: PORT_SUBPORT, segmentation_id: -1 }] },
      }),
    ],
    routers: {},
  })
  assert.equal(problemsOf(reading), [
    'neutron.json: networks[1]: expected an object, got 7',
    'neutron.json: routers: expected a list, got {}',
    'neutron.json: networks[0].shared: expected true or false, got "perhaps"',
    'neutron.json: networks[0].provider:segmentation_id: expected a whole number or null, got "ten"',
    'neutron.json: subnets[0].cidr: expected a prefix such as 2001:db8::/64, got "10.0.0.0/33"',
    'neutron.json: subnets[0].ipv6_ra_mode: expected "slaac", "dhcpv6-stateful", "dhcpv6-stateless" or null, got "SLAAC"',
    'neutron.json: ports[0].mac_address: expected a MAC address, got "fa:16:3e:zz:00:00"',
    'neutron.json: ports[0].fixed_ips[0].ip_address: expected an IP address, got "2001:db8::1::2"',
    'neutron.json: ports[1].id: expected an id, got nothing',
    'neutron.json: ports[1].mac_address: expected a MAC address, got nothing',
    'neutron.json: ports[2].trunk_details.sub_ports[0].segmentation_id: expected a whole number, got -1',
  ])
})

INVENTORY('tells a subnet whose version is not that of its prefix', async () => {
  const reading = await readOne({ subnets: [subnet(SUBNET_VLAN, NET_VLAN, { ip_version: 4 })] })
  assert.equal(problemsOf(reading), [
    'neutron.json: subnets[0].ip_version: expected 6, as cidr is of that version, got 4',
  ])
})

INVENTORY('says 20 problems and counts the rest', async () => {
  const problems = problemsOf(
    await readOne({ ports: Array.from({ length: 30 }, (_, i) => ({ id: `p${i}`, mac_address: 1 })) }),
  )
  assert.is(problems.length, 21)
  assert.is(problems[20], 'and 10 more problems')
})

INVENTORY('escapes what would move the cursor or turn the text', async () => {
  const [problem] = problemsOf(await readOne({ ports: [{ id: 'p', mac_address: '\u001b[2J\u009b1m\u202eevil' }] }))
  assert.is(problem, 'neutron.json: ports[0].mac_address: expected a MAC address, got "\\u001b[2J\\u009b1m\\u202eevil"')
  const [long] = problemsOf(await readOne({ ports: [{ id: 'p', mac_address: 'x'.repeat(10_000) }] }))
  assert.ok(long !== undefined && long.length < 200)
  const [path] = problemsOf(await readInventory('no\u001bsuch.json'))
  assert.is(path, '"no\\u001bsuch.json": no such file or directory')
})

INVENTORY('says where a file stops being JSON', async () => {
  assert.equal(problemsOf(await readOne('{"ports": [\n  {"id": }\n]}')), [
    'neutron.json: not JSON, line 2, column 10: expected a value, got "}"',
  ])
  assert.equal(problemsOf(await readOne('')), [
    'neutron.json: not JSON, line 1, column 1: expected a value, got the end of the file',
  ])
})

INVENTORY('a file that is not there, and one that is no text', async () => {
  assert.equal(problemsOf(await readInventory('nowhere/neutron.json')), [
    'nowhere/neutron.json: no such file or directory',
  ])
  const notText = await withFiles({}, async (directory) => {
    const path = join(directory, 'neutron.json')
    await writeFile(path, Uint8Array.of(0x7b, 0xff, 0xfe))
    return problemsOf(await readInventory(path))
  })
  assert.match(notText[0]!, /neutron\.json: not UTF-8 text$/)
})

INVENTORY('takes hostile names for what they are', async () => {
  const text = `{"networks": [{"id": "__proto__", "__proto__": {"shared": true}, "constructor": 1, "name": "toString"}], "__proto__": {"ports": 1}}`
  const { networks } = await inventoryOf(text)
  assert.equal(
    networks.map(({ id, name, shared }) => [id, name, shared]),
    [['__proto__', 'toString', false]],
  )
  assert.is(({} as { shared?: boolean }).shared, undefined)
})

INVENTORY('a router may have no gateway, or one without an address', async () => {
  const { routers } = await inventoryOf({
    ...cloud,
    routers: [
      router(ROUTER, { external_gateway_info: null }),
      router('c0000000-0000-4000-8000-000000000002', {
        external_gateway_info: {
          network_id: NET_EXTERNAL,
          external_fixed_ips: [{ subnet_id: SUBNET_VLAN, ip_address: '2001:DB8::9' }],
        },
      }),
    ],
  })
  assert.equal(
    routers.map(({ externalNetworkId, externalFixedIps }) => [externalNetworkId, externalFixedIps]),
    [
      [null, []],
      [NET_EXTERNAL, [{ subnetId: SUBNET_VLAN, ipAddress: '2001:db8::9' }]],
    ],
  )
})

INVENTORY.run()
