import { type Cloud, networkOf } from './cloud.ts'
import type { Conversation } from './conversations.ts'
import { exchangesOf } from './exchanges.ts'
import { forwardedBy, gatewayPorts } from './gateways.ts'

/**
 * Without an inventory: which networks are one tenant's, since a virtual router was seen forwarding between them, or from both
 * through one gateway port.
 */
export function inferredTenants(cloud: Cloud): (network: number) => number {
  const tenants = cloud.networks.map(({ index }) => index)
  const find = (network: number): number => {
    let root = network
    while (tenants[root]! !== root) root = tenants[root]!
    return root
  }
  for (const [near, far] of forwardings(cloud)) tenants[find(near)] = find(far)
  for (const networks of behindGateways(cloud)) {
    const [first, ...others] = networks
    for (const other of others) tenants[find(other)] = find(first!)
  }
  return find
}

/** Tenants' networks by the gateway port that forwards for them. */
function behindGateways(cloud: Cloud): readonly (readonly number[])[] {
  const exchanges = exchangesOf(cloud)
  return gatewayPorts(cloud).map((gateway) => {
    const behind = forwardedBy(cloud, gateway).flatMap(({ leg: { row } }) =>
      exchanges
        .from(row.source, row.destination)
        .filter((leg) => leg.row.hopLimit === row.hopLimit + 1 && cloud.networks[leg.network]!.tenant)
        .map(({ network }) => network),
    )
    return [...new Set(behind)]
  })
}

/** Tenants' networks between which packets of one pair of addresses went through a virtual router. */
function forwardings(cloud: Cloud): readonly (readonly [near: number, far: number])[] {
  const { conversations } = cloud.settled
  if (conversations.length === 0) return []
  return conversations.of(cloud.stations.sendersWith('router-interface')).flatMap((routed) => {
    const far = tenantNetworkOf(cloud, routed)
    if (far === null) return []
    return conversations.between(routed.source, routed.destination).flatMap((row) => {
      const near = row.hopLimit === routed.hopLimit + 1 ? tenantNetworkOf(cloud, row) : null
      return near === null || near === far ? [] : [[near, far] as const]
    })
  })
}

function tenantNetworkOf(cloud: Cloud, row: Conversation): number | null {
  const network = networkOf(cloud, row)
  return network !== null && cloud.networks[network]!.tenant ? network : null
}
