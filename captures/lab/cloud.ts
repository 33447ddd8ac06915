import { addressIn, eui64, linkLocal } from './address.ts'
import type { GuestPlan, Ipv6Mode, MechanismDriver, NetworkPlan, NetworkType, Plan, RouterPlan } from './plan.ts'
import { Seed } from './seed.ts'

/** The cloud as data: the one truth from which the wires, the daemons and Neutron's answers are made. */
export interface Cloud {
  readonly seed: Seed
  readonly mechanismDriver: MechanismDriver
  readonly nodes: readonly Node[]
  readonly projects: ReadonlyMap<string, string>
  readonly networks: readonly Network[]
  readonly routers: readonly Router[]
  readonly guests: readonly Guest[]
  readonly ports: readonly Port[]
  readonly upstream: Upstream
}

export interface Node {
  readonly name: string
  readonly underlayAddress: string
  readonly underlayMac: string
  readonly trunkMac: string
  /** What frames of a distributed router bear as their source between nodes. */
  readonly distributedMac: string
  /** OVN leads the provider's VLANs in and out here. */
  readonly mapsProvider: boolean
  /** OVN puts `distributedMac` in the place of a router's on VLANs. */
  readonly hidesRouterMac: boolean
  /** VLAN ids of `br-int`: this node's own, meaningless elsewhere. */
  readonly localVlans: ReadonlyMap<string, number>
}

export interface Network {
  readonly name: string
  readonly id: string
  readonly project: string
  readonly type: NetworkType
  readonly segmentationId: number
  readonly mtu: number
  readonly external: boolean
  readonly shared: boolean
  readonly upstream: boolean
  readonly paperOnly: boolean
  readonly dhcpNode: string | undefined
  readonly dnsmasqAdvertises: boolean
  /** The network of whose `segmentationId` OVN is to make the VNI; any that is free if not said. */
  readonly keyOf: string | undefined
  readonly subnets: readonly Subnet[]
}

export interface Subnet {
  readonly id: string
  readonly name: string
  readonly version: 4 | 6
  /** Network part: `10.1.2.` or `2001:db8:1:2::`. */
  readonly prefix: string
  readonly cidr: string
  readonly gateway: string
  readonly poolStart: string
  readonly poolEnd: string
  readonly dhcp: boolean
  readonly raMode: Ipv6Mode
  readonly addressMode: Ipv6Mode
  readonly dnsNameservers: readonly string[]
}

/** `distributed`: OVN's port of a network on every node, for metadata. */
export type PortRole = 'guest' | 'dhcp' | 'distributed' | 'router-interface' | 'router-gateway' | 'router-ha'

export interface Port {
  readonly id: string
  readonly name: string
  readonly role: PortRole
  readonly network: Network
  readonly project: string
  readonly mac: string
  /** Empty where Neutron binds it to no host. */
  readonly node: string
  /** Where Neutron says it is bound. */
  readonly boundTo: string
  readonly deviceId: string
  readonly fixedIps: readonly FixedIp[]
  /** The interface Neutron would make: a prefix and the first eleven characters of the port's id. OVN makes those of VMs only. */
  readonly interfaceName: string
  readonly paperOnly: boolean
}

export interface FixedIp {
  readonly subnet: Subnet
  readonly address: string
}

export interface Router {
  readonly name: string
  readonly id: string
  readonly project: string
  readonly node: string
  readonly interfaces: readonly Port[]
  readonly gateway: Port | undefined
  /** The chassis that takes the gateway port over. */
  readonly standbyChassis: string | undefined
  /** It stands on several nodes, a `Router` for each, with one id and one MAC of each interface. */
  readonly distributed: boolean
  /** It stands on two nodes, a `Router` for each, with one id and one MAC of each interface; here is the one on `node`. */
  readonly highAvailability: HighAvailability | undefined
}

export interface HighAvailability {
  /** Where keepalived of the two nodes hear each other: a port of each node's own. */
  readonly port: Port
  /** The router of the other node takes over when this one fails. */
  readonly first: boolean
}

