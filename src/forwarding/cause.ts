import { compareText } from '../observe/compare-text.ts'
import type { JoinedNd } from '../observe/settled.ts'
import { NANOSECONDS, timeText } from '../observe/time.ts'
import { advertisementOf } from './advertisement.ts'
import { NOT_SEEN } from './matching.ts'
import { median } from './moment.ts'
import { firstMissingHop, missedAt } from './outcome.ts'
import {
  DELIVERED,
  type Forwarding,
  NOT_EXPECTED,
  type PortForwarding,
  type RouterForwarding,
} from './port-forwarding.ts'
import { isForAll, nodeOf } from './situation.ts'

/** The likely cause of what was lost at a port, where the pattern tells one, in a sentence that begins with its name. */
export type CauseOf = (port: PortForwarding) => string | null

/**
 * The causes that patterns tell, by the ids of the failure modes they are known as: F02 a router that does not advertise,
 * F03 one that stops while another node takes over, F04 and F09 the port's filter (of a project's router, and of one beyond
 * the cloud), F05 the node's, F06 and F07 OVN's, F10 multicast snooping, F12 lifetimes shorter than the time between
 * advertisements, F14 every node's router reaching every VM.
 */
export function causesIn(forwarding: Forwarding, router: RouterForwarding, kind: 'upstream' | 'tenant'): CauseOf {
  if (router.silent) return () => 'F02: the router is there and does not advertise'
  const missedOf = memoized(missedAt)
  const ofOvn = router.instances.some(({ sent }) => isOvn(sent.row))
  return (port) => {
    const missed = missedOf(port)
    if (missed.length === 0) return withoutLoss(forwarding, port, router, kind, ofOvn)
    const passes = port.hearsNeighbors
    const snooping = multicastOnly(port, missed)
    if (snooping && ofOvn) return 'F07: RAs to all stay away while solicited ones come: OVN does not send them there'
    if (snooping)
      return 'F10: RAs to all are lost while those to this port alone come: multicast snooping without a querier'
    const node = wholeNode(forwarding, router, port, missedOf)
    if (node !== null) return nodeCause(forwarding, port, missed, node, passes)
    if (!port.outcome.includes(DELIVERED) && missed.length > 1 && passes) {
      if (kind === 'upstream') return "F09: none comes while NS and NA do: the port's filter keeps upstream RAs out"
      if (ofOvn) return 'F06: none comes while NS and NA do: OVN delivers RAs by the ACLs of other ports'
      return "F04: none comes while NS and NA do: the port's filter"
    }
    return when(forwarding, port, missed)
  }
}

function withoutLoss(
  forwarding: Forwarding,
  port: PortForwarding,
  router: RouterForwarding,
  kind: 'upstream' | 'tenant',
  ofOvn: boolean,
): string | null {
  const { gap, matching, outcome, instances, local } = port
  if (kind === 'tenant') {
    const foreign = (i: number) => outcome[i] === NOT_EXPECTED && isForAll(instances[i]!.sent.row)
    if (
      local &&
      router.way.kind === 'own' &&
      [...outcome.keys()].some((i) => foreign(i) && matching.how[i] !== NOT_SEEN)
    )
      return 'F14: RAs of the router on other nodes come too: they leave their nodes'
    if (ofOvn && onlyAsked(port))
      return 'F07: RAs to all stay away while solicited ones come: OVN does not send them there'
    const pause = failover(forwarding, router, local)
    if (pause !== null) return pause
  }
  if (gap?.routeLost !== true) return null
  const seconds = Math.round(gap.ns / NANOSECONDS)
  return `F12: ${seconds} s without an RA outlive the Router Lifetime of ${gap.routerLifetimeS} s, and none was lost`
}

/** OVN's longest interval between RAs to all. */
const OVN_INTERVAL_NS = 600 * NANOSECONDS

/** Whether a port got RAs to itself alone, for longer than one to all takes to come. */
function onlyAsked({ matching: { track }, ears: { sure } }: PortForwarding): boolean {
  let solicited = 0
  for (let i = 0; i < track.length; i++) {
    if (isForAll(track.row(i))) return false
    solicited++
  }
  return solicited > 0 && sure.from.some((from, i) => sure.to[i]! - from > OVN_INTERVAL_NS)
}

/** Longer than Neutron lets radvd take, and than this router mostly takes. */
const PAUSE_NS = 100 * NANOSECONDS
const PAUSES = 3

