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
  readonly senders: Senders
  readonly stations: Rows<Joined<StationRow>>
  readonly addresses: Rows<Joined<AddressRow>>
  readonly conversations: Conversations
  readonly neighborDiscovery: readonly JoinedNd[]
  readonly dhcp: readonly Joined<DhcpRow>[]
  readonly icmpErrors: readonly Joined<IcmpErrorRow>[]
  readonly tunnels: Rows<Placed<TunnelRow>>
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

/**
 * Who sent frames where: each a MAC address on one segment of one vantage. Rows name theirs by its index, and so each list has one of
 * each, but for `macs`.
 */
export interface Senders {
  readonly length: number
  readonly vantages: Numbers
  readonly segments: Numbers
  /** Indexes into `macs`. */
  readonly mac: Numbers
  /** 1: it sent frames there; 0: only a lease of an address names it. */
  readonly sent: Numbers
  /** The first frame of its rows, four numbers each: second, nanosecond (-1: no time), capture, frame. */
  readonly firsts: Numbers
  /** All MAC addresses, ascending; of links without any, an empty text. */
  readonly macs: readonly string[]
}

/**
 * The rows of a table that may be long. What is asked of all of them stands in lists of numbers, one of each row; a row itself
 * is made when it is asked for.
 */
export interface Rows<Row> extends Iterable<Row> {
  readonly length: number
  /** Indexes into `senders`; of tunnels none. */
  readonly senders: Numbers
  /** Indexes into `segments`. */
  readonly segments: Numbers
  /** IP versions of rows that have one. */
  readonly families: Numbers
  /** The same one each time. */
  row(index: number): Row
}

export interface Conversations extends Rows<Joined<ConversationRow>> {
  /** From one address to another, in their order. */
  between(source: string, destination: string): readonly Joined<ConversationRow>[]
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
  /** Index into `senders`. */
  readonly sender: number
}

/** `seen` holds every sighting of an RA, RS, Redirect or unsolicited NA, by time; of others only the first. */
export type JoinedNd = Joined<NdRow> & { readonly seen: readonly Seen[] }
