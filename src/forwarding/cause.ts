import type { JoinedNd } from '../observe/settled.ts'
import { NANOSECONDS, timeText } from '../observe/time.ts'
import { advertisementOf } from './alteration.ts'
import { DELIVERED, type Forwarding, NOT_EXPECTED, type PortForwarding, type RouterForwarding } from './follow.ts'
import { firstMissingHop, missedAt } from './outcome.ts'
import { isForAll, nodeOf } from './situation.ts'

/** The likely cause of what was lost at a port, where the pattern tells one, in a sentence that begins with its name. */
export type CauseOf = (port: PortForwarding) => string | null

/**
 * The causes that the patterns of loss tell, by the ids of the failure modes they are known as: F04 and F09 the port's
 * filter (of a project's router, and of one beyond the cloud), F05 the node's, F06 and F07 OVN's, F10 multicast snooping,
 * F12 lifetimes shorter than the time between advertisements, F14 every node's router reaching every VM.
 */
export function causesIn(forwarding: Forwarding, router: RouterForwarding, kind: 'upstream' | 'tenant'): CauseOf {
  const neighbors = neighborsByVantage(forwarding)
  const ofOvn = router.instances.some(({ sent }) => isOvn(sent.row))
  return (port) => {
    const missed = missedAt(port)
    if (missed.length === 0) return withoutLoss(port, router, kind)
    const passes = neighbors(port)
    const snooping = multicastOnly(port, missed)
    if (snooping && ofOvn) return 'F07: RAs to all stay away while solicited ones come: OVN does not send them there'
    if (snooping)
      return 'F10: RAs to all are lost while those to this port alone come: multicast snooping without a querier'
    const node = wholeNode(forwarding, router, port, missed)
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
  port: PortForwarding,
  { way, ports }: RouterForwarding,
  kind: 'upstream' | 'tenant',
): string | null {
  const { gap, matching, outcome } = port
  if (gap?.routeLost) {
    const seconds = Math.round(gap.ns / NANOSECONDS)
    return `F12: ${seconds} s without an RA outlive the Router Lifetime of ${gap.routerLifetimeS} s, and none was lost`
  }
  const twice = outcome.some((what, i) => what === DELIVERED && matching.copies[i]! > 0)
  const everywhere = kind === 'tenant' && way.kind === 'own' && way.origins.length > 1 && ports.length > 0
  return twice && everywhere ? 'F14: RAs of the router on other nodes come too: they leave their nodes' : null
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
  missed: readonly number[],
): NodeLoss | null {
  const missing = missed.map((i) => firstMissingHop(forwarding, port, i))
  const before = missing.filter((vantage) => vantage !== port.end.vantage) // the others' hop may not have listened yet
  const [hop] = before
  if (hop !== undefined && before.every((vantage) => vantage === hop) && 2 * before.length > missing.length) {
    const node = nodeOf(forwarding.situation, hop)
    if (node !== port.end.node) return { kind: 'out-of', node }
    if (hop === port.trunk?.vantage) return { kind: 'into' }
  }
  const others = ports.filter(({ end, outcome }) => end.node === port.end.node && outcome !== port.outcome)
  const also = others.filter(({ outcome }) => missed.some((i) => outcome[i] !== NOT_EXPECTED))
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
  const time = spell(forwarding, port, missed)
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

function when(forwarding: Forwarding, port: PortForwarding, lost: readonly number[]): string | null {
  const time = port.outcome.includes(DELIVERED) ? spell(forwarding, port, lost) : null
  return time === null ? null : `time: none came ${time}`
}

/** When losses follow one another with none delivered between: `from … to …`, or `from … on`. */
function spell({ epoch, situation }: Forwarding, port: PortForwarding, lost: readonly number[]): string | null {
  const { outcome, expectedAt, end } = port
  const [first, last] = [lost[0]!, lost.at(-1)!]
  if (lost.length < 2 || outcome.subarray(first, last).includes(DELIVERED)) return null
  const clock = nodeOf(situation, end.vantage)
  const at = (i: number) => `${timeText(epoch.time(expectedAt[i]!))} (${clock}'s clock)`
  const ends = outcome.subarray(last).includes(DELIVERED)
  return ends ? `from ${at(first)} to ${at(last)}` : `from ${at(first)} on`
}

/** Whether NS or NA of others were seen at a port. */
function neighborsByVantage({ situation }: Forwarding): (port: PortForwarding) => boolean {
  const senders = new Map<number, Set<string>>()
  for (const { kind, vantage, linkSource } of situation.settled.neighborDiscovery) {
    if (kind !== 'neighbor-solicitation' && kind !== 'neighbor-advertisement') continue
    senders.set(vantage, (senders.get(vantage) ?? new Set()).add(linkSource))
  }
  return ({ end }) => [...(senders.get(end.vantage) ?? [])].some((mac) => mac !== end.mac)
}

/** OVN's RAs: `Cur Hop Limit` 255 and the longest Router Lifetime, neither of which can be configured. */
function isOvn(row: JoinedNd): boolean {
  const advertisement = advertisementOf(row)
  return advertisement?.curHopLimit === 255 && advertisement.routerLifetimeS === 0xffff
}
