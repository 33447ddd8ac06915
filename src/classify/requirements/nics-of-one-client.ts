import { compareText } from '../../observe/compare-text.ts'
import type { DhcpRow } from '../../observe/rows.ts'
import type { Joined } from '../../observe/settled.ts'
import { byNetwork, type Cloud, type Station } from '../cloud.ts'

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
  const wanted = new Set(stations)
  const vms: Station[][] = []
  const suspected: Station[][] = []
  for (const [, rows] of [...repeatedDuids(cloud)].sort(([a], [b]) => compareText(a, b))) {
    const nics = nicsIn(cloud, rows).filter((station) => wanted.has(station))
    if (nics.length < 2) continue
    nics.sort(byNetwork)
    const apart = nics.length === 2 && nics[0]!.network !== nics[1]!.network
    if (apart && ([4, 6] as const).every((version) => rows.some(({ family }) => family === version))) vms.push(nics)
    else suspected.push(nics)
  }
  return { vms, suspected }
}

/** Messages by the DUID that several of them tell. */
type Messages = ReadonlyMap<string, readonly Joined<DhcpRow>[]>

const indexed = new WeakMap<Cloud, Messages>()

function repeatedDuids(cloud: Cloud): Messages {
  const known = indexed.get(cloud) ?? indexMessages(cloud)
  indexed.set(cloud, known)
  return known
}

/** What clients on known networks sent themselves. */
function indexMessages(cloud: Cloud): Messages {
  const first = new Map<string, Joined<DhcpRow>>()
  const repeated = new Map<string, Joined<DhcpRow>[]>()
  for (const row of cloud.settled.dhcp) {
    if (!row.fromClient || cloud.networkOfSender[row.sender]! < 0) continue
    const duid = duidOf(row)
    if (duid === undefined) continue
    const known = first.get(duid)
    const rows = known && repeated.get(duid)
    if (known === undefined) first.set(duid, row)
    else if (rows === undefined) repeated.set(duid, [known, row])
    else rows.push(row)
  }
  return repeated
}

function duidOf({ family, clientId }: DhcpRow): string | undefined {
  if (clientId === null || family === 6) return clientId ?? undefined
  return RFC4361.exec(clientId)?.[1]
}

/** The stations that sent these messages, where there are several. */
function nicsIn(cloud: Cloud, rows: readonly Joined<DhcpRow>[]): readonly Station[] {
  const senders = new Set(rows.map(({ sender }) => sender))
  if (senders.size === 1) return []
  return [...new Set([...senders].flatMap((sender) => cloud.stations.of(sender) ?? []))]
}

/** NICs that could be one VM's with another of those asked about, since they share a DUID. */
export function sharingDuidWith(cloud: Cloud, isAsked: (station: Station) => boolean): ReadonlySet<Station> {
  const found = new Set<Station>()
  for (const rows of repeatedDuids(cloud).values()) {
    const nics = nicsIn(cloud, rows)
    if (nics.length > 1 && nics.some(isAsked)) for (const nic of nics) found.add(nic)
  }
  return found
}
