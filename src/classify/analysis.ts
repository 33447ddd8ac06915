import type { Segment } from '../observe/observation.ts'

/** The JSON of `analyze`. Scripts depend on these names: add, never rename. Ids are stable within one report. */
export interface Analysis {
  readonly schema: 'v6gap/analysis@1'
  /** False after an interruption. */
  readonly complete: boolean
  readonly inventory: InventorySummary | null
  readonly captures: readonly CaptureReport[]
  /** Inputs of which nothing could be read, by path. */
  readonly unread: readonly UnreadReport[]
  readonly vantages: readonly VantageReport[]
  readonly requirements: readonly RequirementReport[]
  readonly networks: readonly NetworkReport[]
  readonly routers: readonly RouterReport[]
  readonly stations: readonly StationReport[]
  readonly coverage: CoverageReport
  readonly limits: Readonly<Record<string, { readonly cap: number; readonly leftOut: number }>>
}

export type Answer = 'yes' | 'no' | 'partial' | 'unobserved'
export type Basis = 'inventory' | 'inferred'

export interface InventorySummary {
  readonly path: string
  readonly networks: number
  readonly subnets: number
  readonly ports: number
  readonly routers: number
}

export interface CaptureReport {
  readonly id: string
  readonly path: string
  readonly duplicateOf: string | null
  readonly format: 'pcap' | 'pcapng'
  readonly compression: 'gzip' | 'zstd' | null
  readonly octets: number
  readonly frames: number
  readonly firstTime: string | null
  readonly lastTime: string | null
  readonly complete: boolean
  readonly problems: readonly ProblemReport[]
}

export interface UnreadReport {
  readonly path: string
  readonly problem: ProblemReport
}

export interface ProblemReport {
  readonly kind: string
  readonly at: number
  readonly needed: number | null
  readonly available: number | null
  readonly message: string
}

export type VantageRole =
  | 'vm-port'
  | 'dhcp-port'
  | 'router-interface'
  | 'router-gateway'
  | 'ha'
  | 'bridge'
  | 'physical'
  | 'unknown'

export interface VantageReport {
  readonly id: string
  /** The first capture; `captures` lists all, for rotated files of one interface. */
  readonly capture: string
  readonly captures: readonly string[]
  readonly section: number
  readonly interface: number
  readonly node: string
  readonly name: string
  readonly role: VantageRole
  readonly portId: string | null
  readonly network: string | null
  readonly linkType: number
  readonly snaplen: number
  readonly frames: number
  readonly drops: number | null
  readonly listened: readonly (readonly [from: string, to: string])[]
}

export interface Evidence {
  /** What that frame shows, as a sentence fragment. */
  readonly shows: string
  readonly capture: string
  readonly vantage: string
  readonly frame: number
  readonly time: string | null
  /** Kind of message: 'router-advertisement', 'solicit', 'packet', …. */
  readonly message: string
}

export interface RequirementReport {
  readonly id: string
  readonly title: string
  /** What the Kilo table says. */
  readonly claimed: 'yes'
  readonly observed: Answer
  readonly basis: Basis
  readonly notes: readonly string[]
  /** Vantages that would settle it. */
  readonly missing: readonly string[]
  readonly evidence: readonly Evidence[]
  readonly items: readonly RequirementReport[]
}

export interface NetworkReport {
  readonly id: string
  readonly name: string | null
  readonly networkId: string | null
  readonly project: string | null
  readonly basis: Basis
  readonly segments: readonly { readonly vantage: string; readonly kind: Segment['kind']; readonly id: number | null }[]
}

export interface RouterReport {
  readonly id: string
  readonly network: string | null
  readonly mac: string
  readonly address: string
  readonly advertisements: number
  readonly vantages: readonly string[]
}

export interface StationReport {
  readonly id: string
  readonly network: string | null
  readonly mac: string
  readonly role: 'vm-port' | 'dhcp-port' | 'router-interface' | 'router-gateway' | 'external' | 'unknown'
  readonly portId: string | null
  readonly addresses: readonly { readonly address: string; readonly learned: readonly string[] }[]
}

export interface CoverageReport {
  readonly frames: number
  readonly decoded: Readonly<Record<string, number>>
  readonly notDecoded: Readonly<Record<string, number>>
  readonly checksums: {
    /** Of Neighbor Discovery messages. */
    readonly icmpv6: ChecksumCounts
    /** Of DHCPv6 messages. */
    readonly udp: ChecksumCounts
  }
}

/** How many messages had which checksum. */
export interface ChecksumCounts {
  readonly good: number
  /** Not all that it covers was captured. */
  readonly unverified: number
  /** Zero, which UDP over IPv6 allows to tunnels alone (RFC 8200 §8.1). */
  readonly absent: number
  /**
   * Wrong: at its sender's own interface, where hardware is still to compute it (or the sum that senders leave for that, as
   * long as it may be on its node); at its receiver's, where it is damaged; or where that is not known.
   */
  readonly bad: { readonly offload: number; readonly damage: number; readonly unknown: number }
}
