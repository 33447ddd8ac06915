import type { JoinedNd } from '../observe/settled.ts'
import type { Clocks } from './clocks.ts'
import { type Ears, earsOf } from './ears.ts'
import { type Instance, instancesOf } from './instances.ts'
import { type Matching, matchInstances, NOT_SEEN } from './matching.ts'
import type { Epoch } from './moment.ts'
import type { PortEnd } from './port-end.ts'
import type { Hop } from './port-forwarding.ts'
import type { NodePlaces, RouterWay } from './router-way.ts'
import { nodeOf, type Situation } from './situation.ts'
import type { Advertisements } from './tracks.ts'

/** What following one router needs of everything. */
export interface Field {
  readonly situation: Situation
  readonly epoch: Epoch
  readonly advertisements: Advertisements
  readonly clocks: Clocks
  readonly places: NodePlaces
  readonly ends: readonly PortEnd[]
  readonly windowNs: number
  /** Router solicitations, by the vantage that saw them. */
  readonly solicitations: ReadonlyMap<number, readonly JoinedNd[]>
  /** Who sent NS or NA, by the vantage that saw them. */
  readonly neighbors: ReadonlyMap<number, ReadonlySet<string>>
  readonly ears: Map<number, Ears>
}

/** What was sent, as one group of clocks saw it. */
export interface Passage {
  readonly way: RouterWay
  readonly instances: readonly Instance[]
  /** Origins in this group. */
  readonly origins: readonly number[]
  /** Whether each origin's instances are for ports of its own node alone. */
  readonly local: boolean
  readonly matchings: Map<number, Matching>
  /** By node; where taps are the origins, by port. */
  readonly entrances: Map<string, Entrance>
}

/** What came to a node of the instances, and when. */
interface Entrance {
  readonly passedNode: Uint8Array
  readonly expectedAt: Float64Array
  /** How far `expectedAt` may be off. */
  readonly uncertaintyNs: number
}

export function groupOf({ situation, clocks }: Field, vantage: number): number {
  return clocks.of(nodeOf(situation, vantage)).group
}

/** What was sent, by group of clocks. */
export function passagesOf(field: Field, way: RouterWay): ReadonlyMap<number, Passage> {
  const { situation, clocks, windowNs, advertisements } = field
  const groups = new Map<number, number[]>()
  for (const origin of way.origins) {
    const group = groupOf(field, origin)
    groups.set(group, [...(groups.get(group) ?? []), origin])
  }
  return new Map(
    [...groups].map(([group, origins]): [number, Passage] => {
      const tracks = origins.map((origin) => advertisements.track(way.router, origin))
      const instances = instancesOf(tracks, clocks, (vantage) => nodeOf(situation, vantage), windowNs)
      const local = isLocal(way, origins, instances)
      return [group, { way, instances, origins, local, matchings: new Map(), entrances: new Map() }]
    }),
  )
}

/**
 * Interfaces of one router on several nodes that each saw advertisements of their own: every node has the router (DVR). The
 * standby of an HA router sees what the active one sends.
 */
function isLocal({ kind }: RouterWay, origins: readonly number[], instances: readonly Instance[]): boolean {
  if (kind === 'taps') return true
  if (kind !== 'own' || origins.length < 2) return false
  return instances.filter(({ seenBy }) => seenBy > 1).length < instances.length / 2
}

/** What came to a port's node, on the way in or at the router itself. */
export function entranceOf(field: Field, passage: Passage, end: PortEnd): Entrance {
  const { situation, clocks } = field
  const { instances, way, origins, entrances } = passage
  const key = way.kind === 'taps' ? `${end.node} ${end.vantage}` : end.node
  const known = entrances.get(key)
  if (known !== undefined) return known
  const nearby = origins.filter((vantage) => nodeOf(situation, vantage) === end.node && vantage !== end.vantage)
  const trunk = way.trunks.get(end.node)
  const entered = [...new Set([...nearby, ...(trunk === undefined ? [] : [trunk])])].map((vantage) =>
    hopOf(field, passage, vantage),
  )
  const passedNode = new Uint8Array(instances.length)
  const expectedAt = new Float64Array(instances.length)
  for (let i = 0; i < instances.length; i++) {
    const seen = entered.find(({ matching }) => matching.how[i] !== NOT_SEEN)?.matching
    passedNode[i] = seen === undefined ? 0 : 1
    expectedAt[i] =
      seen === undefined ? clocks.fromReference(end.node, instances[i]!.time) : seen.track.times[seen.index[i]!]!
  }
  const entrance = { passedNode, expectedAt, uncertaintyNs: uncertainty(field, passage, end.node, entered) }
  entrances.set(key, entrance)
  return entrance
}

/** How far the clocks of the port's node and of the origins may be off, where what was sent was seen on other nodes alone. */
function uncertainty(
  { situation, clocks }: Field,
  { origins }: Passage,
  node: string,
  entered: readonly Hop[],
): number {
  if (entered.some(({ matching }) => matching.track.length > 0)) return 0
  const spreads = origins.map((vantage) => clocks.of(nodeOf(situation, vantage)).spreadNs)
  return clocks.of(node).spreadNs + Math.max(0, ...spreads)
}

/** What a vantage of any node saw of it. */
export function hopOf(field: Field, passage: Passage, vantage: number): Hop {
  const { situation, clocks, advertisements, windowNs } = field
  const known = passage.matchings.get(vantage)
  if (known !== undefined) return { vantage, matching: known, ears: earsAt(field, vantage) }
  const node = nodeOf(situation, vantage)
  const times = Float64Array.from(passage.instances, ({ time }) => clocks.fromReference(node, time))
  const track = advertisements.track(passage.way.router, vantage)
  const slack = uncertainty(field, passage, node, [])
  const matching = matchInstances(passage.instances, times, track, windowNs + slack)
  passage.matchings.set(vantage, matching)
  return { vantage, matching, ears: earsAt(field, vantage) }
}

export function earsAt({ situation, epoch, ears }: Field, vantage: number): Ears {
  const known = ears.get(vantage) ?? earsOf(situation.settled, vantage, epoch)
  ears.set(vantage, known)
  return known
}
