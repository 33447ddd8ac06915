import { advertisementOf } from '../forwarding/advertisement.ts'
import type { Network } from '../inventory/neutron.ts'
import { roleOf } from '../inventory/port-role.ts'
import { isRoutableIpv6 } from './address-scope.ts'
import { byNetwork, type Cloud, isVm, type Station } from './cloud.ts'
import { answerOf, type Exchanges, exchangesOf, type Leg, legsBeyond } from './exchanges.ts'
import { isWithin } from './holdings.ts'

/** Packets of a tenant that a router's gateway port put on the external network. */
export interface Forwarded {
  readonly gateway: Station
  readonly leg: Leg
  /** An answer handed to the gateway port. */
  readonly answer: Leg | undefined
}

const found = new WeakMap<Cloud, readonly Station[]>()

/** The stations that stand for gateway ports: as the inventory or their interface's name tells, or as they forward. */
export function gatewayPorts(cloud: Cloud): readonly Station[] {
  const known = found.get(cloud) ?? findGatewayPorts(cloud)
  found.set(cloud, known)
  return known
}

function findGatewayPorts(cloud: Cloud): readonly Station[] {
  const named = cloud.stations.withRole('router-gateway')
  const forwarding = cloud.lookup === null ? forwarders(cloud) : []
  return [...new Set([...named, ...forwarding])].sort(byNetwork)
}

/** Without an inventory: who puts packets from a tenant's network on another that a router of the outside is on. */
function forwarders(cloud: Cloud): readonly Station[] {
  if (!cloud.networks.some(({ index }) => isOutside(cloud, index))) return []
  const exchanges = exchangesOf(cloud)
  return exchanges.ofVms.flatMap((leg) => {
    if (!isVm(leg.from) || !cloud.networks[leg.network]!.tenant) return []
    return legsBeyond(exchanges, leg).flatMap(({ from, network, to }) =>
      from !== undefined &&
      isOutside(cloud, network) &&
      !cloud.upstreamRouters.has(from.mac) &&
      !isVm(to) &&
      !isVm(from)
        ? [from]
        : [],
    )
  })
}

function isOutside(cloud: Cloud, network: number): boolean {
  const { external, tenant } = cloud.networks[network]!
  return external || !tenant
}

/** What gateway ports forwarded for tenants: packets from addresses that are not their own. */
export function forwardedBy(cloud: Cloud, gateway: Station): readonly Forwarded[] {
  const exchanges = exchangesOf(cloud)
  return exchanges
    .by(gateway)
    .filter((leg) => isOnWire(cloud, leg) && isTenants(cloud, gateway, leg, exchanges))
    .map((leg) => ({ gateway, leg, answer: answerOf(cloud, exchanges, leg) }))
}

/** OVN tunnels packets to the gateway's node after its router: that is not yet the external network. */
function isOnWire(cloud: Cloud, { row }: Leg): boolean {
  const { kind } = cloud.settled.segments[row.segment]!
  return kind === 'vlan' || kind === 'untagged'
}

function isTenants(cloud: Cloud, gateway: Station, { row, network, to }: Leg, exchanges: Exchanges): boolean {
  if (gateway.port?.fixedIps.some(({ ipAddress }) => ipAddress === row.source) === true) return false
  const { subnets } = cloud.networks[network]!
  if (subnets.some(({ cidr }) => isWithin(row.source, cidr))) return false
  if (cloud.lookup !== null) return isInsideAddress(cloud, row.source)
  if (to?.role === 'router-gateway') return false
  return exchanges
    .from(row.source, row.destination)
    .some((leg) => leg.network !== network && leg.row.hopLimit === row.hopLimit + 1 && leg.from !== gateway)
}

/** What is known of addresses. */
interface Addresses {
  /** Prefixes behind routers: by the inventory those of tenants, and of shared networks with a router interface; else those that virtual routers advertise. */
  readonly inside: readonly string[]
  readonly ports: ReadonlySet<string>
  readonly judged: Map<string, boolean>
}

const addresses = new WeakMap<Cloud, Addresses>()

function addressesOf(cloud: Cloud): Addresses {
  const known = addresses.get(cloud)
  if (known !== undefined) return known
  const { ports = [] } = cloud.lookup?.inventory ?? {}
  const owned = ports.flatMap(({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress))
  const inside = cloud.lookup === null ? advertisedPrefixes(cloud) : configuredPrefixes(cloud)
  const found = { inside, ports: new Set(owned), judged: new Map<string, boolean>() }
  addresses.set(cloud, found)
  return found
}

function configuredPrefixes(cloud: Cloud): readonly string[] {
  const { networks = [] } = cloud.lookup?.inventory ?? {}
  return networks
    .filter((network) => isInside(cloud, network))
    .flatMap(({ id }) => cloud.lookup?.subnetsOf(id) ?? [])
    .map(({ cidr }) => cidr)
}

function isInside({ lookup }: Cloud, network: Network): boolean {
  if (lookup === null || network.external) return false
  return (
    lookup.isTenantNetwork(network) || lookup.portsOf(network.id).some((port) => roleOf(port) === 'router-interface')
  )
}

function advertisedPrefixes({ settled, upstreamRouters }: Cloud): readonly string[] {
  const prefixes = settled.neighborDiscovery
    .filter(({ kind, linkSource }) => kind === 'router-advertisement' && !upstreamRouters.has(linkSource))
    .flatMap((row) => advertisementOf(row)?.options ?? [])
    .flatMap((option) => (option.kind === 'prefix-information' ? [`${option.prefix}/${option.prefixLength}`] : []))
  return [...new Set(prefixes)].filter((prefix) => !prefix.endsWith('/0'))
}

/** Whether an address is in a subnet behind a router. */
export function isInsideAddress(cloud: Cloud, address: string): boolean {
  const { inside, judged } = addressesOf(cloud)
  const known = judged.get(address) ?? inside.some((cidr) => isWithin(address, cidr))
  judged.set(address, known)
  return known
}

/** An address of no port that is known, in no subnet behind a router. */
export function isExternalAddress(cloud: Cloud, address: string): boolean {
  return isRoutableIpv6(address) && !addressesOf(cloud).ports.has(address) && !isInsideAddress(cloud, address)
}
