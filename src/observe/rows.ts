import type { DatagramChecksum } from '../decode/checksum.ts'

/** What the rows of each table say: the frames of one row are alike in all of it. */

/** IP version. */
export type Family = 4 | 6

/** A source MAC address that sent any frame there. */
export interface StationRow {
  readonly mac: string
}

/** How an address was learned: DAD (RFC 4862 §5.4), own NS or NA, a DHCP lease, an ARP sender field, a packet's source. */
export type Learned = 'dad' | 'ns' | 'na' | 'lease' | 'arp' | 'traffic'

/** A station's address and one way it was learned. */
export interface AddressRow {
  readonly mac: string
  readonly family: Family
  readonly address: string
  readonly learned: Learned
}

/** IP packets (IPv4 or IPv6) from one station's address to another's with one hop limit; ND, DHCP and ICMP errors apart. */
export interface ConversationRow {
  readonly linkSource: string
  /** Null on cooked captures, which do not record it. */
  readonly linkDestination: string | null
  readonly family: Family
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
export interface NdRow {
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
}

/** One distinct DHCPv6 or DHCPv4 message. */
export interface DhcpRow {
  readonly family: Family
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
  /** Whether the client itself sent it: `clientMac` is `linkSource`. */
  readonly fromClient: boolean
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
export interface IcmpErrorRow {
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
export interface TunnelRow {
  readonly kind: 'vxlan' | 'gre' | 'geneve' | 'ip-tunnel'
  readonly family: Family
  readonly source: string
  readonly destination: string
}
