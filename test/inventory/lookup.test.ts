import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { InventoryLookup, pinnedMacs } from '../../src/inventory/lookup.ts'
import { roleOf } from '../../src/inventory/port-role.ts'
import * as c from './cloud.ts'

const LOOKUP = suite('Inventory lookup')

const { inventoryOf, network, port, router, subnet } = c

async function lookupOf(content: unknown): Promise<InventoryLookup> {
  return new InventoryLookup(await inventoryOf(content))
}

LOOKUP('finds ports by interface, id and MAC', async () => {
  const lookup = await lookupOf(c.cloud)
  for (const name of ['tap0a1b2c3d-4e', 'qvo0a1b2c3d-4e', 'qbr0a1b2c3d-4e']) {
    assert.is(lookup.portByInterface(name)?.id, c.PORT_VM, name)
  }
  assert.is(lookup.portByInterface('qr-1a1b2c3d-4e')?.id, c.PORT_ROUTER)
  assert.is(lookup.portByInterface('tapffffffff-ff'), undefined)
  assert.is(lookup.portByInterface('eth1'), undefined)
  assert.is(lookup.portById(c.PORT_DHCP)?.deviceOwner, 'network:dhcp')
  assert.equal(
    lookup.portsByMac('fa:16:3e:aa:bb:cc').map(({ id }) => id),
    [c.PORT_VM, c.PORT_SUBPORT],
  )
  assert.equal(lookup.portsByMac('fa:16:3e:ff:ff:ff'), [])
})

LOOKUP('an interface of two ports is no port', async () => {
  const twin = `${c.PORT_VM.slice(0, 11)}5f-4000-8000-0000000000ff`
  const lookup = await lookupOf({ ...c.cloud, ports: [...c.cloud.ports, port(twin, c.NET_VLAN, 'compute:nova')] })
  assert.is(lookup.portByInterface('tap0a1b2c3d-4e'), undefined)
  assert.equal(
    lookup
      .portsByInterface('tap0a1b2c3d-4e')
      .map(({ id }) => id)
      .sort(),
    [c.PORT_VM, twin].sort(),
  )
  assert.equal(
    lookup.ambiguousInterfaces.map(({ portIdPrefix, ports }) => [portIdPrefix, ports.length]),
    [['0a1b2c3d-4e', 2]],
  )
})

LOOKUP('finds networks by segment, two where two physical networks use a VLAN id', async () => {
  const lookup = await lookupOf(c.cloud)
  const ids = (type: string, id: number | null) => lookup.networksBySegment(type, id).map((found) => found.id)
  assert.equal(ids('vlan', 210), [c.NET_VLAN, c.NET_EXTERNAL])
  assert.equal(ids('vxlan', 1001), [c.NET_VXLAN])
  assert.equal(ids('gre', 1001), [c.NET_SHARED])
  assert.equal(ids('flat', null), [c.NET_PROVIDER])
  assert.equal(ids('geneve', 1001), [])
})

LOOKUP('tells roles by device owner', async () => {
  const roles = {
    'compute:nova': 'vm-port',
    'compute:None': 'vm-port',
    'baremetal:none': 'vm-port',
    'trunk:subport': 'vm-port',
    'network:dhcp': 'dhcp-port',
    'network:distributed': 'dhcp-port',
    'network:router_interface': 'router-interface',
    'network:router_interface_distributed': 'router-interface',
    'network:ha_router_replicated_interface': 'router-interface',
    'network:router_centralized_snat': 'router-interface',
    'network:router_gateway': 'router-gateway',
    'network:router_ha_interface': 'other',
    'network:floatingip': 'other',
    'network:floatingip_agent_gateway': 'other',
    'neutron:LOADBALANCERV2': 'other',
    'Octavia:health-mgr': 'other',
    '': 'other',
  }
  const [some] = (await inventoryOf(c.cloud)).ports
  for (const [deviceOwner, role] of Object.entries(roles))
    assert.is(roleOf({ ...some!, deviceOwner }), role, deviceOwner)
})

LOOKUP('knows which networks make a tenant', async () => {
  const lookup = await lookupOf(c.cloud)
  const tenants = lookup.inventory.networks.filter((found) => lookup.isTenantNetwork(found)).map(({ id }) => id)
  assert.equal(
    tenants,
    [c.NET_VLAN, c.NET_VXLAN],
    'by a router interface, by an ipv6_ra_mode; not external, provider, HA, shared',
  )
})

