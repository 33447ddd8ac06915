/**
 * What a scenario writes down: names and kinds. `cloud.ts` turns it into a cloud with ids, addresses and tags.
 * A fault that a misconfigured cloud would have (one tenant, no router, overlapping prefixes) is a change of the plan.
 */
export interface Plan {
  /** ML2's driver: agents with Open vSwitch (default), or OVN, which routes and answers DHCP in flows. */
  readonly mechanismDriver?: MechanismDriver
  readonly projects: readonly string[]
  readonly nodes: readonly string[]
  /** Nodes whose `ovn-bridge-mappings` know no bridge for the physical network: OVN gives VLANs no way in or out there. */
  readonly unmappedNodes?: readonly string[]
  /** OVN's nodes send what they route onto a VLAN from a MAC of their own (`ovn-chassis-mac-mappings`), not from the router's. */
  readonly chassisMacs?: boolean
  readonly networks: readonly NetworkPlan[]
  readonly routers: readonly RouterPlan[]
  readonly guests: readonly GuestPlan[]
  /** The upstream router advertises by unicast alone, to those who solicit. */
  readonly upstreamUnicastOnly?: boolean
}

export type MechanismDriver = 'openvswitch' | 'ovn'

/** Geneve with OVN only; VXLAN and GRE with Open vSwitch only. */
export type NetworkType = 'vlan' | 'vxlan' | 'gre' | 'geneve'

export interface NetworkPlan {
  readonly name: string
  readonly project: string
  readonly type: NetworkType
  readonly subnets: readonly SubnetPlan[]
  /** The node whose DHCP agent serves the network; without one there is no DHCP port. OVN has no use for it. */
  readonly dhcpNode?: string
  /** The network's dnsmasq advertises too (`enable-ra`), as no router that routes: no router's radvd does. */
  readonly dnsmasqAdvertises?: boolean
  /** With OVN: the VNI on the wire is what Neutron says of this other network. */
  readonly keyOf?: string
  readonly external?: boolean
  readonly shared?: boolean
  /** The upstream router has a leg on this VLAN and advertises there. */
  readonly upstream?: boolean
  /** In Neutron's answers only: nothing of it exists on the wire. */
  readonly paperOnly?: boolean
}

/** Neutron's modes; `null` where the attribute is not set. */
export type Ipv6Mode = 'slaac' | 'dhcpv6-stateless' | 'dhcpv6-stateful' | null

export interface SubnetPlan {
  readonly version: 4 | 6
  readonly raMode?: Ipv6Mode
  readonly addressMode?: Ipv6Mode
  readonly dhcp?: boolean
  /** A prefix of its own choice instead of one from the seed: `2001:db8:1:2::` or `10.1.2.0`. */
  readonly prefix?: string
  /** Subnets that say the same here have the same prefix, one from the seed. */
  readonly samePrefixAs?: string
  readonly dnsNameservers?: readonly string[]
}

export interface RouterPlan {
  readonly name: string
  readonly project: string
  /** Where its namespace is; with OVN, where its gateway port is bound. */
  readonly node: string
  readonly networks: readonly string[]
  readonly external?: string
  /** With OVN: the chassis that takes the gateway port over. */
  readonly standbyChassis?: string
  /** Further nodes with a copy of the router, one MAC and address on all (DVR); such a router has no gateway here. */
  readonly copies?: readonly string[]
  /** The node of a second L3 agent that holds the router ready (L3 HA): keepalived decides which of the two has its addresses. */
  readonly standby?: string
  /** Address families of the gateway port; with no 6 it has nothing but its link-local IPv6 address. */
  readonly gatewayVersions?: readonly (4 | 6)[]
}

export interface GuestPlan {
  readonly name: string
  readonly project: string
  readonly node: string
  readonly networks: readonly string[]
  /** Ask DHCPv4 with the DUID of the DHCPv6 client (RFC 4361), as one machine on two networks should. */
  readonly sharedDuid?: boolean
  readonly paperOnly?: boolean
  /** Not there when the others boot; `plugIn` makes it. */
  readonly late?: boolean
  /** The node it is on in Neutron's answers, which are taken at the end. */
  readonly endsAt?: string
}

/** A tenant's IPv6 subnet as Neutron recommends it: both modes the same. */
export function ipv6(mode: Ipv6Mode, more: Partial<SubnetPlan> = {}): SubnetPlan {
  return { version: 6, raMode: mode, addressMode: mode, ...more }
}

export const ipv4: SubnetPlan = { version: 4 }

/** The external network: the upstream router advertises on it, and routers have their gateway ports there. */
export const publicNetwork: NetworkPlan = {
  name: 'public',
  project: 'admin',
  type: 'vlan',
  external: true,
  upstream: true,
  subnets: [ipv4, { version: 6 }],
}

/** A provider network for VMs: addresses by SLAAC from the upstream router, nothing from Neutron. */
export const providerNetwork: NetworkPlan = {
  name: 'provider',
  project: 'admin',
  type: 'vlan',
  shared: true,
  upstream: true,
  subnets: [{ version: 6, addressMode: 'slaac' }],
}

/** A tenant's network; a DHCP agent serves it on `network1` where a VM has something to ask it. */
export function tenantNetwork(name: string, project: string, type: NetworkType, ...subnets: SubnetPlan[]): NetworkPlan {
  const asked = subnets.some(({ version, addressMode }) => version === 4 || addressMode !== 'slaac')
  return { name, project, type, subnets, ...(asked ? { dhcpNode: 'network1' } : {}) }
}

export function vm(name: string, project: string, node: string, ...networks: string[]): GuestPlan {
  return { name, project, node, networks }
}
