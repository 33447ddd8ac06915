import type { AddressRow, ConversationRow, DhcpRow, IcmpErrorRow, NdRow, StationRow, TunnelRow } from './observation.ts'
import type { Joined, JoinedNd, Seen } from './settled.ts'

/** What of a row is found out by settling: where it stands in the whole, and the frames it was seen in. */
export interface Whereabouts {
  readonly vantage: number
  readonly segment: number
  readonly count: number
  readonly first: Seen
  readonly last: Seen
}

/**
 * Each table's row as it is in Settled, written out field by field: one shape a table, and nothing of what a part needs alone. (Spreading
 * into a literal takes several times as long, and there are many rows.)
 */
export const settledRows = {
  stations: ({ mac }: StationRow, at: Whereabouts): Joined<StationRow> => ({
    mac,
    vantage: at.vantage,
    segment: at.segment,
    count: at.count,
    first: at.first,
    last: at.last,
  }),
  addresses: ({ mac, address, learned }: AddressRow, at: Whereabouts): Joined<AddressRow> => ({
    mac,
    address,
    learned,
    vantage: at.vantage,
    segment: at.segment,
    count: at.count,
    first: at.first,
    last: at.last,
  }),
  conversations: (row: ConversationRow, at: Whereabouts): Joined<ConversationRow> => ({
    linkSource: row.linkSource,
    linkDestination: row.linkDestination,
    source: row.source,
    destination: row.destination,
    hopLimit: row.hopLimit,
    vantage: at.vantage,
    segment: at.segment,
    count: at.count,
    first: at.first,
    last: at.last,
  }),
  dhcp: (row: DhcpRow, at: Whereabouts): Joined<DhcpRow> => ({
    family: row.family,
    kind: row.kind,
    linkSource: row.linkSource,
    linkDestination: row.linkDestination,
    source: row.source,
    destination: row.destination,
    xid: row.xid,
    checksum: row.checksum,
    clientMac: row.clientMac,
    clientId: row.clientId,
    serverId: row.serverId,
    addresses: row.addresses,
    statusCodes: row.statusCodes,
    relays: row.relays,
    vantage: at.vantage,
    segment: at.segment,
    count: at.count,
    first: at.first,
    last: at.last,
  }),
  icmpErrors: (row: IcmpErrorRow, at: Whereabouts): Joined<IcmpErrorRow> => ({
    linkSource: row.linkSource,
    linkDestination: row.linkDestination,
    source: row.source,
    destination: row.destination,
    type: row.type,
    code: row.code,
    quotedSource: row.quotedSource,
    quotedDestination: row.quotedDestination,
    vantage: at.vantage,
    segment: at.segment,
    count: at.count,
    first: at.first,
    last: at.last,
  }),
  tunnels: ({ kind, source, destination }: TunnelRow, at: Whereabouts): Joined<TunnelRow> => ({
    kind,
    source,
    destination,
    vantage: at.vantage,
    segment: at.segment,
    count: at.count,
    first: at.first,
    last: at.last,
  }),
}

/** `seen`: the frames of all sightings. */
export function settledNd(row: NdRow, at: Whereabouts, seen: readonly Seen[]): JoinedNd {
  return {
    kind: row.kind,
    linkSource: row.linkSource,
    linkDestination: row.linkDestination,
    source: row.source,
    destination: row.destination,
    hopLimit: row.hopLimit,
    extensionHeaders: row.extensionHeaders,
    octets: row.octets,
    length: row.length,
    checksum: row.checksum,
    vantage: at.vantage,
    segment: at.segment,
    count: at.count,
    first: at.first,
    last: at.last,
    seen,
  }
}
