import type { SegmentKind } from '../decode/segment-kind.ts'
import type { ChecksumTotals } from './checksum-counts.ts'
import type { Time } from './time.ts'

/**
 * What frames told, as plain data that survives JSON and merges in any order.
 *
 * An Observation is a set of parts. A part covers ranges of one capture and was scanned by one thread; merging is the union
 * of the sets (`merge.ts`), so it is associative, commutative, idempotent, and knows no order. The parts of a capture
 * are joined once, when everything is there (`settle.ts`): counts are added, first and last sightings compared, frame
 * numbers assigned.
 */
export interface Observation {
  readonly parts: readonly Part[]
}

export const nothing: Observation = { parts: [] }

export interface Part {
  /** Content id of the capture (`CaptureSummary.id`). */
  readonly capture: string
  /** What was scanned, ascending, disjoint: [offset of the first octet, one past the last, records Wireshark numbers there]. */
  readonly ranges: readonly Range[]
  readonly vantages: readonly VantageObservation[]
  readonly stations: Table
  readonly addresses: Table
  readonly conversations: Table
  readonly neighborDiscovery: Table
  readonly dhcp: Table
  readonly icmpErrors: Table
  readonly tunnels: Table
  readonly fragments: Table
  readonly coverage: Coverage
}

export type Range = readonly [start: number, end: number, records: number]

/**
 * Rows with distinct keys, as numbers. A key is a run of 32-bit words that says all there is to say of its row (`row-key.ts`; read by
 * `settled-rows.ts`). When more than `cap` keys come, those with the smallest hashes stay, a rule that knows no order: every row
 * kept has a hash below `threshold` (2³² while nothing was left out). Rows of stations that the inventory names are pinned,
 * count for no cap and always stay.
 */
export interface Table {
  readonly cap: number
  readonly threshold: number
  /** Sightings that came, those of rows left out included. */
  readonly sightings: number
  readonly rows: number
  /** Keys, one after the other. */
  readonly words: Numbers
  /** Where each row's key begins, and how many words it has. */
  readonly keyAt: Numbers
  readonly keyLength: Numbers
  /** 32-bit hashes of the keys, equal on every thread and machine. */
  readonly hashes: Numbers
  /** 1 where a row is pinned. */
  readonly pinned: Numbers
  /**
   * ROW_NUMBERS a row: how often its frames were seen; then second, nanosecond (-1: no time), octet offset of its record and index
   * among the records of its range, of its last sighting and of its first.
   */
  readonly numbers: Numbers
  /** Of RAs, RSs, Redirects and unsolicited NAs that were seen more than once: every sighting. */
  readonly followed: readonly Followed[]
}

/** Typed arrays; read back from JSON, arrays. */
export type Numbers = ArrayLike<number>

/**
 * The sightings of one row by time, then offset: second, nanosecond, offset and index of each as differences to the one before (the
 * first: to 0). Records without a time have second and nanosecond -1 and come last.
 */
export type Followed = readonly [row: number, deltas: readonly number[]]

/** One interface of a capture (LINUX_SLL2: one interface index of it) while this part's ranges were recorded. */
export interface VantageObservation {
  /** pcapng section from 0; pcap: 0. */
  readonly section: number
  /** Interface id in its section; pcap: 0. */
  readonly interface: number
  /** LINUX_SLL2 interface index; null for other link types. */
  readonly ifindex: number | null
  /** LINUX_SLL2: source MACs of what the interface received, the two smallest; else none. */
  readonly receivedFrom: readonly string[]
  readonly name: string | null
  readonly linkType: number
  readonly snaplen: number
  readonly frames: number
  readonly first: Time | null
  readonly last: Time | null
}

/** How a network looks on a vantage. */
export interface Segment {
  readonly kind: SegmentKind
  /** VLAN id, VNI or GRE key; null for untagged frames, GRE without a key, IP in IP. */
  readonly id: number | null
  /** VLAN ids further inside: the inner tag of QinQ, tags of the frame a tunnel carries. */
  readonly inner: readonly number[]
}

export interface Coverage {
  readonly frames: number
  /** Of all Neighbor Discovery messages, and of all DHCPv6 messages. */
  readonly checksums: { readonly icmpv6: ChecksumTotals; readonly udp: ChecksumTotals }
  /** Messages by kind. */
  readonly decoded: Readonly<Record<string, number>>
  /** Frames or messages not understood, by reason. */
  readonly notDecoded: Readonly<Record<string, number>>
}
