import { type Cloud, type FixedIp, type Network, networkNamed, type Port, type Router, type Subnet } from './cloud.ts'
import { DEVICE_OWNER } from './inventory.ts'
import { column, map, type Row, reference, set } from './ovn-northbound.ts'

/**
 * A cloud as Neutron's OVN driver writes it (`ml2/drivers/ovn/mech_driver/ovsdb/ovn_client.py`): a logical switch for
 * each network, a logical router for each router, ports, DHCP options for each subnet with DHCP. Security groups are left out.
 */
export function northboundRows(cloud: Cloud): Row[] {
  const networks = cloud.networks.filter(({ paperOnly }) => !paperOnly)
  const ports = cloud.ports.filter(({ paperOnly }) => !paperOnly)
  return [
    ...networks
      .flatMap(({ subnets }) => subnets.filter(({ dhcp }) => dhcp))
      .map((subnet) => dhcpOptions(subnet, cloud)),
    ...networks.flatMap((network) =>
      logicalSwitch(
        network,
        ports.filter((port) => port.network === network),
        network.keyOf === undefined ? undefined : networkNamed(cloud, network.keyOf).segmentationId,
      ),
    ),
    ...cloud.routers.flatMap((router) => logicalRouter(router, cloud)),
  ]
}

/** The name of a router's port in the northbound database. */
export function logicalRouterPort(port: Port): string {
  return `lrp-${port.id}`
}

/** The name of a VLAN network's port towards the provider's bridge; of a network with one segment. */
export function localnetName(network: Network): string {
  return `provnet-${network.id}`
}

/** The logical switch of a network, the logical router of a router. */
export function neutronName(id: string): string {
  return `neutron-${id}`
}

/** A node's name in OVN, in Neutron's answers its host name stands instead. */
export function chassis(node: string, cloud: Cloud): string {
  return cloud.seed.uuid(`chassis/${node}`)
}

const LEASE_S = 43_200

function dhcpOptions(subnet: Subnet, cloud: Cloud): Row {
  // A MAC the driver draws and tells nobody: DHCP is answered from it, and Neutron's answers do not have it.
  const serverMac = cloud.seed.mac('fa:16:3e', `dhcp-server/${subnet.name}`)
  const dns = subnet.dnsNameservers.length > 0 ? { dns_server: `{${subnet.dnsNameservers.join(', ')}}` } : {}
  const options =
    subnet.version === 4
      ? { server_id: subnet.gateway, server_mac: serverMac, ...dhcpv4Options(subnet, cloud), ...dns }
      : {
          server_id: serverMac,
          ...(subnet.addressMode === 'dhcpv6-stateless' ? { dhcpv6_stateless: true } : {}),
          ...dns,
        }
  return {
    table: 'DHCP_Options',
    id: optionsOf(subnet),
    columns: {
      cidr: column(subnet.cidr),
      options: map(options),
      external_ids: map({ subnet_id: subnet.id, 'neutron:revision_number': 0 }),
    },
  }
}

function dhcpv4Options(subnet: Subnet, cloud: Cloud): Record<string, string | number> {
  const network = cloud.networks.find(({ subnets }) => subnets.includes(subnet))!
  const metadata = cloud.ports
    .filter(({ role }) => role === 'distributed')
    .flatMap(({ fixedIps }) => fixedIps)
    .find((fixedIp) => fixedIp.subnet === subnet)
  const routes = metadata ? { classless_static_route: staticRoutes(metadata) } : {}
  return { lease_time: LEASE_S, mtu: network.mtu, router: subnet.gateway, ...routes }
}

function staticRoutes({ address, subnet }: FixedIp): string {
  return `{169.254.169.254/32,${address}, 0.0.0.0/0,${subnet.gateway}}`
}

