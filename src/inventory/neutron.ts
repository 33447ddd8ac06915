import { networkOf, onTheirNetworks, portOf, routerOf, subnetOf } from './assemble.ts'
import { combine } from './combine.ts'
import { listPaths } from './inventory-files.ts'
import { lackingNotes } from './lacking.ts'
import { shownPath } from './quoted.ts'
import { referenceNotes } from './references.ts'
import { readStatements } from './statements.ts'

/** What Neutron's API answered (https://docs.openstack.org/api-ref/network/v2/): what was configured, whatever the wire shows. */

export interface Inventory {
  /** The files read, as given (those of a directory joined to it). */
  readonly paths: readonly string[]
  readonly networks: readonly Network[]
  readonly subnets: readonly Subnet[]
  readonly ports: readonly Port[]
  readonly routers: readonly Router[]
  /** What the answers lack, what cannot be judged without it, and the command that gives it. Safe to print. */
  readonly notes: readonly string[]
}

export interface Network {
  readonly id: string
  readonly name: string | null
  /** null where the API says '' (the networks of HA routers belong to nobody), or where the answer lacks it. */
  readonly projectId: string | null
  /** `router:external` */
  readonly external: boolean
  readonly shared: boolean
  /** From `provider:*`, or from `segments` of a multi-provider network; empty where the answer lacks them. */
  readonly segments: readonly ProviderSegment[]
  readonly mtu: number | null
}

export interface ProviderSegment {
  /** `vlan`, `vxlan`, `gre`, `geneve`, `flat`, `local` */
  readonly networkType: string | null
  readonly physicalNetwork: string | null
  /** VLAN id, VNI or GRE key */
  readonly segmentationId: number | null
}

export type Ipv6Mode = 'slaac' | 'dhcpv6-stateful' | 'dhcpv6-stateless'

export interface Subnet {
  readonly id: string
  readonly name: string | null
  readonly networkId: string
  readonly ipVersion: 4 | 6
  readonly cidr: string
  readonly gatewayIp: string | null
  readonly ipv6RaMode: Ipv6Mode | null
  readonly ipv6AddressMode: Ipv6Mode | null
  readonly enableDhcp: boolean
  readonly dnsNameservers: readonly string[]
}

export interface FixedIp {
  readonly subnetId: string | null
  /** IPv6 addresses as RFC 5952 writes them. */
  readonly ipAddress: string
}

export interface AllowedAddressPair {
  /** null: the port's own */
  readonly macAddress: string | null
  /** An address, or a prefix in CIDR notation. */
  readonly ipAddress: string
}

export interface Subport {
  readonly portId: string
  /** The VLAN id inside the trunk, the VM's own numbering. */
  readonly segmentationId: number
  readonly macAddress: string | null
}

export interface Port {
  readonly id: string
  readonly name: string | null
  /** null where the answer lacks it and no fixed IP's subnet tells it. */
  readonly networkId: string | null
  readonly projectId: string | null
  /** Lowercase, colon separated. */
  readonly macAddress: string
  readonly fixedIps: readonly FixedIp[]
  /** '' where nobody owns it, or where the answer lacks it. */
  readonly deviceOwner: string
  /** Server, router or DHCP agent binding; '' where there is none, or where the answer lacks it. */
  readonly deviceId: string
  /** `ACTIVE`, `DOWN`, `BUILD`; null where the answer lacks it. */
  readonly status: string | null
  /** `binding:host_id`; null where unbound (OVN router ports), distributed (DVR), or asked as no administrator. */
  readonly host: string | null
  readonly vifType: string | null
  readonly vnicType: string | null
  readonly allowedAddressPairs: readonly AllowedAddressPair[]
  /** Of a trunk's parent port, from `trunk_details`. */
  readonly subports: readonly Subport[]
}

export interface Router {
  readonly id: string
  readonly name: string | null
  readonly projectId: string | null
  readonly externalNetworkId: string | null
  readonly externalFixedIps: readonly FixedIp[]
  readonly ha: boolean
  readonly distributed: boolean
}

export type InventoryReading =
  | { readonly ok: true; readonly inventory: Inventory }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Problems said at once; the rest are counted. */
const PROBLEMS_SHOWN = 20

/**
 * Reads a file, or every `.json` file of a directory. Everything is looked at before anything is said, so that one run
 * names every problem. This file loads zod: import it where an inventory was given, its types anywhere.
 */
export async function readInventory(path: string): Promise<InventoryReading> {
  const listing = await listPaths(path)
  if (!listing.ok) return { ok: false, problems: [`${shownPath(path)}: ${listing.problem}`] }

  const { paths, said, notes, problems: unread } = await readStatements(listing.paths, listing.directory)
  const network = combine('network', said.network)
  const subnet = combine('subnet', said.subnet)
  const port = combine('port', said.port)
  const router = combine('router', said.router)
  const problems = [unread, network.problems, subnet.problems, port.problems, router.problems].flat()
  if (problems.length > 0) return { ok: false, problems: capped(problems) }
  if (paths.length === 0) {
    return { ok: false, problems: [`${shownPath(path)}: no file here holds networks, subnets, ports or routers`] }
  }

  const ports = onTheirNetworks(port.combined, subnet.combined)
  const things = {
    networks: network.combined.map(({ record }) => networkOf(record)),
    subnets: subnet.combined.map(({ record }) => subnetOf(record)),
    ports: ports.map(({ record }) => portOf(record)),
    routers: router.combined.map(({ record }) => routerOf(record)),
  }
  const lacking = lackingNotes({
    network: network.combined,
    subnet: subnet.combined,
    port: ports,
    router: router.combined,
  })
  return { ok: true, inventory: { paths, ...things, notes: [...notes, ...lacking, ...referenceNotes(things)] } }
}

function capped(problems: readonly string[]): readonly string[] {
  if (problems.length <= PROBLEMS_SHOWN) return problems
  return [...problems.slice(0, PROBLEMS_SHOWN), `and ${problems.length - PROBLEMS_SHOWN} more problems`]
}
