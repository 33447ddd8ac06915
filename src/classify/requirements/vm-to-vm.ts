import { type Cloud, networkText, ownedNetworkText, type Station, stationText } from '../cloud.ts'
import { byOccurrence, type Fact, fact } from '../evidence.ts'
import { answerOf, type Leg } from '../exchanges.ts'
import { no, partial, type Requirement, unobserved, yes } from '../requirement.ts'
import { icmpErrorNotes } from './icmp-error-notes.ts'
import { failNotes } from './vm-fail-notes.ts'
import { arrivals, type Scene, sceneOf, switchedPeer, type WayName } from './vm-scene.ts'
import { type Try, triesOf, whyNoProof } from './vm-tries.ts'

export const vmToVm: Requirement = {
  id: 'vm-to-vm',
  title: 'IPv6 VM to VM only',
  cites: ['RFC 4861 §7.2', 'RFC 8200 §3: a router lowers the hop limit by one'],
  judge(cloud) {
    const scene = sceneOf(cloud)
    const tries = triesOf(scene)
    const ways = [wayOf(scene, 'switched', switched(scene), tries), wayOf(scene, 'routed', routed(scene), tries)]
    const notes = [...ways.flatMap((way) => way.notes), ...basisNotes(cloud)]
    const failed = ways.filter(({ outcome }) => outcome === 'failed')
    if (failed.length > 0) return no({ notes, facts: failed.flatMap(({ facts }) => facts) })
    const shown = ways.filter(({ outcome }) => outcome === 'shown')
    if (shown.length === ways.length) return yes({ notes, facts: shown.flatMap(({ facts }) => facts) })
    const missing = ways.filter(({ outcome }) => outcome !== 'shown').map(({ name }) => MISSING[name])
    if (shown.length > 0) return partial({ notes, facts: shown.flatMap(({ facts }) => facts), missing })
    const looked = `looked for unicast between VMs without IPv4, of which ${scene.only.length} were seen`
    return unobserved({ notes: [looked, ...notes], facts: [], missing })
  },
}

const MISSING: Readonly<Record<WayName, string>> = {
  switched: 'the taps of two IPv6-only VMs on one network that talk to each other',
  routed: 'the taps of IPv6-only VMs on two networks of one project that talk through their router',
}

interface Way {
  readonly name: WayName
  readonly outcome: 'shown' | 'failed' | 'unsettled' | 'untried'
  readonly notes: readonly string[]
  readonly facts: readonly Fact[]
}

/** Packets both ways between two IPv6-only VMs. */
interface Shown {
  readonly note: string
  readonly legs: readonly Leg[]
}

function switched(scene: Scene): Shown | null {
  const { cloud, exchanges } = scene
  for (const leg of exchanges.ofVms) {
    const peer = switchedPeer(scene, leg)
    if (!scene.isOnly(leg.from) || !scene.isOnly(peer) || !keepsHopLimit(scene, leg, peer)) continue
    const back = answerOf(cloud, exchanges, leg, ({ from }) => from === peer)
    if (back === undefined || answerOf(cloud, exchanges, back) === undefined) continue
    const { source, destination, hopLimit } = leg.row
    const note = `${source} and ${destination} on ${ownedNetworkText(cloud, leg.network)}, from MAC to MAC, hop limit ${hopLimit}`
    return { note, legs: [leg, back] }
  }
  return null
}

/** Whether both ends' own interfaces, where they show the packets, show them with this hop limit. */
function keepsHopLimit({ exchanges }: Scene, { row, network, from }: Leg, peer: Station): boolean {
  const legs = exchanges.from(row.source, row.destination).filter((one) => one.network === network)
  return [from?.ports ?? [], peer.ports].every((ports) => {
    const there = legs.filter((one) => ports.includes(one.row.vantage))
    return there.length === 0 || there.some((one) => one.row.hopLimit === row.hopLimit)
  })
}

