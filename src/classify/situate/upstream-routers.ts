import { hexText } from '../../decode/address.ts'
import { decodeNdp } from '../../decode/ndp/message.ts'
import type { RouterAdvertisement } from '../../decode/ndp/router-advertisement.ts'
import type { InventoryLookup } from '../../inventory/lookup.ts'
import type { JoinedNd, Settled } from '../../observe/settled.ts'
import type { NamedVantage } from './vantages.ts'

/** The message of a row, or null where it does not decode. */
export function advertisementOf({ kind, octets, length }: JoinedNd): RouterAdvertisement | null {
  if (kind !== 'router-advertisement') return null
  const bytes = Buffer.from(octets, 'hex')
  const message = decodeNdp(bytes, 0, bytes.length, Math.max(length, bytes.length))
  return message?.kind === 'router-advertisement' ? message : null
}

/** MACs that advertise and belong to no port: with an inventory no port's, else none that looks like a port's. */
export function upstreamRouters(
  settled: Settled,
  lookup: InventoryLookup | null,
  vantages: readonly NamedVantage[],
): ReadonlySet<string> {
  const upstream = new Set<string>()
  const ports = new Set<string>()
  for (const { own, role } of vantages) if (own !== null && role !== 'unknown') ports.add(own)
  for (const row of settled.neighborDiscovery) {
    if (row.kind !== 'router-advertisement') continue
    if (lookup === null ? looksVirtual(row) : isPorts(row.linkSource, lookup)) ports.add(row.linkSource)
    upstream.add(row.linkSource)
  }
  for (const mac of ports) upstream.delete(mac)
  return upstream
}

function isPorts(mac: string, lookup: InventoryLookup): boolean {
  return lookup.portsByMac(mac).length > 0
}

/** What Neutron's MACs begin with unless `base_mac` says otherwise. */
const BASE_MAC = 'fa:16:3e:'
/** Neutron's radvd template routes the metadata address, which is link-local, through the router. */
const METADATA_ADDRESS = hexText(Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xa9, 0xfe, 0xa9, 0xfe), 0, 16)
/** OVN's RAs: `Cur Hop Limit` 255 and the longest Router Lifetime, neither of which can be configured. */
const OVN_HOP_LIMIT = 255
const OVN_LIFETIME_S = 0xffff

function looksVirtual(row: JoinedNd): boolean {
  if (row.linkSource.startsWith(BASE_MAC) || row.octets.includes(METADATA_ADDRESS)) return true
  const advertisement = advertisementOf(row)
  return (
    advertisement !== null &&
    advertisement.curHopLimit === OVN_HOP_LIMIT &&
    advertisement.routerLifetimeS === OVN_LIFETIME_S
  )
}
