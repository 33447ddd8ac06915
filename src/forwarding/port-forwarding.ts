import type { Clocks } from './clocks.ts'
import type { Ears } from './ears.ts'
import type { Instance } from './instances.ts'
import type { LongestGap } from './lifetimes.ts'
import type { Matching } from './matching.ts'
import type { Epoch } from './moment.ts'
import type { PortEnd } from './port-end.ts'
import type { RouterWay } from './router-way.ts'
import type { Situation } from './situation.ts'
import type { Solicited } from './solicited.ts'
import type { RouterIdentity } from './tracks.ts'

/** Where the advertisements of each router went. */
export interface Forwarding {
  readonly situation: Situation
  readonly epoch: Epoch
  readonly clocks: Clocks
  readonly routers: readonly RouterForwarding[]
  /** Routers on one network beyond those that are followed. */
  readonly routersLeftOut: number
}

export interface RouterForwarding {
  readonly router: RouterIdentity
  readonly way: RouterWay
  /** What was sent, as the first origin and those whose clocks are known beside its own saw it, by time. */
  readonly instances: readonly Instance[]
  readonly ports: readonly PortForwarding[]
  /** It is to advertise, was there, and sent none. */
  readonly silent: boolean
}

/** What became of an instance at a port. */
export const NOT_EXPECTED = 0
export const DELIVERED = 1
export const LOST = 2
/** Not seen while the port's captures ran, which proves nothing. */
export const UNSETTLED = 3
/** Sent while the port and the interface on which its network comes to the node listened, and seen at neither. */
export const MISSED_NODE = 4

/** What became of each instance at one port: columns beside the instances. */
export interface PortForwarding {
  readonly end: PortEnd
  readonly instances: readonly Instance[]
  readonly outcome: Uint8Array
  /** 1 where the instance was seen on an interface between nodes (or of the router itself) of the port's own node. */
  readonly passedNode: Uint8Array
  /** When each was expected at the port, by its node's clock: as the node's own interface saw it, or as others did. */
  readonly expectedAt: Float64Array
  /** What its own interface saw. */
  readonly matching: Matching
  /** What it passes on its way, in order, this port's own interface last. */
  readonly hops: readonly Hop[]
  /** The interface on which the network comes to the port's node. */
  readonly trunk: Hop | null
  readonly ears: Ears
  /** Whether NS or NA of others come to it. */
  readonly hearsNeighbors: boolean
  /** Whether each node has the router, so that only what passed on its own node is for it. */
  readonly local: boolean
  readonly solicited: Solicited
  readonly gap: LongestGap | null
  /** Why losses there are not settled; null where they are. */
  readonly unsettled: Unsettled | null
}

export type Unsettled = 'guessed' | 'left-out' | 'not-whole'

export interface Hop {
  readonly vantage: number
  readonly matching: Matching
  readonly ears: Ears
}
