import type { Coverage, Numbers, Segment } from './observation.ts'
import type { AddressRow, ConversationRow, DhcpRow, IcmpErrorRow, NdRow, StationRow, TunnelRow } from './rows.ts'
import type { Time } from './time.ts'

/**
 * An Observation with everything in it joined: what lies in one capture's parts added up, frames numbered, vantages named.
 * Indexes (`capture`, `vantage`, `segment`) point into the lists of this object.
 */
export interface Settled {
  /** By path. Copies of a capture under other paths are here too, with `duplicateOf`, and own nothing else. */
  readonly captures: readonly SettledCapture[]
  /** By node, name, then first capture. */
  readonly vantages: readonly Vantage[]
  readonly segments: readonly Segment[]
  readonly places: Places
  readonly senders: Senders
  readonly stations: Rows<Joined<StationRow>>
  readonly addresses: Rows<Joined<AddressRow>>
  readonly conversations: Conversations
  /** This and what follows by first frame. */
  readonly neighborDiscovery: readonly JoinedNd[]
  readonly dhcp: readonly Joined<DhcpRow>[]
  readonly icmpErrors: readonly Joined<IcmpErrorRow>[]
  /** Of no senders. */
  readonly tunnels: Iterable<Placed<TunnelRow>>
  readonly coverage: Coverage
  /** By table name: its cap, and the sightings left out because of it. */
  readonly limits: Readonly<Record<string, Limit>>
}

export interface Limit {
  readonly cap: number
  readonly leftOut: number
}

export interface SettledCapture {
  readonly id: string
  readonly path: string
  readonly duplicateOf: number | null
  readonly frames: number
  readonly first: Time | null
  readonly last: Time | null
  readonly complete: boolean
}

/** An interface of a node, over all captures recorded there (rotated files are one vantage). */
export interface Vantage {
  readonly node: string
  readonly name: string
  /** Indexes of the captures, by first frame. */
  readonly captures: readonly number[]
  readonly section: number
  readonly interface: number
  readonly ifindex: number | null
  /** LINUX_SLL2: source MACs of what the interface received, the two smallest; else none. */
  readonly receivedFrom: readonly string[]
  readonly linkType: number
  readonly snaplen: number
  readonly frames: number
  /** Frames its recorder reported lost; null: it reported nothing. */
  readonly drops: number | null
  /** When it listened, by time, one span a capture. */
  readonly spans: readonly Span[]
}

export interface Span {
  readonly capture: number
  readonly from: Time
  readonly to: Time
  /** False where the capture is cut, damaged, or its recorder reported drops: nothing missing proves anything there. */
  readonly whole: boolean
}

/** A frame that was seen. */
export interface Seen {
  readonly capture: number
  readonly vantage: number
  /** Number as Wireshark counts, from 1. */
  readonly frame: number
  readonly time: Time | null
}

/** Segments of vantages on which anything was seen, by vantage, then segment. */
export interface Places {
  readonly length: number
  readonly vantages: Numbers
  readonly segments: Numbers
  /** Of tunnels that carry the segment there, a bit for each IP version (`1 << 4`, `1 << 6`). */
  readonly tunnelVersions: Numbers
}

/** Who sent frames where: each a MAC address at one place. Rows name theirs by its number, in no order. */
export interface Senders {
  readonly length: number
  /** So many of them, the first, sent frames; of the others only a lease of an address tells. */
  readonly sending: number
  readonly places: Numbers
  /** MAC addresses as numbers; -1 on a link without any. */
  readonly macs: Numbers
  /** Of all rows but stations and ICMP errors, a bit for each IP version (`1 << 4`, `1 << 6`). */
  readonly versions: Numbers
  /** As text; empty on a link without any. */
  mac(sender: number): string
  /** The earliest frame of its rows. */
  first(sender: number): Seen
  /** As `compareSeen` of two senders' first frames. */
  compareFirsts(a: number, b: number): number
}

/** The rows of a table that may be long, by first frame. A row is made when it is asked for, the same one each time. */
export interface Rows<Row> extends Iterable<Row> {
  readonly length: number
  /** Those of some senders, by first frame. */
  of(senders: readonly number[]): readonly Row[]
}

export interface Conversations extends Rows<Joined<ConversationRow>> {
  /** From one address to another, in their order. */
  between(source: string, destination: string): readonly Joined<ConversationRow>[]
  /** Tells of each row, in no order, its sender, the MAC address that it is for as a number (NO_MAC: the link names none), and its frames. */
  eachLink(tell: (sender: number, destination: number, frames: number) => void): void
}

/** A row, where it stands, and the frames it was seen in, which a person can open. */
export type Placed<Row> = Row & {
  /** Indexes. */
  readonly vantage: number
  readonly segment: number
  /** Of its frames. */
  readonly count: number
  readonly first: Seen
  readonly last: Seen
}

/** A row of frames of one sender, or about one. */
export type Joined<Row> = Placed<Row> & {
  /** Its number among `senders`. */
  readonly sender: number
}

/** `seen` holds every sighting of an RA, RS, Redirect or unsolicited NA, by time; of others only the first. */
export type JoinedNd = Joined<NdRow> & { readonly seen: readonly Seen[] }
