import type { JoinedNd } from '../observe/settled.ts'
import { type Alteration, frameAlterations, messageAlterations } from './alteration.ts'
import { covers } from './ears.ts'
import { LATE, NOT_SEEN } from './matching.ts'
import { DELIVERED, type Forwarding, LOST, MISSED_NODE, type PortForwarding, UNSETTLED } from './port-forwarding.ts'
import { nodeOf, type Situation } from './situation.ts'
import type { Sighting } from './track.ts'
import { isMistagged } from './tracks.ts'

/** What became of a port's advertisements, counted. `delivered` and `lost` are what was `expected`; late and altered ones were delivered. */
export interface Tally {
  readonly expected: number
  readonly delivered: number
  readonly lost: number
  readonly late: number
  /** Copies beyond the first. */
  readonly duplicated: number
  readonly altered: number
  /** Not seen while the port's captures ran, which proves nothing. */
  readonly unsettled: number
  /** Sent while port and node listened, and not seen on the interface on which the network comes to the node. */
  readonly missedNode: number
}

/** @param counts instances that count; all if not said */
export function tallyOf(
  situation: Situation,
  port: PortForwarding,
  counts: (instance: number) => boolean = () => true,
): Tally {
  const { outcome, matching } = port
  const tally = { expected: 0, delivered: 0, lost: 0, late: 0, duplicated: 0, altered: 0, unsettled: 0, missedNode: 0 }
  for (let i = 0; i < outcome.length; i++) {
    if (!counts(i)) continue
    const what = outcome[i]
    if (what === LOST) tally.lost++
    if (what === UNSETTLED) tally.unsettled++
    if (what === MISSED_NODE) tally.missedNode++
    if (what !== DELIVERED) continue
    tally.delivered++
    if (matching.how[i] === LATE) tally.late++
    tally.duplicated += matching.copies.get(i) ?? 0
    if (alterationsAt(situation, port, i).length > 0) tally.altered++
  }
  return { ...tally, expected: tally.delivered + tally.lost }
}

/** Whether all arrived as sent, none, or a part; what did not come to the node is no less missed, what is not settled not shown. */
export function verdictOf(tally: Tally): 'yes' | 'no' | 'partial' | 'unobserved' {
  const { expected, delivered, lost, altered, missedNode, unsettled } = tally
  if (expected + missedNode === 0) return 'unobserved'
  if (altered > 0 || delivered === 0) return 'no'
  return lost + missedNode + unsettled > 0 ? 'partial' : 'yes'
}

const NOTHING: readonly Alteration[] = []

/** What differs between an instance and what the port's own interface saw of it. */
export function alterationsAt(situation: Situation, port: PortForwarding, instance: number): readonly Alteration[] {
  const { index, unlike, track } = port.matching
  const received = index[instance]!
  if (received < 0) return NOTHING
  const { row } = port.instances[instance]!.sent
  const found = alterations(situation, row, track.row(received))
  const other = unlike.get(instance)
  return found.length > 0 || other === undefined ? found : alterations(situation, row, track.row(other))
}

const compared = new WeakMap<JoinedNd, WeakMap<JoinedNd, readonly Alteration[]>>()

function alterations(situation: Situation, sent: JoinedNd, received: JoinedNd): readonly Alteration[] {
  const ofSent = compared.get(sent) ?? new WeakMap<JoinedNd, readonly Alteration[]>()
  compared.set(sent, ofSent)
  const known = ofSent.get(received)
  if (known !== undefined) return known
  const found = [
    ...messageAlterations(sent, received),
    ...frameAlterations(sent, received, isMistagged(situation, received) ? tagOf(situation, received) : null),
  ]
  ofSent.set(received, found)
  return found
}

function tagOf({ settled }: Situation, { segment }: JoinedNd): number | null {
  return settled.segments[segment]!.id
}

export function receivedAt({ matching }: PortForwarding, instance: number): Sighting | null {
  return matching.how[instance] === NOT_SEEN ? null : matching.track.sighting(matching.index[instance]!)
}

/** The frame of an instance that was seen nearest to the port, the port's own interface aside. */
export function lastSeenBefore({ hops, instances, end }: PortForwarding, instance: number): Sighting {
  const hop = hops.findLast(({ vantage, matching }) => vantage !== end.vantage && matching.how[instance] !== NOT_SEEN)
  return hop === undefined ? instances[instance]!.sent : hop.matching.track.sighting(hop.matching.index[instance]!)
}

/** The vantage on the way, after all that saw a lost instance, that first did not see it although it surely listened. */
export function firstMissingHop({ situation, clocks }: Forwarding, port: PortForwarding, instance: number): number {
  const { hops, instances, end } = port
  const seen = hops.findLastIndex(({ matching }) => matching.how[instance] !== NOT_SEEN)
  const missing = hops.slice(seen + 1).find(({ vantage, ears }) => {
    const { role, guessed } = situation.vantages[vantage]!
    if (role === 'bridge' || guessed) return false // a bridge shows what is flooded, not what it switches
    const at = clocks.fromReference(nodeOf(situation, vantage), instances[instance]!.time)
    return covers(ears.sure, at, at)
  })
  return missing?.vantage ?? end.vantage
}

/** Indexes of the instances that a port lost, those that its node did not get among them, ascending. */
export function missedAt({ outcome }: PortForwarding): readonly number[] {
  const missed: number[] = []
  for (let i = 0; i < outcome.length; i++) if (outcome[i] === LOST || outcome[i] === MISSED_NODE) missed.push(i)
  return missed
}