function logicalSwitch(network: Network, ports: readonly Port[], key: number | undefined): Row[] {
  const localnet = network.type === 'vlan' ? [localnetPort(network)] : []
  const rows = [...localnet, ...ports.map(switchPort)]
  return [
    ...rows,
    {
      table: 'Logical_Switch',
      columns: {
        name: column(neutronName(network.id)),
        ports: rowIds(rows),
        other_config: map({
          mcast_snoop: false,
          mcast_flood_unregistered: false,
          'vlan-passthru': false,
          ...(key === undefined ? {} : { 'requested-tnl-key': key }),
        }),
        external_ids: map({
          'neutron:network_name': network.name,
          'neutron:mtu': network.mtu,
          'neutron:revision_number': 1,
          'neutron:availability_zone_hints': '',
        }),
      },
    },
  ]
}

function localnetPort(network: Network): Row {
  const name = localnetName(network)
  return {
    table: 'Logical_Switch_Port',
    id: reference(name),
    columns: {
      name: column(name),
      type: 'localnet',
      addresses: 'unknown',
      tag: String(network.segmentationId),
      options: map({ network_name: 'physnet1', mcast_flood: false, mcast_flood_reports: true }),
    },
  }
}

function switchPort(port: Port): Row {
  return {
    table: 'Logical_Switch_Port',
    id: reference(port.id),
    columns: {
      name: column(port.id),
      enabled: 'true',
      external_ids: map({
        'neutron:port_name': port.name,
        'neutron:device_id': port.deviceId,
        'neutron:device_owner': DEVICE_OWNER[port.role],
        'neutron:network_name': neutronName(port.network.id),
        'neutron:cidrs': port.fixedIps.map(cidr).join(' '),
        'neutron:revision_number': 1,
      }),
      ...(ROUTER_ROLES.has(port.role) ? toRouter(port) : toStation(port)),
    },
  }
}

const ROUTER_ROLES = new Set<Port['role']>(['router-interface', 'router-gateway'])

function toRouter(port: Port): Record<string, string> {
  const gateway = port.role === 'router-gateway'
  const options = { 'router-port': logicalRouterPort(port) }
  return {
    type: 'router',
    addresses: 'router',
    // The gateway announces its addresses where it is bound.
    options: map(gateway ? { ...options, 'nat-addresses': 'router', 'exclude-lb-vips-from-garp': true } : options),
  }
}

function toStation(port: Port): Record<string, string> {
  const addresses = column([port.mac, ...port.fixedIps.map(({ address }) => address)].join(' '))
  if (port.role === 'distributed') return { type: 'localport', addresses }
  const served = (version: 4 | 6) =>
    port.fixedIps.map(({ subnet }) => subnet).find((subnet) => subnet.version === version && subnet.dhcp)
  const [four, six] = [served(4), served(6)]
  return {
    addresses,
    port_security: addresses,
    options: map({ 'requested-chassis': port.node, mcast_flood_reports: true }),
    ...(four ? { dhcpv4_options: optionsOf(four) } : {}),
    ...(six ? { dhcpv6_options: optionsOf(six) } : {}),
  }
}

function logicalRouter(router: Router, cloud: Cloud): Row[] {
  const { gateway, interfaces } = router
  const candidates = gateway ? gatewayCandidates(gateway, router, cloud) : []
  const ports = [...interfaces, ...(gateway ? [gateway] : [])].map((port) => routerPort(port, router, candidates))
  const routes = (gateway?.fixedIps ?? []).map((fixedIp) => defaultRoute(fixedIp, gateway!))
  const translations = sourceTranslations(router)
  return [
    ...candidates,
    ...ports,
    ...routes,
    ...translations,
    {
      table: 'Logical_Router',
      columns: {
        name: column(neutronName(router.id)),
        enabled: 'true',
        ports: rowIds(ports),
        static_routes: rowIds(routes),
        nat: rowIds(translations),
        options: map({
          always_learn_from_arp_request: false,
          dynamic_neigh_routers: true,
          mac_binding_age_threshold: 0,
        }),
        external_ids: map({
          'neutron:router_name': router.name,
          'neutron:revision_number': 3,
          ...(gateway ? { 'neutron:gw_port_id': gateway.id } : {}),
        }),
      },
    },
  ]
}

