import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ACME,
  expected,
  NET_EXTERNAL,
  NET_VLAN,
  PORT_SUBPORT,
  PORT_VM,
  problemsOf,
  ROUTER,
  readAll,
  readOne,
  SERVER,
  SUBNET_VLAN,
} from './cloud.ts'

const CLIENT = suite('Inventory, openstack … -f json')

CLIENT('reads network, subnet, port and router list --long', async () => {
  const inventory = expected(
    await readAll({
      'networks.json': [
        {
          ID: NET_VLAN,
          Name: 'blue',
          Status: 'ACTIVE',
          Project: ACME,
          State: true,
          Shared: false,
          Subnets: [SUBNET_VLAN],
          'Network Type': 'vlan',
          'Router Type': false,
          'Availability Zones': ['nova'],
          Tags: [],
        },
        {
          ID: NET_EXTERNAL,
          Name: 'public',
          Shared: 'True',
          Project: '',
          'Network Type': 'flat',
          'Router Type': 'External',
          Subnets: '',
        },
      ],
      'subnets.json': [
        {
          ID: SUBNET_VLAN,
          Name: 'blue6',
          Network: NET_VLAN,
          Subnet: '2001:DB8:1::/64',
          Project: ACME,
          DHCP: true,
          'Name Servers': '2001:db8::53, 2001:db8::54',
          'Allocation Pools': [],
          'Host Routes': [],
          'IP Version': 6,
          Gateway: 'None',
          'Service Types': [],
          Tags: [],
        },
      ],
      'ports.json': [
        {
          ID: PORT_VM,
          Name: '',
          'MAC Address': 'fa:16:3e:aa:bb:cc',
          'Fixed IP Addresses': [{ subnet_id: SUBNET_VLAN, ip_address: '2001:db8:1::5' }],
          Status: 'ACTIVE',
          'Security Groups': [],
          'Device Owner': 'compute:nova',
          Tags: [],
          'Trunk subports': [{ port_id: PORT_SUBPORT, segmentation_id: 30, segmentation_type: 'vlan' }],
        },
      ],
      'routers.json': [
        {
          ID: ROUTER,
          Name: 'r1',
          Status: 'ACTIVE',
          State: true,
          Project: ACME,
          Distributed: false,
          HA: true,
          Routes: [],
          'External gateway info': { network_id: NET_EXTERNAL, external_fixed_ips: [], enable_snat: true },
        },
      ],
    }),
  )
  assert.equal(
    inventory.networks.map(({ name, external, shared, projectId, segments }) => [
      name,
      external,
      shared,
      projectId,
      segments,
    ]),
    [
      ['blue', false, false, ACME, [{ networkType: 'vlan', physicalNetwork: null, segmentationId: null }]],
      ['public', true, true, null, [{ networkType: 'flat', physicalNetwork: null, segmentationId: null }]],
    ],
  )
  assert.equal(inventory.subnets[0], {
    id: SUBNET_VLAN,
    name: 'blue6',
    networkId: NET_VLAN,
    ipVersion: 6,
    cidr: '2001:db8:1::/64',
    gatewayIp: null,
    ipv6RaMode: null,
    ipv6AddressMode: null,
    enableDhcp: true,
    dnsNameservers: ['2001:db8::53', '2001:db8::54'],
  })
  assert.is(inventory.ports[0]?.networkId, NET_VLAN, 'told by the subnet of its address')
  assert.equal(inventory.ports[0]?.subports, [{ portId: PORT_SUBPORT, segmentationId: 30, macAddress: null }])
  assert.is(inventory.routers[0]?.externalNetworkId, NET_EXTERNAL)
  assert.is(inventory.routers[0]?.ha, true)

  const notes = inventory.notes.join('\n')
  assert.match(notes, /networks\.json: 1 of 2 networks lack provider:segmentation_id/)
  assert.match(notes, /subnets\.json: 1 of 1 subnets lack ipv6_ra_mode .*, ipv6_address_mode/)
  assert.match(notes, /ports\.json: 1 of 1 ports lack project_id .*device_id .*binding:host_id .*allowed_address_pairs/)
  assert.not.match(notes, /network_id \(its network\)/)
  assert.match(notes, 'openstack network|subnet|port show -f json ID')
})

CLIENT('says what the short lists lack', async () => {
  const { ports, notes } = expected(
    await readAll({
      'n.json': [{ ID: NET_VLAN, Name: 'blue', Subnets: [SUBNET_VLAN] }],
      'p.json': [
        { ID: PORT_VM, Name: '', 'MAC Address': 'fa:16:3e:aa:bb:cc', 'Fixed IP Addresses': [], Status: 'ACTIVE' },
      ],
      'r.json': [{ ID: ROUTER, Name: 'r1', Status: 'ACTIVE', State: 'UP', Project: ACME }],
    }),
  )
  assert.equal([ports[0]?.networkId, ports[0]?.deviceOwner, ports[0]?.host], [null, '', null])
  assert.match(
    notes[0]!,
    /^n\.json: 1 of 1 networks lack project_id .*router:external .*shared .*provider:network_type/,
  )
  assert.match(
    notes[1]!,
    /^p\.json: 1 of 1 ports lack network_id .*device_owner \(its role\), device_id \(its VM or router\)/,
  )
  assert.match(
    notes[2]!,
    /^r\.json: 1 of 1 routers lack external_gateway_info .*openstack router list --long -f json has it$/,
  )
})