/** A router with interfaces on several nodes, one of them active (HA), that did not advertise for long, and then did again. */
function failover({ situation }: Forwarding, { way, instances }: RouterForwarding, local: boolean): string | null {
  const nodes = new Set(way.origins.map((vantage) => nodeOf(situation, vantage)))
  if (local || way.kind !== 'own' || nodes.size < 2 || instances.length < 3) return null
  const gaps = instances.slice(1).map(({ time }, i) => time - instances[i]!.time)
  const longest = gaps.reduce((most, ns) => Math.max(most, ns), 0)
  if (longest <= PAUSE_NS || longest <= PAUSES * median(gaps)) return null
  return `F03: the router, on ${[...nodes].sort(compareText).join(' and ')}, sent none for ${Math.round(longest / NANOSECONDS)} s`
}

function memoized<Result>(of: (port: PortForwarding) => Result): (port: PortForwarding) => Result {
  const known = new Map<PortForwarding, Result>()
  return (port) => {
    const result = known.get(port) ?? of(port)
    known.set(port, result)
    return result
  }
}

/** Whether RAs to all stopped, and those to the port alone came from then on. */
function multicastOnly({ instances, outcome }: PortForwarding, lost: readonly number[]): boolean {
  const forAll = (i: number) => isForAll(instances[i]!.sent.row)
  if (lost.length < 2 || !lost.every(forAll)) return false
  const later = [...outcome.keys()].slice(lost[0]!)
  return (
    later.some((i) => !forAll(i) && outcome[i] === DELIVERED) &&
    later.every((i) => !forAll(i) || outcome[i] !== DELIVERED)
  )
}

/** Where on the way all of them are missing first: another node, the way into the port's node, or the node with all its ports. */
type NodeLoss =
  | { readonly kind: 'out-of'; readonly node: string }
  | { readonly kind: 'into' }
  | { readonly kind: 'within' }

function wholeNode(
  forwarding: Forwarding,
  { ports }: RouterForwarding,
  port: PortForwarding,
  missedOf: (port: PortForwarding) => readonly number[],
): NodeLoss | null {
  const missed = missedOf(port)
  const missing = missed.map((i) => firstMissingHop(forwarding, port, i))
  const before = missing.filter((vantage) => vantage !== port.end.vantage) // the others' hop may not have listened yet
  const [hop] = before
  if (hop !== undefined && before.every((vantage) => vantage === hop) && 2 * before.length > missing.length) {
    const node = nodeOf(forwarding.situation, hop)
    if (node !== port.end.node) return { kind: 'out-of', node }
    if (hop === port.trunk?.vantage) return { kind: 'into' }
  }
  const others = ports.filter(({ end, outcome }) => end.node === port.end.node && outcome !== port.outcome)
  const also = others.filter((other) => missedOf(other).length > 0)
  const none = also.every(({ outcome }) => missed.every((i) => outcome[i] !== DELIVERED))
  return also.length > 0 && none ? { kind: 'within' } : null
}

function nodeCause(
  forwarding: Forwarding,
  port: PortForwarding,
  missed: readonly number[],
  where: NodeLoss,
  passes: boolean,
): string {
  const { node } = port.end
  if (where.kind === 'within' && passes && !port.outcome.includes(DELIVERED))
    return `F05: no port of ${node} gets what comes to the node, while NS and NA do: the node's firewall`
  const time = port.outcome.includes(DELIVERED) ? spell(forwarding, port, missed) : null
  return `node: they ${whereText(where, node)}${time === null ? '' : ` ${time}`}`
}

function whereText(where: NodeLoss, node: string): string {
  switch (where.kind) {
    case 'out-of':
      return `did not leave ${where.node}`
    case 'into':
      return `did not come to ${node}`
    case 'within':
      return `came to no port of ${node}`
  }
}

function when(forwarding: Forwarding, port: PortForwarding, missed: readonly number[]): string | null {
  const time = port.outcome.includes(DELIVERED) ? spell(forwarding, port, missed) : null
  return time === null ? null : `interruption: none came ${time}`
}

/** Fewer in a row may be chance. */
const IN_A_ROW = 3

/** When losses follow one another with none delivered between: `from … to …`, or `from … on`. */
function spell({ epoch }: Forwarding, port: PortForwarding, missed: readonly number[]): string | null {
  const { outcome, expectedAt, end } = port
  const [first, last] = [missed[0]!, missed.at(-1)!]
  if (missed.length < IN_A_ROW || outcome.subarray(first, last).includes(DELIVERED)) return null
  const at = (i: number) => timeText(epoch.time(expectedAt[i]!))
  const until = outcome.subarray(last).includes(DELIVERED) ? `to ${at(last)}` : 'on'
  return `from ${at(first)} ${until}, by the clock of ${end.node}`
}

/** OVN's RAs: `Cur Hop Limit` 255 and the longest Router Lifetime, neither of which can be configured. */
function isOvn(row: JoinedNd): boolean {
  const advertisement = advertisementOf(row)
  return advertisement?.curHopLimit === 255 && advertisement.routerLifetimeS === 0xffff
}