LOOKUP("a trunk subport is its parent's VM on its parent's node", async () => {
  const lookup = await lookupOf(c.cloud)
  const subport = lookup.portById(c.PORT_SUBPORT)!
  assert.is(lookup.vmOf(subport), c.SERVER)
  assert.is(lookup.hostOf(subport), 'compute1')
  assert.equal(
    lookup.portsOfDevice(c.SERVER).map(({ id }) => id),
    [c.PORT_VM, c.PORT_SUBPORT, c.PORT_PROVIDER],
  )
  assert.is(lookup.vmOf(lookup.portById(c.PORT_ROUTER)!), null)
})

LOOKUP('knows the router of its interfaces, gateways and HA ports', async () => {
  const lookup = await lookupOf(c.cloud)
  const routers = [c.PORT_ROUTER, c.PORT_GATEWAY, c.PORT_HA, c.PORT_DHCP, c.PORT_VM].map(
    (id) => lookup.routerOf(lookup.portById(id)!)?.id,
  )
  assert.equal(routers, [c.ROUTER, c.ROUTER, c.ROUTER, undefined, undefined])
})

LOOKUP('knows which MACs belong on a network', async () => {
  const lookup = await lookupOf(c.cloud)
  assert.ok(lookup.macBelongs(c.NET_VLAN, 'fa:16:3e:aa:bb:cc'))
  assert.ok(lookup.macBelongs(c.NET_VXLAN, 'fa:16:3e:aa:bb:cc'), 'the subport')
  assert.ok(lookup.macBelongs(c.NET_VLAN, '00:00:5e:00:02:01'), 'an allowed address pair')
  assert.not.ok(lookup.macBelongs(c.NET_VXLAN, '00:00:5e:00:02:01'))
  assert.not.ok(lookup.macBelongs('nowhere', 'fa:16:3e:aa:bb:cc'))
})

LOOKUP('pins every MAC a port has or may use, once, in order', async () => {
  assert.equal(pinnedMacs(await inventoryOf(c.cloud)), [
    '00:00:5e:00:02:01',
    'fa:16:3e:00:00:1a',
    'fa:16:3e:00:00:2a',
    'fa:16:3e:00:00:3a',
    'fa:16:3e:00:00:4a',
    'fa:16:3e:00:00:6a',
    'fa:16:3e:aa:bb:cc',
  ])
})

LOOKUP("OVN: the localport's veth is named by its network, and its router interface makes a tenant", async () => {
  const localport = port('7a1b2c3d-4e5f-4000-8000-000000000008', c.NET_VLAN, 'network:distributed', {
    device_id: `ovnmeta-${c.NET_VLAN}`,
    'binding:host_id': '',
    'binding:vif_type': 'unbound',
  })
  const lookup = await lookupOf({
    networks: [network(c.NET_VLAN, { 'provider:network_type': 'geneve', 'provider:segmentation_id': 5 })],
    subnets: [subnet(c.SUBNET_VLAN, c.NET_VLAN, { ipv6_ra_mode: null })],
    ports: [
      localport,
      port(c.PORT_ROUTER, c.NET_VLAN, 'network:router_interface', { device_id: c.ROUTER, 'binding:host_id': '' }),
    ],
    routers: [router(c.ROUTER)],
  })
  assert.is(lookup.portByInterface('tapa0000000-00')?.id, localport.id)
  assert.is(lookup.portByInterface('tapa0000000-01')?.id, localport.id)
  assert.is(lookup.portByInterface('tapa0000000-02'), undefined)
  assert.is(lookup.hostOf(lookup.portById(c.PORT_ROUTER)!), null)
  assert.ok(lookup.isTenantNetwork(lookup.networkById(c.NET_VLAN)!))
})

LOOKUP('DVR: an interface on every node, with a centralized SNAT port beside it', async () => {
  const snat = '8a1b2c3d-4e5f-4000-8000-000000000009'
  const lookup = await lookupOf({
    ...c.cloud,
    ports: [
      port(c.PORT_ROUTER, c.NET_VXLAN, 'network:router_interface_distributed', {
        device_id: c.ROUTER,
        'binding:host_id': '',
        'binding:vif_type': 'distributed',
      }),
      port(snat, c.NET_VXLAN, 'network:router_centralized_snat', { device_id: c.ROUTER }),
    ],
    routers: [router(c.ROUTER, { distributed: true })],
  })
  assert.is(lookup.portByInterface('sg-8a1b2c3d-4e')?.id, snat)
  assert.equal(
    lookup.portsOfDevice(c.ROUTER).map((found) => [roleOf(found), lookup.routerOf(found)?.distributed]),
    [
      ['router-interface', true],
      ['router-interface', true],
    ],
  )
})

LOOKUP.run()
