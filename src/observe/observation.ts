import type { DatagramChecksum } from '../decode/checksum.ts'
import type { SegmentKind } from '../decode/segment-kind.ts'
import type { Rows } from './row-list.ts'
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
  readonly segments: readonly Segment[]
  readonly stations: Table<StationRow>
  readonly addresses: Table<AddressRow>
  readonly conversations: Table<ConversationRow>
  readonly neighborDiscovery: Table<NdRow>
  readonly dhcp: Table<DhcpRow>
  readonly icmpErrors: Table<IcmpErrorRow>
  readonly tunnels: Table<TunnelRow>
  readonly fragments: Table<FragmentRow>
  readonly coverage: Coverage
}

export type Range = readonly [start: number, end: number, records: number]

/**
 * Rows with distinct keys. When more than `cap` keys come, those with the smallest hashes stay, a rule that knows no
 * order: every row kept has a hash below `threshold` (2³² while nothing was left out). Rows of stations that the
 * inventory names are `pinned`, count for no cap and always stay.
 */
export interface Table<Row extends Keyed> {
  readonly cap: number
  readonly threshold: number
  /** Sightings that came, those of rows left out included. */
  readonly sightings: number
  readonly rows: Rows<Row>
}

export interface Keyed {
  /** 32-bit hash of the row's key, equal on every thread and machine. */
  readonly hash: number
  readonly pinned: boolean
  readonly count: number
  readonly first: Sighting
  readonly last: Sighting
}

/** Where and when a frame was seen: its time, its record's octet offset, its index among the records of its range. */
export interface Sighting {
  readonly time: Time | null
  readonly offset: number
  readonly index: number
}

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

/** Fields that place a row: indexes into the part's `vantages` and `segments`. */
export interface Placed extends Keyed {
  readonly vantage: number
  readonly segment: number
}

/** A source MAC address that sent any frame there. */
export interface StationRow extends Placed {
  readonly mac: string
}

/** How an address was learned: DAD (RFC 4862 §5.4), own NS or NA, a DHCP lease, an ARP sender field, a packet's source. */
export type Learned = 'dad' | 'ns' | 'na' | 'lease' | 'arp' | 'traffic'

/** A station's address and one way it was learned. */
export interface AddressRow extends Placed {
  readonly mac: string
  readonly address: string
  readonly learned: Learned
}

/** IP packets (IPv4 or IPv6) from one station's address to another's with one hop limit; ND, DHCP and ICMP errors apart. */
export interface ConversationRow extends Placed {
  readonly linkSource: string
  /** Null on cooked captures, which do not record it. */
  readonly linkDestination: string | null
  readonly source: string
  readonly destination: string
  /** Hop Limit, or TTL. */
  readonly hopLimit: number
}

export type NdKind =
  | 'router-solicitation'
  | 'router-advertisement'
  | 'neighbor-solicitation'
  | 'neighbor-advertisement'
  | 'redirect'

/** One distinct ND message: these addresses, this hop limit, these octets. */
export interface NdRow extends Placed {
  readonly kind: NdKind
  readonly linkSource: string
  readonly linkDestination: string | null
  readonly source: string
  readonly destination: string
  readonly hopLimit: number
  /** Extension headers between the IPv6 header and ICMPv6, hex. */
  readonly extensionHeaders: string
  /** The ICMPv6 message as captured, hex. */
  readonly octets: string
  /** Its length on the wire; more than `octets` holds when the snaplen cut it. */
  readonly length: number
  readonly checksum: 'good' | 'bad' | 'unverified'
  /**
   * Every sighting of an RA, RS, Redirect or unsolicited NA, by time, then offset; of other messages none. Flat, four numbers each, as
   * differences to the one before: second, nanosecond, offset, index (the first: to 0). Records without a time have second and nanosecond -1.
   */
  readonly sightings: readonly number[]
}

/** One distinct DHCPv6 or DHCPv4 message. */
export interface DhcpRow extends Placed {
  readonly family: 4 | 6
  /** Name of the message type: 'solicit', 'advertise', …, 'discover', 'offer', …. */
  readonly kind: string
  readonly linkSource: string
  readonly linkDestination: string | null
  readonly source: string
  readonly destination: string
  readonly xid: number
  /** Of UDP; null for DHCPv4, where it is not looked at. */
  readonly checksum: DatagramChecksum | null
  /** MAC of the client where the message tells: chaddr; for DHCPv6 Ethernet source or destination, link-layer address option when relayed. */
  readonly clientMac: string | null
  /** Client DUID (DHCPv6), or client identifier option (DHCPv4), hex; null without one. */
  readonly clientId: string | null
  /** Server DUID, hex, or DHCPv4 server identifier address. */
  readonly serverId: string | null
  readonly addresses: readonly LeasedAddress[]
  /** Status codes (RFC 8415 §21.13) anywhere in the message, in order. */
  readonly statusCodes: readonly number[]
  /** Relay hops around it, from the outside in: link-address and peer-address. */
  readonly relays: readonly { readonly link: string; readonly peer: string }[]
}

export interface LeasedAddress {
  readonly address: string
  readonly preferredLifetimeS: number
  readonly validLifetimeS: number
}

/** ICMPv6 errors about one pair of addresses. */
export interface IcmpErrorRow extends Placed {
  readonly linkSource: string
  readonly linkDestination: string | null
  readonly source: string
  readonly destination: string
  readonly type: number
  readonly code: number
  /** The packet it quotes, as far as captured. */
  readonly quotedSource: string | null
  readonly quotedDestination: string | null
}

/** Encapsulated frames from one tunnel endpoint to another. */
export interface TunnelRow extends Placed {
  readonly kind: 'vxlan' | 'gre' | 'geneve' | 'ip-tunnel'
  readonly source: string
  readonly destination: string
}

/** A fragment of what may hold a message: it is put together when all parts of its capture are there. */
export interface FragmentRow extends Placed {
  /** Octets of it on the wire. */
  readonly length: number
  /** The frame up to its own octets, hex: these tell the datagram and its place there. */
  readonly lead: string
  /** As captured, hex: the first 2048. */
  readonly octets: string
}

export interface Coverage {
  readonly frames: number
  /** Messages by kind. */
  readonly decoded: Readonly<Record<string, number>>
  /** Frames or messages not understood, by reason. */
  readonly notDecoded: Readonly<Record<string, number>>
}
