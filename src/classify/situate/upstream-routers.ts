import { hexText } from '../../decode/address.ts'
import { advertisementOf } from '../../forwarding/advertisement.ts'
import type { InventoryLookup } from '../../inventory/lookup.ts'
import { macOfText } from '../../observe/mac-number-text.ts'
import type { JoinedNd, Settled } from '../../observe/settled.ts'
import type { NamedVantage } from './vantages.ts'

/**
 * MACs that advertise and belong to no port: with an inventory no port's, else none that looks like a port's, or is inside a
 * tunnel.
 */
export function upstreamRouters(
  settled: Settled,
  lookup: InventoryLookup | null,
  vantages: readonly NamedVantage[],
): ReadonlySet<string> {
  const upstream = new Set<string>()
  const ports = new Set<string>()
  const prefixes = portPrefixes(vantages)
  const { macs } = settled.senders
  for (const { own, role } of vantages) if (own !== null && role !== 'unknown') ports.add(own)
  for (const row of settled.neighborDiscovery) {
    if (row.kind !== 'router-advertisement') continue
    // most of all are told to be ports by their numbers, before a text is made of any
    if (lookup === null && prefixes.has(prefixOf(macs[row.sender]!))) continue
    if (ports.has(row.linkSource)) continue
    const isPort = lookup === null ? looksVirtual(settled, row) : isPorts(row.linkSource, lookup)
    if (isPort) ports.add(row.linkSource)
    else upstream.add(row.linkSource)
  }
  for (const mac of ports) upstream.delete(mac)
  return upstream
}

function isPorts(mac: string, lookup: InventoryLookup): boolean {
  return lookup.portsByMac(mac).length > 0
}

/** What Neutron's MACs begin with unless `base_mac` says otherwise. */
const BASE_MAC = 0xfa163e
/** Neutron's radvd template routes the metadata address, which is link-local, through the router. */
const METADATA_ADDRESS = hexText(Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xa9, 0xfe, 0xa9, 0xfe), 0, 16)
/** OVN's RAs: `Cur Hop Limit` 255 and the longest Router Lifetime, neither of which can be configured. */
const OVN_HOP_LIMIT = 255
const OVN_LIFETIME_S = 0xffff
/** The hop limit in an RA's octets (RFC 4861 §4.2), which tells most that are not OVN's without decoding them. */
const OVN_HOP_LIMIT_OCTET = OVN_HOP_LIMIT.toString(16)
const HOP_LIMIT_AT = 4 * 2

/** What ports' MACs begin with here: three octets that two ports share are `base_mac`, whatever it is set to. */
function portPrefixes(vantages: readonly NamedVantage[]): ReadonlySet<number> {
  const owns = new Set(vantages.flatMap(({ own, role }) => (own === null || role === 'unknown' ? [] : macOfText(own)!)))
  const counts = new Map<number, number>()
  for (const own of owns) counts.set(prefixOf(own), (counts.get(prefixOf(own)) ?? 0) + 1)
  return new Set([BASE_MAC, ...[...counts].filter(([, count]) => count > 1).map(([prefix]) => prefix)])
}

function prefixOf(mac: number): number {
  return Math.floor(mac / 2 ** 24)
}

function looksVirtual({ segments }: Settled, row: JoinedNd): boolean {
  const { kind } = segments[row.segment]!
  if ((kind !== 'untagged' && kind !== 'vlan') || row.octets.includes(METADATA_ADDRESS)) return true
  if (!row.octets.startsWith(OVN_HOP_LIMIT_OCTET, HOP_LIMIT_AT)) return false
  const advertisement = advertisementOf(row)
  return (
    advertisement !== null &&
    advertisement.curHopLimit === OVN_HOP_LIMIT &&
    advertisement.routerLifetimeS === OVN_LIFETIME_S
  )
}
