import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type Inventory, type InventoryReading, readInventory } from '../../src/inventory/neutron.ts'

/** Small clouds as Neutron's API answers them: what the tests read, and what they break on purpose. */

export const ACME = '11111111111111111111111111111111'
export const GLOBEX = '22222222222222222222222222222222'

export const NET_VLAN = 'a0000000-0000-4000-8000-000000000001'
export const NET_VXLAN = 'a0000000-0000-4000-8000-000000000002'
export const NET_EXTERNAL = 'a0000000-0000-4000-8000-000000000003'
export const NET_PROVIDER = 'a0000000-0000-4000-8000-000000000004'
export const NET_HA = 'a0000000-0000-4000-8000-000000000005'
export const NET_SHARED = 'a0000000-0000-4000-8000-000000000006'
export const SUBNET_VLAN = 'b0000000-0000-4000-8000-000000000001'
export const SUBNET_VXLAN = 'b0000000-0000-4000-8000-000000000002'
export const SUBNET_PROVIDER = 'b0000000-0000-4000-8000-000000000004'
export const ROUTER = 'c0000000-0000-4000-8000-000000000001'
export const SERVER = 'd0000000-0000-4000-8000-000000000001'
export const PORT_VM = '0a1b2c3d-4e5f-4000-8000-000000000001'
export const PORT_ROUTER = '1a1b2c3d-4e5f-4000-8000-000000000002'
export const PORT_GATEWAY = '2a1b2c3d-4e5f-4000-8000-000000000003'
export const PORT_DHCP = '3a1b2c3d-4e5f-4000-8000-000000000004'
export const PORT_HA = '4a1b2c3d-4e5f-4000-8000-000000000005'
export const PORT_SUBPORT = '5a1b2c3d-4e5f-4000-8000-000000000006'
export const PORT_PROVIDER = '6a1b2c3d-4e5f-4000-8000-000000000007'

export type Json = { readonly [key: string]: unknown }

export function network(id: string, more: Json = {}): Json {
  return {
    id,
    name: `net-${id.slice(-1)}`,
    project_id: ACME,
    'router:external': false,
    shared: false,
    mtu: 1450,
    'provider:network_type': 'vxlan',
    'provider:physical_network': null,
    'provider:segmentation_id': 1001,
    ...more,
  }
}

export function subnet(id: string, networkId: string, more: Json = {}): Json {
  return {
    id,
    name: '',
    network_id: networkId,
    ip_version: 6,
    cidr: '2001:db8:1::/64',
    gateway_ip: '2001:db8:1::1',
    ipv6_ra_mode: 'slaac',
    ipv6_address_mode: 'slaac',
    enable_dhcp: true,
    dns_nameservers: [],
    ...more,
  }
}

export function port(id: string, networkId: string, deviceOwner: string, more: Json = {}): Json {
  return {
    id,
    name: '',
    network_id: networkId,
    project_id: ACME,
    mac_address: `fa:16:3e:00:00:${id.slice(0, 2)}`,
    fixed_ips: [],
    device_owner: deviceOwner,
    device_id: SERVER,
    'binding:host_id': 'compute1',
    'binding:vif_type': 'ovs',
    'binding:vnic_type': 'normal',
    allowed_address_pairs: [],
    ...more,
  }
}

export function router(id: string, more: Json = {}): Json {
  return {
    id,
    name: 'router',
    project_id: ACME,
    external_gateway_info: { network_id: NET_EXTERNAL, enable_snat: true, external_fixed_ips: [] },
    ha: false,
    distributed: false,
    ...more,
  }
}

