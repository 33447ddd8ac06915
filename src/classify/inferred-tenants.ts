import type { ConversationRow } from '../observe/observation.ts'
import type { Joined } from '../observe/settled.ts'
import { type Cloud, networkOf, stationOf } from './cloud.ts'
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
  const pairs = new Map<string, Joined<ConversationRow>[]>()
  for (const row of cloud.settled.conversations) {
    const key = `${row.source} ${row.destination}`
    const rows = pairs.get(key)
    if (rows === undefined) pairs.set(key, [row])
    else rows.push(row)
  }
  for (const rows of pairs.values()) {
    if (rows.length < 2) continue
    for (const [near, far] of forwardings(cloud, rows)) tenants[find(near)] = find(far)
  }
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

/** Tenants' networks between which these packets, all of one pair of addresses, went through a virtual router. */
function forwardings(cloud: Cloud, rows: readonly Joined<ConversationRow>[]): readonly (readonly [number, number])[] {
  const placed = rows.flatMap((row) => {
    const network = networkOf(cloud, row)
    return network === null || !cloud.networks[network]!.tenant ? [] : [{ row, network }]
  })
  return placed.flatMap((near) =>
    placed
      .filter(({ row, network }) => network !== near.network && row.hopLimit === near.row.hopLimit - 1)
      .filter(({ row, network }) => stationOf(cloud, network, row.linkSource)?.role === 'router-interface')
      .map(({ network }) => [near.network, network] as const),
  )
}
