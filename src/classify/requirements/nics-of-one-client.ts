import type { Cloud, Station } from '../cloud.ts'
import { networkOf, stationKey } from '../cloud.ts'

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
  const { version4, version6 } = duidsByStation(cloud)
  const byKey = new Map(stations.map((station) => [stationKey(station.network, station.mac), station]))
  const vms: Station[][] = []
  const suspected: Station[][] = []
  const duids = [...new Set([...version4.keys(), ...version6.keys()])].sort()
  for (const duid of duids) {
    const four = version4.get(duid) ?? new Set<string>()
    const six = version6.get(duid) ?? new Set<string>()
    const keys = [...new Set([...four, ...six])]
    const nics = keys.flatMap((key) => byKey.get(key) ?? []).sort((a, b) => a.index - b.index)
    if (nics.length < 2) continue
    const apart = nics.length === 2 && nics[0]!.network !== nics[1]!.network
    if (apart && four.size > 0 && six.size > 0) vms.push(nics)
    else suspected.push(nics)
  }
  return { vms, suspected }
}

interface Duids {
  readonly version4: ReadonlyMap<string, ReadonlySet<string>>
  readonly version6: ReadonlyMap<string, ReadonlySet<string>>
}

function duidsByStation(cloud: Cloud): Duids {
  const version4 = new Map<string, Set<string>>()
  const version6 = new Map<string, Set<string>>()
  for (const row of cloud.settled.dhcp) {
    const network = networkOf(cloud, row)
    if (row.clientId === null || row.clientMac !== row.linkSource || network === null) continue
    const duid = row.family === 6 ? row.clientId : RFC4361.exec(row.clientId)?.[1]
    if (duid === undefined) continue
    const table = row.family === 6 ? version6 : version4
    const keys = table.get(duid) ?? new Set<string>()
    table.set(duid, keys.add(stationKey(network, row.linkSource)))
  }
  return { version4, version6 }
}

const sharers = new WeakMap<Cloud, ReadonlyMap<string, ReadonlySet<string>>>()

/** Station keys of NICs that could be one VM's, since they share a DUID with this one. */
export function sharingDuid(cloud: Cloud, key: string): ReadonlySet<string> {
  const known = sharers.get(cloud) ?? indexSharers(cloud)
  sharers.set(cloud, known)
  return known.get(key) ?? new Set()
}

function indexSharers(cloud: Cloud): ReadonlyMap<string, ReadonlySet<string>> {
  const { version4, version6 } = duidsByStation(cloud)
  const found = new Map<string, Set<string>>()
  for (const duid of new Set([...version4.keys(), ...version6.keys()])) {
    const keys = [...(version4.get(duid) ?? []), ...(version6.get(duid) ?? [])]
    for (const key of keys) found.set(key, new Set([...(found.get(key) ?? []), ...keys]))
  }
  return found
}
