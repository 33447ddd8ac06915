import { compareText } from '../../observe/compare-text.ts'
import type { DhcpRow } from '../../observe/rows.ts'
import type { Joined } from '../../observe/settled.ts'
import { byNetwork, type Cloud, networkOf, type Station, senderOf } from '../cloud.ts'

/** NICs of one VM on different networks: proved, and suspected. */
export interface JoinedNics {
  readonly vms: readonly (readonly Station[])[]
  readonly suspected: readonly (readonly Station[])[]
}

/** A DHCPv4 client identifier of RFC 4361 §6.1: type 255, IAID of four octets, then the DUID. */
const RFC4361 = /^ff[0-9a-f]{8}([0-9a-f]{6,})$/

/**
 * Without an inventory, NICs of one VM: the DUID in one's DHCPv4 client identifier is the other's in DHCPv6. Where more than
 * two show it, they are clones of one image for all we know.
 */
export function joinByClientId(cloud: Cloud, stations: readonly Station[]): JoinedNics {
  const wanted = new Set<Station | undefined>(stations)
  const vms: Station[][] = []
  const suspected: Station[][] = []
  const repeated = [...messagesByDuid(cloud)].filter(([, rows]) => rows.length > 1)
  for (const [, rows] of repeated.sort(([a], [b]) => compareText(a, b))) {
    const senders = new Set(rows.map((row) => senderOf(cloud, row)))
    const nics = [...senders].flatMap((station) => (station !== undefined && wanted.has(station) ? station : []))
    if (nics.length < 2) continue
    nics.sort(byNetwork)
    const apart = nics.length === 2 && nics[0]!.network !== nics[1]!.network
    if (apart && ([4, 6] as const).every((version) => rows.some(({ family }) => family === version))) vms.push(nics)
    else suspected.push(nics)
  }
  return { vms, suspected }
}

type Messages = ReadonlyMap<string, readonly Joined<DhcpRow>[]>

const indexed = new WeakMap<Cloud, Messages>()

function messagesByDuid(cloud: Cloud): Messages {
  const known = indexed.get(cloud) ?? indexMessages(cloud)
  indexed.set(cloud, known)
  return known
}

/** What clients on known networks sent themselves, by the DUID that it tells. */
function indexMessages(cloud: Cloud): Messages {
  const found = new Map<string, Joined<DhcpRow>[]>()
  for (const row of cloud.settled.dhcp) {
    if (networkOf(cloud, row) === null || row.clientMac !== row.linkSource || row.clientId === null) continue
    const duid = row.family === 6 ? row.clientId : RFC4361.exec(row.clientId)?.[1]
    if (duid === undefined) continue
    const rows = found.get(duid)
    if (rows === undefined) found.set(duid, [row])
    else rows.push(row)
  }
  return found
}

/** NICs that could be one VM's with another of those asked about, since they share a DUID. */
export function sharingDuidWith(cloud: Cloud, isAsked: (station: Station) => boolean): ReadonlySet<Station> {
  const found = new Set<Station>()
  for (const rows of messagesByDuid(cloud).values()) {
    if (rows.length === 1) continue
    const nics = new Set(rows.flatMap((row) => senderOf(cloud, row) ?? []))
    if (nics.size > 1 && [...nics].some(isAsked)) for (const nic of nics) found.add(nic)
  }
  return found
}