function routerPort(port: Port, router: Router, candidates: readonly Row[]): Row {
  const gateway = port.role === 'router-gateway'
  const addressMode = port.fixedIps.find(({ subnet }) => subnet.addressMode !== null)?.subnet.addressMode
  return {
    table: 'Logical_Router_Port',
    id: reference(logicalRouterPort(port)),
    columns: {
      name: column(logicalRouterPort(port)),
      mac: column(port.mac),
      networks: set(port.fixedIps.map((fixedIp) => column(cidr(fixedIp)))),
      external_ids: map({
        'neutron:network_name': neutronName(port.network.id),
        'neutron:router_name': router.id,
        'neutron:subnet_ids': port.fixedIps.map(({ subnet }) => subnet.id).join(' '),
        'neutron:revision_number': 3,
        ...(gateway ? { 'neutron:is_ext_gw': true } : {}),
      }),
      ...(addressMode ? { ipv6_ra_configs: map(advertisement(port, OVN_ADDRESS_MODE[addressMode], !gateway)) } : {}),
      ...(gateway ? { gateway_chassis: rowIds(candidates) } : {}),
      // Where VLAN networks are routed: on the chassis of the gateway, or every node would send from the router's MAC.
      ...(port.network.type === 'vlan' && !gateway && router.gateway
        ? { options: map({ 'reside-on-redirect-chassis': true }) }
        : {}),
    },
  }
}

const OVN_ADDRESS_MODE = {
  slaac: 'slaac',
  'dhcpv6-stateful': 'dhcpv6_stateful',
  'dhcpv6-stateless': 'dhcpv6_stateless',
} as const

function advertisement(port: Port, addressMode: string, periodic: boolean): Record<string, string | number | boolean> {
  return { address_mode: addressMode, send_periodic: periodic, mtu: port.network.mtu }
}

/** Where the gateway port may be bound, the highest priority first; of several, OVN's BFD tells which is alive. */
function gatewayCandidates(gateway: Port, { standbyChassis }: Router, cloud: Cloud): Row[] {
  return [gateway.node, ...(standbyChassis === undefined ? [] : [standbyChassis])].map((node, index, all) => {
    const name = chassis(node, cloud)
    return {
      table: 'Gateway_Chassis',
      id: reference(`gateway/${gateway.id}/${node}`),
      columns: {
        name: column(`${logicalRouterPort(gateway)}_${name}`),
        chassis_name: column(name),
        priority: String(all.length - index),
      },
    }
  })
}

function defaultRoute({ subnet }: FixedIp, gateway: Port): Row {
  return {
    table: 'Logical_Router_Static_Route',
    id: reference(`route/${gateway.id}/${subnet.id}`),
    columns: {
      ip_prefix: column(subnet.version === 4 ? '0.0.0.0/0' : '::/0'),
      nexthop: column(subnet.gateway),
      external_ids: map({ 'neutron:is_ext_gw': true, 'neutron:subnet_id': subnet.id }),
    },
  }
}

/** IPv4 leaves under the gateway's address; IPv6 is never translated. */
function sourceTranslations({ gateway, interfaces }: Router): Row[] {
  const external = gateway?.fixedIps.find(({ subnet }) => subnet.version === 4)
  if (gateway === undefined || external === undefined) return []
  const inside = interfaces.flatMap(({ fixedIps }) => fixedIps).filter(({ subnet }) => subnet.version === 4)
  return inside.map(({ subnet }) => ({
    table: 'NAT',
    id: reference(`snat/${gateway.id}/${subnet.id}`),
    columns: { type: 'snat', external_ip: column(external.address), logical_ip: column(subnet.cidr) },
  }))
}

function rowIds(rows: readonly Row[]): string {
  return set(rows.map(({ id }) => id!))
}

function optionsOf(subnet: Subnet): string {
  return reference(`dhcp/${subnet.id}`)
}

function cidr({ subnet, address }: FixedIp): string {
  return `${address}/${subnet.version === 4 ? 24 : 64}`
}