CLIENT('reads port, network and router show', async () => {
  const { ports, networks, routers } = expected(
    (await readAll({
      'port.json': {
        id: PORT_VM,
        mac_address: 'fa:16:3e:aa:bb:cc',
        network_id: NET_VLAN,
        project_id: ACME,
        device_id: SERVER,
        device_owner: 'compute:nova',
        binding_host_id: 'compute2',
        binding_vif_type: 'ovs',
        binding_vnic_type: 'normal',
        fixed_ips: [{}],
        allowed_address_pairs: [],
        trunk_details: null,
      },
      'network.json': {
        id: NET_VLAN,
        name: 'blue',
        'router:external': 'Internal',
        'provider:network_type': 'geneve',
        'provider:physical_network': null,
        'provider:segmentation_id': 42,
        segments: null,
        shared: false,
        subnets: [],
        mtu: 1442,
      },
      'router.json': {
        id: ROUTER,
        name: 'r1',
        external_gateway_info: `{"network_id": "${NET_EXTERNAL}", "external_fixed_ips": [{"ip_address": "2001:db8::9"}]}`,
        distributed: 'False',
        ha: null,
      },
    }).catch((error: unknown) => assert.unreachable(String(error)))) as never,
  )
  assert.equal([ports[0]?.host, ports[0]?.vifType, ports[0]?.fixedIps, ports[0]?.subports], ['compute2', 'ovs', [], []])
  assert.equal(networks[0]?.segments, [{ networkType: 'geneve', physicalNetwork: null, segmentationId: 42 }])
  assert.equal(routers[0]?.externalFixedIps, [{ subnetId: null, ipAddress: '2001:db8::9' }])
})

CLIENT('null is what a client prints for what the API kept from it', async () => {
  const { notes } = expected(
    await readAll({
      'network.json': {
        id: NET_VLAN,
        'router:external': false,
        shared: false,
        project_id: ACME,
        'provider:network_type': null,
        'provider:segmentation_id': null,
      },
      'port.json': { id: PORT_VM, mac_address: 'fa:16:3e:aa:bb:cc', binding_host_id: null },
      'router.json': { id: ROUTER, external_gateway_info: null, ha: null, distributed: null },
    }),
  )
  assert.match(notes[0]!, /lack provider:network_type .*, provider:segmentation_id /)
  assert.match(notes[1]!, /binding:host_id \(its node\)/)
  assert.match(notes[2]!, /lack ha .*, distributed /)
})

CLIENT('reads the texts of older clients', async () => {
  const texts = [
    `ip_address='2001:db8:1::5', subnet_id='${SUBNET_VLAN}'\nip_address='10.0.0.5', subnet_id='other'`,
    `{"subnet_id": "${SUBNET_VLAN}", "ip_address": "2001:db8:1::5"}\n{"subnet_id": "other", "ip_address": "10.0.0.5"}`,
  ]
  for (const text of texts) {
    const { ports } = expected(
      await readOne([{ ID: PORT_VM, 'MAC Address': 'fa-16-3e-aa-bb-cc', 'Fixed IP Addresses': text }]),
    )
    assert.is(ports[0]?.macAddress, 'fa:16:3e:aa:bb:cc')
    assert.equal(ports[0]?.fixedIps, [
      { subnetId: SUBNET_VLAN, ipAddress: '2001:db8:1::5' },
      { subnetId: 'other', ipAddress: '10.0.0.5' },
    ])
  }
  const { ports } = expected(
    await readOne({
      id: PORT_VM,
      mac_address: 'fa:16:3e:aa:bb:cc',
      fixed_ips: '',
      allowed_address_pairs: "ip_address='2001:db8::/32', mac_address='00:00:5e:00:02:01'",
    }),
  )
  assert.equal(ports[0]?.fixedIps, [])
  assert.equal(ports[0]?.allowedAddressPairs, [{ macAddress: '00:00:5e:00:02:01', ipAddress: '2001:db8::/32' }])
})

CLIENT('a text that is none of these is named as it stands', async () => {
  assert.equal(
    problemsOf(await readOne([{ ID: PORT_VM, 'MAC Address': 'fa:16:3e:aa:bb:cc', 'Fixed IP Addresses': 'somewhere' }])),
    ['neutron.json: [0]["Fixed IP Addresses"]: expected a list of fixed IPs, got "somewhere"'],
  )
})

CLIENT.run()