function routed(scene: Scene): Shown | null {
  const { cloud, exchanges } = scene
  for (const leg of exchanges.ofVms) {
    if (!scene.isOnly(leg.from)) continue
    const there = arrivals(scene, leg).find(({ peer }) => scene.isOnly(peer))
    if (there === undefined || answerOf(cloud, exchanges, leg) === undefined) continue
    const back = exchanges
      .from(leg.row.destination, leg.row.source)
      .filter(({ network, from }) => network === there.leg.network && from === there.peer)
      .filter((start) => answerOf(cloud, exchanges, start) !== undefined)
      .flatMap((start) =>
        arrivals(scene, start)
          .filter(({ peer }) => peer === leg.from)
          .map(({ leg: end }) => ({ start, end })),
      )[0]
    if (back === undefined) continue
    const router = there.leg.from === undefined ? there.leg.row.linkSource : stationText(cloud, there.leg.from)
    const [near, far] = [ownedNetworkText(cloud, leg.network), ownedNetworkText(cloud, there.leg.network)]
    const note = `${leg.row.source} on ${near} and ${leg.row.destination} on ${far}, through ${router}`
    return { note, legs: [leg, there.leg, back.start, back.end] }
  }
  return null
}

function wayOf(scene: Scene, name: WayName, shown: Shown | null, all: readonly Try[]): Way {
  const { cloud } = scene
  const tries = all.filter((one) => one.way === name)
  if (shown !== null) {
    const facts = shown.legs.map((leg) => legFact(cloud, leg))
    return { name, outcome: 'shown', notes: [`${name}: ${shown.note}`, ...unansweredNotes(name, tries)], facts }
  }
  if (tries.length === 0) return open(name, 'untried', 'no IPv6-only VM tried another VM that way')
  if (tries.some(({ answered }) => answered))
    return open(name, 'unsettled', 'answered, but not seen both ways between IPv6-only VMs on the networks they are on')
  const reasons = tries.map((one) => whyNoProof(cloud, one))
  const counting = tries.filter((_, i) => reasons[i] === null)
  if (counting.length === 0) {
    const why = [...new Set(reasons.flatMap((reason) => reason ?? []))].slice(0, 3)
    return open(name, 'unsettled', `tried and no answer seen, which proves nothing: ${why.join('; ')}`)
  }
  return {
    name,
    outcome: 'failed',
    notes: [...failNotes(scene, counting), ...icmpErrorNotes(cloud, counting)],
    facts: endFacts(cloud, counting),
  }
}

function open(name: WayName, outcome: 'unsettled' | 'untried', why: string): Way {
  return { name, outcome, notes: [`${name}: ${why}`], facts: [] }
}

function unansweredNotes(name: WayName, tries: readonly Try[]): readonly string[] {
  const pairs = tries
    .filter(({ answered }) => !answered)
    .map(({ source, destination }) => `${source} to ${destination}`)
  return pairs.length === 0 ? [] : [`${name}, no answer seen: ${[...new Set(pairs)].sort().slice(0, 5).join(', ')}`]
}

function endFacts(cloud: Cloud, tries: readonly Try[]): readonly Fact[] {
  const first = tries.map((one) => tryFact(cloud, one, one.first)).sort(byOccurrence)[0]
  const last = tries
    .map((one) => tryFact(cloud, one, one.last))
    .sort(byOccurrence)
    .at(-1)
  return [first, last].flatMap((one) => one ?? [])
}

function tryFact(cloud: Cloud, { source, destination, from, leg }: Try, seen: Fact['seen']): Fact {
  const kind = leg === undefined ? 'neighbor-solicitation' : 'packet'
  return fact(`${source} (${stationText(cloud, from)}) tries ${destination}; no VM answers`, kind, seen)
}

function legFact(cloud: Cloud, { row, network }: Leg): Fact {
  const { source, destination, linkSource, hopLimit } = row
  return fact(
    `${source} to ${destination} on ${networkText(cloud, network)}, from ${linkSource}, hop limit ${hopLimit}`,
    'packet',
    row.first,
  )
}

function basisNotes(cloud: Cloud): readonly string[] {
  if (cloud.lookup !== null) return []
  return [
    'that the VMs have no other NIC with IPv4, and that their networks are of one project, only an inventory tells',
    ...cloud.doubts,
  ]
}