export interface Guest {
  readonly name: string
  readonly id: string
  readonly project: string
  readonly node: string
  readonly ports: readonly Port[]
  readonly sharedDuid: boolean
  readonly paperOnly: boolean
  readonly late: boolean
}

/** The router beyond the cloud, and a host behind it. No Neutron knows them. */
export interface Upstream {
  /** One MAC on every VLAN, as physical routers have. */
  readonly mac: string
  readonly linkLocal: string
  /** The last octet or interface identifier is 1 on each network it has a leg on. */
  readonly transitPrefix: string
  readonly hostMac: string
  readonly hostAddress: string
  readonly routerLifetimeS: number
  readonly validLifetimeS: number
  readonly preferredLifetimeS: number
  readonly unicastOnly: boolean
}

/** Routers and DHCP of OVN are flows: only VMs have something to capture on. */
export function hasInterface({ role }: Port, { mechanismDriver }: Cloud): boolean {
  return mechanismDriver === 'openvswitch' || role === 'guest'
}

export function nodeNamed({ nodes }: Cloud, name: string): Node {
  return named(nodes, 'node', name)
}

export function networkNamed({ networks }: Cloud, name: string): Network {
  return named(networks, 'network', name)
}

export function routerNamed({ routers }: Cloud, name: string): Router {
  return named(routers, 'router', name)
}

export function guestNamed({ guests }: Cloud, name: string): Guest {
  return named(guests, 'VM', name)
}

function named<T extends { readonly name: string }>(all: readonly T[], what: string, name: string): T {
  const one = all.find((candidate) => candidate.name === name)
  if (one === undefined) throw new Error(`the plan has no ${what} ${name}`)
  return one
}

const UNDERLAY_MTU = 1500
// What an underlay over IPv4 leaves of 1500 octets, as Neutron computes it: VXLAN 50, GRE 42, Geneve with OVN's option 58.
const OVERHEAD: Record<NetworkType, number> = { vlan: 0, vxlan: 50, gre: 42, geneve: 58 }

export function buildCloud(plan: Plan, seedValue: number): Cloud {
  const seed = new Seed(seedValue)
  const common = new Map<string, string>()
  const networks = [...plan.networks, ...haNetworks(plan, seed)].map((network) => buildNetwork(network, seed, common))
  const networkOf = (name: string) => named(networks, 'network', name)
  const mechanismDriver = plan.mechanismDriver ?? 'openvswitch'
  const ovn = mechanismDriver === 'ovn'
  const servicePorts = networks.flatMap((network) => (ovn ? distributedPort(network, seed) : dhcpPort(network, seed)))
  const guests = plan.guests.map((guest) => buildGuest(guest, networkOf, seed))
  const routers = plan.routers.flatMap((router) =>
    onItsNodes(router, buildRouter(router, ovn ? '' : router.node, networkOf, seed), networkOf, seed),
  )
  return {
    seed,
    mechanismDriver,
    projects: new Map([...plan.projects, 'admin'].map((name) => [name, seed.projectId(name)])),
    nodes: plan.nodes.map((name, index) => buildNode(name, index, plan, networks, seed)),
    networks,
    guests,
    routers,
    ports: [...guests.flatMap(({ ports }) => ports), ...servicePorts, ...routers.flatMap(portsOf)],
    upstream: buildUpstream(plan, seed),
  }
}

export function portsOf({ interfaces, gateway, highAvailability }: Router): readonly Port[] {
  return [...interfaces, ...(gateway ? [gateway] : []), ...(highAvailability ? [highAvailability.port] : [])]
}

function buildNode(name: string, index: number, plan: Plan, networks: readonly Network[], seed: Seed): Node {
  const local = (network: Network) => seed.distinct(`local-vlan/${name}`, network.name, 1, 400)
  return {
    name,
    underlayAddress: `${underlayPrefix(seed)}${11 + index}`,
    underlayMac: seed.mac('0c:c4:7a', `${name}/eth1`),
    trunkMac: seed.mac('0c:c4:7a', `${name}/eth2`),
    distributedMac: seed.mac('fa:16:3f', name),
    mapsProvider: !plan.unmappedNodes?.includes(name),
    hidesRouterMac: plan.chassisMacs ?? false,
    localVlans: new Map(networks.map((network) => [network.name, local(network)])),
  }
}

