import type { Cloud, Network, Port, Router, Subnet } from './cloud.ts'
import { VIRTUAL_ROUTER_ID } from './highly-available-routers.ts'

/** The cloud as Neutron's API answers it: the four lists in one object. */
export function neutronAnswers(cloud: Cloud): object {
  const ids = (project: string) => ({
    tenant_id: cloud.projects.get(project) ?? '',
    project_id: cloud.projects.get(project) ?? '',
  })
  return {
    networks: cloud.networks.map((network) => ({ ...networkAnswer(network), ...ids(network.project), ...WHEN })),
    subnets: cloud.networks.flatMap((network) =>
      network.subnets.map((subnet) => ({ ...subnetAnswer(subnet, network), ...ids(network.project), ...WHEN })),
    ),
    ports: distinct(cloud.ports).map((port) => ({ ...portAnswer(port, cloud), ...ids(port.project), ...WHEN })),
    routers: distinct(cloud.routers).map((router) => ({
      ...routerAnswer(router, cloud),
      ...ids(router.project),
      ...WHEN,
    })),
  }
}

/** A distributed router and its ports are one each, on however many nodes. */
function distinct<T extends { readonly id: string }>(all: readonly T[]): T[] {
  return all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index)
}

// Fixed, so that the same seed gives the same octets.
const WHEN = {
  description: '',
  tags: [],
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  revision_number: 1,
}

function networkAnswer(network: Network): object {
  return {
    id: network.id,
    name: network.name,
    admin_state_up: true,
    status: 'ACTIVE',
    subnets: network.subnets.map(({ id }) => id),
    shared: network.shared,
    mtu: network.mtu,
    port_security_enabled: true,
    availability_zone_hints: [],
    availability_zones: network.paperOnly ? [] : ['nova'],
    ipv4_address_scope: null,
    ipv6_address_scope: null,
    is_default: false,
    qos_policy_id: null,
    'provider:network_type': network.type,
    'provider:physical_network': network.type === 'vlan' ? 'physnet1' : null,
    'provider:segmentation_id': network.segmentationId,
    'router:external': network.external,
  }
}

function subnetAnswer(subnet: Subnet, network: Network): object {
  return {
    id: subnet.id,
    name: subnet.name,
    network_id: network.id,
    ip_version: subnet.version,
    cidr: subnet.cidr,
    gateway_ip: subnet.gateway,
    allocation_pools: [{ start: subnet.poolStart, end: subnet.poolEnd }],
    enable_dhcp: subnet.dhcp,
    ipv6_ra_mode: subnet.raMode,
    ipv6_address_mode: subnet.addressMode,
    dns_nameservers: subnet.dnsNameservers,
    dns_publish_fixed_ip: false,
    host_routes: [],
    service_types: [],
    subnetpool_id: null,
    segment_id: null,
  }
}

export const DEVICE_OWNER: Record<Port['role'], string> = {
  guest: 'compute:nova',
  dhcp: 'network:dhcp',
  distributed: 'network:distributed',
  'router-interface': 'network:router_interface',
  'router-gateway': 'network:router_gateway',
  'router-ha': 'network:router_ha_interface',
}

function deviceOwner(port: Port, cloud: Cloud): string {
  if (isDistributed(port, cloud)) return 'network:router_interface_distributed'
  const replicated = cloud.routers.some(({ id, highAvailability }) => highAvailability && id === port.deviceId)
  return replicated && port.role === 'router-interface'
    ? 'network:ha_router_replicated_interface'
    : DEVICE_OWNER[port.role]
}

function isDistributed({ role, deviceId }: Port, { routers }: Cloud): boolean {
  return role === 'router-interface' && routers.some(({ id, distributed }) => distributed && id === deviceId)
}

function vifType(port: Port, cloud: Cloud): string {
  if (isDistributed(port, cloud)) return 'distributed'
  return port.boundTo === '' ? 'unbound' : 'ovs'
}

function portAnswer(port: Port, cloud: Cloud): object {
  const guest = port.role === 'guest'
  return {
    id: port.id,
    name: port.name,
    network_id: port.network.id,
    mac_address: port.mac,
    admin_state_up: true,
    status: port.paperOnly || port.role === 'distributed' ? 'DOWN' : 'ACTIVE',
    device_id: port.deviceId,
    device_owner: deviceOwner(port, cloud),
    fixed_ips: port.fixedIps.map(({ subnet, address }) => ({ subnet_id: subnet.id, ip_address: address })),
    allowed_address_pairs: [],
    extra_dhcp_opts: [],
    security_groups: guest ? [cloud.seed.uuid(`security-group/${port.project}`)] : [],
    port_security_enabled: guest,
    dns_name: '',
    dns_assignment: [],
    qos_policy_id: null,
    'binding:host_id': port.boundTo,
    'binding:vif_type': vifType(port, cloud),
    'binding:vnic_type': 'normal',
    'binding:profile': {},
    'binding:vif_details': port.node === '' ? {} : vifDetails(cloud),
  }
}

function vifDetails(cloud: Cloud): object {
  const details = { port_filter: true, connectivity: 'l2', bridge_name: 'br-int', datapath_type: 'netdev' }
  return cloud.mechanismDriver === 'ovn'
    ? { ...details, bound_drivers: { 0: 'ovn' } }
    : { ...details, ovs_hybrid_plug: false }
}

function routerAnswer(router: Router, cloud: Cloud): object {
  const { gateway, highAvailability } = router
  const ovn = cloud.mechanismDriver === 'ovn'
  return {
    id: router.id,
    name: router.name,
    admin_state_up: true,
    status: 'ACTIVE',
    external_gateway_info: gateway
      ? {
          network_id: gateway.network.id,
          enable_snat: true,
          external_fixed_ips: gateway.fixedIps.map(({ subnet, address }) => ({
            subnet_id: subnet.id,
            ip_address: address,
          })),
        }
      : null,
    // OVN's L3 plugin has neither the `dvr` nor the `l3-ha` extension (of the releases up to 2023.1): its routers lack both.
    ...(ovn
      ? {}
      : {
          distributed: router.distributed,
          ha: highAvailability !== undefined,
          ha_vr_id: highAvailability ? VIRTUAL_ROUTER_ID : 0,
        }),
    routes: [],
    flavor_id: null,
    availability_zone_hints: [],
    availability_zones: ovn ? [] : ['nova'],
  }
}
