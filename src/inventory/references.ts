import type { Inventory } from './neutron.ts'
import { quoted } from './quoted.ts'

const NAMED = 3

/**
 * Ids that one thing names and that nothing in the inventory has. That is ordinary (a project's own view of a shared
 * network, answers asked seconds apart), but what rests on them cannot be judged. A kind wholly missing has a note of its own.
 */
export function referenceNotes(inventory: Omit<Inventory, 'notes' | 'paths'>): readonly string[] {
  const { networks, subnets, ports, routers } = inventory
  return [
    ...missing('network', networks, 'subnets', subnets, ({ networkId }) => [networkId]),
    ...missing('network', networks, 'ports', ports, ({ networkId }) => [networkId]),
    ...missing('subnet', subnets, 'ports', ports, ({ fixedIps }) => fixedIps.map(({ subnetId }) => subnetId)),
    ...missing('router', routers, 'ports', ports, ({ deviceOwner, deviceId }) =>
      /^network:(?:router_|ha_router_)/.test(deviceOwner) && deviceId !== '' ? [deviceId] : [],
    ),
    ...missing('port', ports, 'trunk ports', ports, ({ subports }) => subports.map(({ portId }) => portId)),
    ...missing('network', networks, 'routers', routers, ({ externalNetworkId }) => [externalNetworkId]),
  ]
}

function missing<T extends { readonly id: string }>(
  what: string,
  known: readonly { readonly id: string }[],
  whose: string,
  from: readonly T[],
  idsOf: (item: T) => readonly (string | null)[],
): string[] {
  if (known.length === 0) return []
  const ids = new Set(known.map(({ id }) => id))
  const dangling = from.flatMap((item) =>
    idsOf(item).flatMap((id) => (id === null || ids.has(id) ? [] : [`${quoted(item.id)} names ${quoted(id)}`])),
  )
  if (dangling.length === 0) return []
  const named = dangling.slice(0, NAMED).join(', ')
  const more = dangling.length > NAMED ? ` and ${dangling.length - NAMED} more` : ''
  return [`Some ${whose} name a ${what} that the inventory lacks: ${named}${more}`]
}