function underlayPrefix(seed: Seed): string {
  return `172.${seed.between('underlay/2', 16, 31)}.${seed.between('underlay/3', 0, 255)}.`
}

/** `common`: the prefixes that several subnets share, by what they call it. */
function buildNetwork(plan: NetworkPlan, seed: Seed, common: Map<string, string>): Network {
  const label = `network/${plan.name}`
  const segmentationId =
    plan.type === 'vlan' ? seed.distinct('vlan', label, 401, 4000) : seed.distinct('tunnel', label, 1, 0xffffff)
  return {
    name: plan.name,
    id: seed.uuid(label),
    project: plan.project,
    type: plan.type,
    segmentationId,
    mtu: UNDERLAY_MTU - OVERHEAD[plan.type],
    external: plan.external ?? false,
    shared: plan.shared ?? false,
    upstream: plan.upstream ?? false,
    paperOnly: plan.paperOnly ?? false,
    dhcpNode: plan.dhcpNode,
    dnsmasqAdvertises: plan.dnsmasqAdvertises ?? false,
    keyOf: plan.keyOf,
    subnets: plan.subnets.map((subnet, index) => {
      const name = `${plan.name}-v${subnet.version}${index > 1 ? `-${index}` : ''}`
      const draw = () => (subnet.version === 4 ? ipv4Prefix(name, seed) : ipv6Prefix(name, seed))
      const shared = subnet.samePrefixAs
      const prefix = subnet.prefix ?? (shared === undefined ? undefined : common.get(shared)) ?? draw()
      if (shared !== undefined) common.set(shared, prefix)
      const host = (v4: number, v6: bigint) => (subnet.version === 4 ? `${prefix}${v4}` : addressIn(prefix, v6))
      return {
        id: seed.uuid(`subnet/${name}`),
        name,
        version: subnet.version,
        prefix,
        cidr: subnet.version === 4 ? `${prefix}0/24` : `${prefix}/64`,
        gateway: host(1, 1n),
        poolStart: host(2, 2n),
        poolEnd: host(254, 0xffff_ffff_ffff_ffffn),
        dhcp: subnet.dhcp ?? !plan.external,
        raMode: subnet.raMode ?? null,
        addressMode: subnet.addressMode ?? null,
        dnsNameservers: subnet.dnsNameservers ?? [],
      }
    }),
  }
}

/** Documentation prefixes and ULAs alike, whoever owns the network: the shape of a prefix shall say nothing. */
function ipv6Prefix(name: string, seed: Seed): string {
  const group = (label: string, low = 0x1000) => seed.distinct('group', `${name}/${label}`, low, 0xffff).toString(16)
  const root = seed.pick(`prefix/${name}`, ['2001:db8', 'ula', '3fff'])
  if (root === '2001:db8') return `2001:db8:${group('a')}:${group('b')}::`
  // 3fff::/20 (RFC 9637): the second group stays under 0x1000.
  if (root === '3fff')
    return `3fff:${seed.distinct('rfc9637', name, 0x100, 0xfff).toString(16)}:${group('a')}:${group('b')}::`
  return `fd${group('u').slice(-2)}:${group('a')}:${group('b')}:${group('c')}::`
}

function ipv4Prefix(name: string, seed: Seed): string {
  const second = seed.between(`v4/${name}/2`, 0, 255)
  return `10.${second}.${seed.distinct('v4', name, 0, 255)}.`
}

/** The address Neutron would allocate, or compute where the VM will compute it. */
function allocate(subnet: Subnet, mac: string, label: string, seed: Seed): FixedIp {
  if (subnet.version === 4) {
    return { subnet, address: `${subnet.prefix}${seed.distinct(`pool/${subnet.id}`, label, 2, 254)}` }
  }
  const computed = subnet.addressMode === 'slaac' || subnet.addressMode === 'dhcpv6-stateless'
  const interfaceId = computed ? eui64(mac) : BigInt(seed.distinct(`pool/${subnet.id}`, label, 2, 0x3ff))
  return { subnet, address: addressIn(subnet.prefix, interfaceId) }
}

