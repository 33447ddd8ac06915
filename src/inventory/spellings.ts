/**
 * Under which names the fields of an answer stand: in Neutron's API first, then in openstacksdk and in what
 * `openstack … show` and `openstack … list [--long]` print with `-f json` (python-openstackclient,
 * `openstackclient/network/v2/*.py`). Names are compared in lowercase with spaces as `_`.
 */

export type Kind = 'network' | 'subnet' | 'port' | 'router'

export const KINDS: readonly Kind[] = ['network', 'subnet', 'port', 'router']

type Spellings = Readonly<Record<string, readonly string[]>>

const COMMON = {
  id: ['id'],
  name: ['name'],
  projectId: ['project_id', 'tenant_id', 'project'],
} as const satisfies Spellings

export const SPELLINGS = {
  network: {
    ...COMMON,
    external: ['router:external', 'is_router_external', 'router_type'],
    shared: ['shared', 'is_shared'],
    networkType: ['provider:network_type', 'provider_network_type', 'network_type'],
    physicalNetwork: ['provider:physical_network', 'provider_physical_network'],
    segmentationId: ['provider:segmentation_id', 'provider_segmentation_id'],
    segments: ['segments'],
    mtu: ['mtu'],
  },
  subnet: {
    ...COMMON,
    networkId: ['network_id', 'network'],
    ipVersion: ['ip_version'],
    cidr: ['cidr', 'subnet'],
    gatewayIp: ['gateway_ip', 'gateway'],
    ipv6RaMode: ['ipv6_ra_mode'],
    ipv6AddressMode: ['ipv6_address_mode'],
    enableDhcp: ['enable_dhcp', 'is_dhcp_enabled', 'dhcp'],
    dnsNameservers: ['dns_nameservers', 'name_servers'],
  },
  port: {
    ...COMMON,
    networkId: ['network_id', 'network'],
    macAddress: ['mac_address'],
    fixedIps: ['fixed_ips', 'fixed_ip_addresses'],
    deviceOwner: ['device_owner'],
    deviceId: ['device_id'],
    status: ['status'],
    host: ['binding:host_id', 'binding_host_id'],
    vifType: ['binding:vif_type', 'binding_vif_type'],
    vnicType: ['binding:vnic_type', 'binding_vnic_type'],
    allowedAddressPairs: ['allowed_address_pairs'],
    trunkDetails: ['trunk_details', 'trunk_subports'],
  },
  router: {
    ...COMMON,
    externalGateway: ['external_gateway_info'],
    ha: ['ha', 'is_ha'],
    distributed: ['distributed', 'is_distributed'],
  },
} as const satisfies Record<Kind, Spellings>

/** A field's name in Neutron's API. */
export function apiName(kind: Kind, field: string): string {
  const spellings: Spellings = SPELLINGS[kind]
  return spellings[field]?.[0] ?? field
}

/** One value, and the name under which it stood. */
export interface Named {
  readonly name: string
  readonly value: unknown
}

/** The fields of an object by their names as compared; of two that compare equal the first counts. */
export function fieldsOf(item: object): ReadonlyMap<string, Named> {
  const fields = new Map<string, Named>()
  for (const [name, value] of Object.entries(item)) {
    const compared = name.toLowerCase().replaceAll(' ', '_')
    if (!fields.has(compared)) fields.set(compared, { name, value })
  }
  return fields
}

/** The fields of an answer under this program's names, those there are. */
export function respell(kind: Kind, item: object): ReadonlyMap<string, Named> {
  const given = fieldsOf(item)
  const spellings: Spellings = SPELLINGS[kind]
  const respelled = new Map<string, Named>()
  for (const [field, names] of Object.entries(spellings)) {
    const found = names.map((name) => given.get(name)).find((named) => named !== undefined)
    if (found !== undefined) respelled.set(field, found)
  }
  return respelled
}

/** Fields of which each tells the kind by itself, asked in this order. */
const TELLING: readonly (readonly [kind: Kind, fields: readonly string[]])[] = [
  ['port', ['mac_address', 'fixed_ips', 'fixed_ip_addresses', 'device_owner']],
  ['subnet', ['cidr', 'subnet', 'ipv6_ra_mode']],
  [
    'network',
    ['subnets', 'router:external', 'is_router_external', 'router_type', 'provider:network_type', 'network_type'],
  ],
  ['router', ['external_gateway_info', 'distributed', 'ha', 'routes']],
]

/** `openstack router list` shows others than administrators just these. */
const BARE_ROUTER = ['name', 'status', 'state', 'project']

/** What an answer describes, told by its fields; undefined where they tell nothing, or where it has no id. */
export function kindOf(item: object): Kind | undefined {
  const fields = fieldsOf(item)
  if (!fields.has('id')) return undefined
  const told = TELLING.find(([, names]) => names.some((name) => fields.has(name)))
  if (told !== undefined) return told[0]
  return BARE_ROUTER.every((name) => fields.has(name)) ? 'router' : undefined
}
