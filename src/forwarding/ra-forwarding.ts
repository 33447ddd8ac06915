/** The JSON of `verify-ra`. Scripts depend on these names: add, never rename. Vantages are `node/interface`, captures paths. */
export interface RaForwarding {
  readonly schema: 'v6gap/ra-forwarding@1'
  /** False after an interruption. */
  readonly complete: boolean
  readonly verdict: ForwardingVerdict
  /** Whose advertisements were followed. */
  readonly followed: 'upstream' | 'tenant'
  /** By network, MAC and address. */
  readonly routers: readonly RouterRaReport[]
  /** By node. */
  readonly clocks: readonly ClockReport[]
  readonly notes: readonly string[]
}

/** `yes`: all arrived as sent. `no`: none did at some port, one was altered, or none was sent. `partial`: some were lost. */
export type ForwardingVerdict = 'yes' | 'no' | 'partial' | 'unobserved'

export interface RouterRaReport {
  readonly address: string
  readonly mac: string
  /** Its name; without one its id, and without an inventory how it looks between nodes. */
  readonly network: string
  readonly networkId: string | null
  /** How it looks between nodes: `vlan 210`; empty where nothing tells. */
  readonly wire: string
  /** Where what it sent was counted. */
  readonly vantage: string | null
  readonly sent: number
  readonly verdict: ForwardingVerdict
  /** By node, then interface. */
  readonly ports: readonly PortRaReport[]
}

export interface PortRaReport {
  readonly vantage: string
  readonly portId: string | null
  readonly mac: string
  readonly verdict: ForwardingVerdict
  readonly solicitations: { readonly sent: number; readonly answered: number; readonly delayNs: number | null }
  readonly expected: number
  readonly delivered: number
  readonly lost: number
  /** Of those delivered: after the window. */
  readonly late: number
  /** Copies beyond the first. */
  readonly duplicated: number
  readonly altered: number
  /** Not seen while the port's captures ran, which proves nothing. */
  readonly unsettled: number
  /** Sent while port and node listened, and not seen on the interface on which the network comes to the node. */
  readonly missedNode: number
  readonly delayNs: DelayReport | null
  readonly longestGapNs: number | null
  /** Whether the VM was without a default route by this router for a time, or without the address of a prefix. */
  readonly routeLost: boolean
  readonly prefixLost: boolean
  /** Where most of those are missing first. */
  readonly firstMissingHop: string | null
  readonly cause: string | null
  /** Where those lost, or missed by the node, were last seen; the first of them only, if there are many. */
  readonly lostFrames: readonly FrameReport[]
  readonly alterations: readonly AlterationReport[]
  /** What an advertisement passes, in order, the port's own interface last. */
  readonly hops: readonly HopReport[]
}

export interface DelayReport {
  readonly min: number
  readonly median: number
  readonly p99: number
  readonly max: number
}

export interface FrameReport {
  readonly capture: string
  readonly frame: number
  readonly time: string | null
}

export interface AlterationReport {
  readonly field: string
  readonly sent: string | null
  readonly received: string | null
  /** As received; the first of them only, if there are many. */
  readonly frames: readonly FrameReport[]
}

export interface HopReport {
  readonly vantage: string
  /** Of those expected at the port, how many it saw. */
  readonly seen: number
  /** Median time from the hop before that saw it; null for the first, and where no frame was seen at both. */
  readonly delayNs: number | null
}

export interface ClockReport {
  readonly node: string
  /** What the clock shows more than that of `reference`, when the captures begin; null where nothing tells. */
  readonly offsetNs: number | null
  readonly spreadNs: number | null
  readonly driftPpm: number | null
  /** Frames seen on both nodes that it was told by. */
  readonly frames: number
  readonly reference: string
}