const PREFIX_OF: Record<PortRole, string> = {
  guest: 'tap',
  dhcp: 'tap',
  distributed: 'tap',
  'router-interface': 'qr-',
  'router-gateway': 'qg-',
  'router-ha': 'ha-',
}

interface PortPlan {
  readonly label: string
  readonly role: PortRole
  readonly name: string
  readonly network: Network
  readonly project: string
  readonly node: string
  readonly deviceId: string
  readonly boundTo?: string
  readonly paperOnly?: boolean
}

function buildPort(plan: PortPlan, seed: Seed, fixedIps: (mac: string) => readonly FixedIp[]): Port {
  const { label, ...rest } = plan
  const id = seed.uuid(`port/${label}`)
  const mac = seed.mac('fa:16:3e', label)
  return {
    ...rest,
    id,
    mac,
    fixedIps: fixedIps(mac),
    boundTo: plan.boundTo ?? plan.node,
    interfaceName: `${PREFIX_OF[plan.role]}${id.slice(0, 11)}`,
    paperOnly: plan.paperOnly ?? plan.network.paperOnly,
  }
}

function buildGuest(plan: GuestPlan, networkOf: (name: string) => Network, seed: Seed): Guest {
  const id = seed.uuid(`guest/${plan.name}`)
  const ports = plan.networks.map((name, index) => {
    const network = networkOf(name)
    const label = `${plan.name}/${index}`
    return buildPort(
      {
        label,
        role: 'guest',
        name: plan.networks.length > 1 ? `${plan.name}-${index}` : plan.name,
        network,
        project: plan.project,
        node: plan.node,
        boundTo: plan.endsAt ?? plan.node,
        deviceId: id,
        paperOnly: plan.paperOnly ?? network.paperOnly,
      },
      seed,
      (mac) => network.subnets.map((subnet) => allocate(subnet, mac, label, seed)),
    )
  })
  const { name, project, node } = plan
  const { sharedDuid = false, paperOnly = false, late = false } = plan
  return { name, id, project, node, ports, sharedDuid, paperOnly, late }
}

function dhcpPort(network: Network, seed: Seed): Port[] {
  const { dhcpNode } = network
  const served = network.subnets.filter(({ dhcp }) => dhcp)
  if (dhcpNode === undefined || served.length === 0) return []
  const label = `dhcp/${network.name}`
  return [
    buildPort(
      {
        label,
        role: 'dhcp',
        name: '',
        network,
        project: network.project,
        node: dhcpNode,
        deviceId: `dhcp${seed.uuid(`dhcp-agent/${dhcpNode}`)}-${network.id}`,
      },
      seed,
      (mac) => served.map((subnet) => allocate(subnet, mac, label, seed)),
    ),
  ]
}

/** OVN's port for metadata: addresses of IPv4 subnets only. OVN answers DHCP from addresses that are no port's. */
function distributedPort(network: Network, seed: Seed): Port {
  const label = `distributed/${network.name}`
  const served = network.subnets.filter(({ dhcp, version }) => dhcp && version === 4)
  const { project } = network
  const plan = {
    label,
    role: 'distributed',
    name: '',
    network,
    project,
    node: '',
    deviceId: `ovnmeta-${network.id}`,
  } as const
  return buildPort(plan, seed, (mac) => served.map((subnet) => allocate(subnet, mac, label, seed)))
}

