import type { InventoryLookup } from './lookup.ts'
import type { Port } from './neutron.ts'

/**
 * Whether what the station with this MAC sent left its node to come to `port`: every port it could be is bound to another
 * node. False where that is not known.
 */
export function isFromAnotherNode(lookup: InventoryLookup | null, port: Port | null | undefined, mac: string): boolean {
  const host = port && lookup?.hostOf(port)
  const senders = lookup?.portsByMac(mac) ?? []
  if (host == null || senders.length === 0) return false
  return senders.every((sender) => {
    const sendersHost = lookup!.hostOf(sender)
    return sendersHost !== null && sendersHost !== host
  })
}