/** ML2/OVS with an HA router, a trunk, an external network that is a VLAN's, a provider network and a shared one. */
export const cloud = {
  networks: [
    network(NET_VLAN, {
      'provider:network_type': 'vlan',
      'provider:physical_network': 'physnet1',
      'provider:segmentation_id': 210,
    }),
    network(NET_VXLAN, { project_id: GLOBEX }),
    network(NET_EXTERNAL, {
      'router:external': true,
      'provider:network_type': 'vlan',
      'provider:physical_network': 'physnet2',
      'provider:segmentation_id': 210,
    }),
    network(NET_PROVIDER, {
      'provider:network_type': 'flat',
      'provider:physical_network': 'physnet3',
      'provider:segmentation_id': null,
    }),
    network(NET_HA, { project_id: '', tenant_id: '', 'provider:segmentation_id': 77 }),
    network(NET_SHARED, { shared: true, 'provider:network_type': 'gre', 'provider:segmentation_id': 1001 }),
  ],
  subnets: [
    subnet(SUBNET_VLAN, NET_VLAN),
    subnet(SUBNET_VXLAN, NET_VXLAN, { ipv6_ra_mode: 'dhcpv6-stateful', ipv6_address_mode: 'dhcpv6-stateful' }),
    subnet(SUBNET_PROVIDER, NET_PROVIDER, { ipv6_ra_mode: null }),
  ],
  ports: [
    port(PORT_VM, NET_VLAN, 'compute:nova', {
      mac_address: 'FA:16:3E:AA:BB:CC',
      status: 'ACTIVE',
      fixed_ips: [{ subnet_id: SUBNET_VLAN, ip_address: '2001:0DB8:1:0:F816:3EFF:FEAA:BBCC' }],
      allowed_address_pairs: [{ mac_address: '00:00:5e:00:02:01', ip_address: '2001:DB8:1::100/128' }],
      trunk_details: {
        trunk_id: 'e0000000-0000-4000-8000-000000000001',
        sub_ports: [
          { port_id: PORT_SUBPORT, segmentation_id: 30, segmentation_type: 'vlan', mac_address: 'fa:16:3e:aa:bb:cc' },
        ],
      },
    }),
    port(PORT_ROUTER, NET_VLAN, 'network:ha_router_replicated_interface', { device_id: ROUTER }),
    port(PORT_GATEWAY, NET_EXTERNAL, 'network:router_gateway', { device_id: ROUTER, project_id: '' }),
    port(PORT_DHCP, NET_VLAN, 'network:dhcp', { device_id: `dhcp0-${NET_VLAN}`, 'binding:host_id': 'network1' }),
    port(PORT_HA, NET_HA, 'network:router_ha_interface', { device_id: ROUTER, project_id: '' }),
    port(PORT_SUBPORT, NET_VXLAN, 'trunk:subport', {
      mac_address: 'fa:16:3e:aa:bb:cc',
      device_id: 'e0000000-0000-4000-8000-000000000001',
      'binding:host_id': '',
    }),
    port(PORT_PROVIDER, NET_PROVIDER, 'compute:az-2'),
  ],
  routers: [router(ROUTER, { ha: true })],
}

/** Runs `read` on a directory that holds `files`, and removes it. */
export async function withFiles<T>(
  files: Readonly<Record<string, unknown>>,
  read: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'inventory-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content))
    }
    return await read(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** Reads `content` as `neutron.json`, named as a person in its directory would. */
export async function readOne(content: unknown): Promise<InventoryReading> {
  return await withFiles({ 'neutron.json': content }, async (directory) =>
    without(directory, await readInventory(join(directory, 'neutron.json'))),
  )
}

export async function readAll(files: Readonly<Record<string, unknown>>): Promise<InventoryReading> {
  return await withFiles(files, async (directory) => without(directory, await readInventory(directory)))
}

export async function inventoryOf(content: unknown): Promise<Inventory> {
  return expected(await readOne(content))
}

export function expected(reading: InventoryReading): Inventory {
  if (!reading.ok) assert.unreachable(reading.problems.join('\n'))
  return reading.ok ? reading.inventory : { paths: [], networks: [], subnets: [], ports: [], routers: [], notes: [] }
}

export function problemsOf(reading: InventoryReading): readonly string[] {
  return reading.ok ? [] : reading.problems
}

/** The same without the directory's name, which is another each time. */
function without(directory: string, reading: InventoryReading): InventoryReading {
  return JSON.parse(JSON.stringify(reading).replaceAll(`${directory}/`, '').replaceAll(directory, '.'))
}