/** One port for each IPv4 subnet and one for all IPv6 subnets of a network, as `router add subnet` makes them. */
function buildRouter(
  plan: RouterPlan,
  interfaceNode: string,
  networkOf: (name: string) => Network,
  seed: Seed,
): Router {
  const id = seed.uuid(`router/${plan.name}`)
  const port = (network: Network, role: PortRole, label: string, fixedIps: (mac: string) => readonly FixedIp[]) =>
    buildPort(
      // Neutron's own ports of a router carry no name; a gateway port belongs to no project.
      {
        label: `${plan.name}/${label}`,
        role,
        name: '',
        network,
        project: role === 'router-gateway' ? '' : plan.project,
        node: role === 'router-gateway' ? plan.node : interfaceNode,
        ...(plan.copies === undefined ? {} : { boundTo: '' }),
        deviceId: id,
      },
      seed,
      fixedIps,
    )
  const interfaces = plan.networks.flatMap((name) => {
    const network = networkOf(name)
    const groups = ([4, 6] as const).map((version) => network.subnets.filter((subnet) => subnet.version === version))
    return groups
      .filter((subnets) => subnets.length > 0)
      .map((subnets) =>
        port(network, 'router-interface', `${name}/${subnets[0]!.version}`, () =>
          subnets.map((subnet) => ({ subnet, address: subnet.gateway })),
        ),
      )
  })
  const { name, project, node, external, gatewayVersions = [4, 6] } = plan
  const gateway = external
    ? port(networkOf(external), 'router-gateway', external, (mac) =>
        networkOf(external)
          .subnets.filter(({ version }) => gatewayVersions.includes(version))
          .map((subnet) => allocate(subnet, mac, `${name}/gateway`, seed)),
      )
    : undefined
  const { standbyChassis, copies } = plan
  const more = { standbyChassis, distributed: copies !== undefined, highAvailability: undefined }
  return { name, id, project, node, interfaces, gateway, ...more }
}

function onItsNodes(
  { copies, standby }: RouterPlan,
  router: Router,
  networkOf: (name: string) => Network,
  seed: Seed,
): Router[] {
  if (standby === undefined) return withCopies(router, copies)
  const network = networkOf(haNetworkName(router.project, seed))
  return [router.node, standby].map((node, index) => ({
    ...router,
    node,
    interfaces: router.interfaces.map((port) => ({ ...port, node })),
    gateway: router.gateway && { ...router.gateway, node },
    highAvailability: { port: haPort(router, network, node, seed), first: index === 0 },
  }))
}

/** One for each project that has such a router, and nobody's. */
function haNetworks({ projects, routers }: Plan, seed: Seed): NetworkPlan[] {
  const owners = projects.filter((name) =>
    routers.some(({ project, standby }) => project === name && standby !== undefined),
  )
  return owners.map((project) => ({
    name: haNetworkName(project, seed),
    project: '',
    type: 'vxlan',
    // Neutron's `l3_ha_net_cidr` is 169.254.192.0/18.
    subnets: [{ version: 4, dhcp: false, prefix: '169.254.192.' }],
  }))
}

function haNetworkName(project: string, seed: Seed): string {
  return `HA network tenant ${seed.projectId(project)}`
}

function haPort({ name, id, project }: Router, network: Network, node: string, seed: Seed): Port {
  const label = `${name}/ha/${node}`
  const portName = `HA port tenant ${seed.projectId(project)}`
  const plan = { label, role: 'router-ha', name: portName, network, project: '', node, deviceId: id } as const
  return buildPort(plan, seed, (mac) => network.subnets.map((subnet) => allocate(subnet, mac, label, seed)))
}

function withCopies(router: Router, nodes: readonly string[] = []): Router[] {
  const copies = nodes.map((node) => ({
    ...router,
    node,
    interfaces: router.interfaces.map((port) => ({ ...port, node })),
  }))
  return [router, ...copies]
}

function buildUpstream(plan: Plan, seed: Seed): Upstream {
  const mac = seed.mac('00:1c:73', 'upstream')
  const transitPrefix = ipv6Prefix('transit', seed)
  const validLifetimeS = seed.pick('upstream/valid', [2_592_000, 1_209_600, 604_800])
  return {
    mac,
    linkLocal: linkLocal(mac),
    transitPrefix,
    hostMac: seed.mac('00:25:90', 'outside'),
    hostAddress: addressIn(transitPrefix, BigInt(seed.between('outside', 0x20, 0xffff))),
    routerLifetimeS: seed.pick('upstream/router', [1800, 2700, 9000]),
    validLifetimeS,
    preferredLifetimeS: validLifetimeS / 2,
    unicastOnly: plan.upstreamUnicastOnly ?? false,
  }
}
