import type { JoinedNd, Settled } from '../observe/settled.ts'

/**
 * What was observed, and where it belongs in the cloud, as far as following frames asks. `classify` tells it; nothing here
 * looks it up. Indexes point into the lists of `settled` and into `networks`.
 */
export interface Situation {
  readonly settled: Settled
  /** In the order of `settled.vantages`. */
  readonly vantages: readonly PlacedVantage[]
  readonly networks: readonly PlacedNetwork[]
  /** MACs of routers beyond the cloud. */
  readonly upstreamRouters: ReadonlySet<string>
  /** The network a row's frames were on; null where nothing tells. */
  networkOf(row: Located): number | null
  /** Whether the segment itself tells its network, and not the MACs seen there. */
  isCertain(row: Located): boolean
  /** Whether a station's frames on a network strayed there: it has ports, on other networks. */
  isStray(network: number, mac: string): boolean
}

/** A row of frames that a sender put on a segment. */
export type Located = Pick<JoinedNd, 'vantage' | 'segment' | 'sender'>

export interface PlacedVantage {
  readonly role: PlacedRole
  /** The id of its port, or as much as the interface's name tells. */
  readonly portId: string | null
  /** The MAC of the port whose interface this is. */
  readonly own: string | null
  readonly network: number | null
  /** Told by what its frames are: nothing missing there proves anything. */
  readonly guessed: boolean
  /** Whether its port is a router's on a subnet for which Neutron has routers advertise. */
  readonly mustAdvertise: boolean
}

export type PlacedRole =
  | 'vm-port'
  | 'dhcp-port'
  | 'router-interface'
  | 'router-gateway'
  | 'ha'
  | 'bridge'
  | 'physical'
  | 'unknown'

export interface PlacedNetwork {
  /** As people name it; without an inventory how it looks between nodes. */
  readonly name: string
  readonly networkId: string | null
  /** How it looks between nodes: `vlan 210`; empty where nothing tells. */
  readonly wire: string
  /** Whether it makes a tenant: then a stranger's advertisements on it are no provider's. */
  readonly tenant: boolean
}

/** `compute1/tap0a1b2c3d-4e`. */
export function nameOf({ settled }: Pick<Situation, 'settled'>, vantage: number): string {
  const { node, name } = settled.vantages[vantage]!
  return `${node}/${name}`
}

export function nodeOf({ settled }: Pick<Situation, 'settled'>, vantage: number): string {
  return settled.vantages[vantage]!.node
}

/** Whether a frame is for every station of its network: by its Ethernet destination, or on cooked captures by its IPv6 one. */
export function isForAll({ linkDestination, destination }: Pick<JoinedNd, 'linkDestination' | 'destination'>): boolean {
  if (linkDestination === null) return destination.startsWith('ff')
  return (Number.parseInt(linkDestination.slice(0, 2), 16) & 1) === 1
}
