import { whyIncomplete, whyTryDoesNotCount } from '../absence.ts'
import { type Cloud, isVm, networkText, type Station, stationKey, stationText, vantageText } from '../cloud.ts'
import { byOccurrence, type Fact, fact } from '../evidence.ts'
import { type Exchanges, exchangesOf, isFor, type Leg, legsBeyond } from '../exchanges.ts'
import { no, partial, type Requirement, unobserved, yes } from '../requirement.ts'
import { icmpErrorNotes } from './icmp-error-notes.ts'
import { ipv6OnlyVms } from './ipv6-only.ts'
import { resolutionTries } from './resolution-tries.ts'
import { type AddressOwner, ownersByAddress } from './vm-addresses.ts'

export const vmToVm: Requirement = {
  id: 'vm-to-vm',
  title: 'IPv6 VM to VM only',
  cites: ['RFC 4861 §7.2', 'RFC 8200 §3: a router lowers the hop limit by one'],
  judge(cloud) {
    const scene = sceneOf(cloud)
    const ways = [switchedWay(scene), routedWay(scene)]
    const notes = [...ways.flatMap((way) => way.notes), ...basisNotes(cloud)]
    const failed = ways.filter(({ outcome }) => outcome === 'failed')
    if (failed.length > 0) return no({ notes, facts: failed.flatMap(({ facts }) => facts) })
    const shown = ways.filter(({ outcome }) => outcome === 'shown')
    if (shown.length === ways.length) return yes({ notes, facts: shown.flatMap(({ facts }) => facts) })
    const missing = ways.filter(({ outcome }) => outcome !== 'shown').map(({ missing: what }) => what)
    if (shown.length > 0) return partial({ notes, facts: shown.flatMap(({ facts }) => facts), missing })
    const looked = `looked for unicast between VMs without IPv4, of which ${scene.only.length} were seen`
    return unobserved({ notes: [looked, ...notes], facts: [], missing })
  },
}

type WayName = 'switched' | 'routed'

interface Way {
  readonly outcome: 'shown' | 'failed' | 'unsettled' | 'untried'
  readonly notes: readonly string[]
  readonly facts: readonly Fact[]
  readonly missing: string
}

interface Scene {
  readonly cloud: Cloud
  readonly exchanges: Exchanges
  /** NICs of VMs without IPv4. */
  readonly only: readonly Station[]
  readonly isOnly: (station: Station | undefined) => boolean
  /** VMs' NICs by an address they hold. */
  readonly owners: ReadonlyMap<string, readonly AddressOwner[]>
}

function sceneOf(cloud: Cloud): Scene {
  const only = ipv6OnlyVms(cloud)
  const keys = new Set(only.map(({ index }) => index))
  const isOnly = (station: Station | undefined) => station !== undefined && keys.has(station.index)
  return { cloud, exchanges: exchangesOf(cloud), only, isOnly, owners: ownersByAddress(cloud) }
}

/** A VM's packets to another VM's address, and what came of them. */
interface Try {
  readonly way: WayName
  readonly seen: Fact['seen']
  readonly vantage: number
  readonly from: Station
  readonly source: string
  readonly destination: string
  readonly answered: boolean
  /** Whether the two are known to be of one project: by the inventory, by their network, or since packets came through. */
  readonly joined: boolean
}

function switchedWay(scene: Scene): Way {
  const { cloud, exchanges } = scene
  for (const leg of exchanges.legs) {
    const peer = switchedPeer(scene, leg)
    if (peer === undefined || !scene.isOnly(leg.from) || !scene.isOnly(peer)) continue
    const back = exchanges
      .from(leg.row.destination, leg.row.source)
      .find(
        ({ row, network, from }) =>
          network === leg.network && from === peer && isFor({ ...leg, row }, leg.row.linkSource),
      )
    if (back === undefined) continue
    const note = `switched: ${leg.row.source} and ${leg.row.destination} on ${networkText(cloud, leg.network)}, from MAC to MAC`
    return way('shown', [note, ...unansweredNotes(scene, 'switched')], [legFact(cloud, leg), legFact(cloud, back)])
  }
  return untold(scene, 'switched')
}

/** The VM whose address a packet is for, where its frame goes straight there. */
function switchedOwner({ owners }: Scene, { row, network, from }: Leg): AddressOwner | undefined {
  if (!isVm(from) || !holds(from, row.source)) return undefined
  const straight = ({ mac }: AddressOwner) => (row.linkDestination ?? mac) === mac
  return owners.get(row.destination)?.find((one) => one.network === network && one.vm !== from.vm && straight(one))
}

function switchedPeer(scene: Scene, leg: Leg): Station | undefined {
  const owner = switchedOwner(scene, leg)
  return owner === undefined ? undefined : scene.cloud.stationByKey.get(stationKey(leg.network, owner.mac))
}

function holds({ addresses, port }: Station, address: string): boolean {
  return (
    addresses.some((one) => one.address === address) ||
    port?.fixedIps.some(({ ipAddress }) => ipAddress === address) === true
  )
}

function routedWay(scene: Scene): Way {
  const { cloud, exchanges } = scene
  for (const leg of exchanges.legs) {
    if (!scene.isOnly(leg.from)) continue
    const there = arrivals(scene, leg)[0]
    if (there === undefined || !scene.isOnly(there.peer)) continue
    const back = exchanges
      .from(leg.row.destination, leg.row.source)
      .filter(({ network, from }) => network === there.leg.network && from === there.peer)
      .flatMap((start) =>
        arrivals(scene, start)
          .filter(({ peer }) => peer === leg.from)
          .map(({ leg: end }) => ({ start, end })),
      )[0]
    if (back === undefined) continue
    const router = there.leg.from === undefined ? there.leg.row.linkSource : stationText(cloud, there.leg.from)
    const note = `routed: ${leg.row.source} on ${networkText(cloud, leg.network)} and ${leg.row.destination} on ${networkText(cloud, there.leg.network)}, through ${router}`
    const facts = [leg, there.leg, back.start, back.end].map((one) => legFact(cloud, one))
    return way('shown', [note, ...unansweredNotes(scene, 'routed')], facts)
  }
  return untold(scene, 'routed')
}

/** Where packets that a VM handed to its router come out for another VM on another network of the project. */
function arrivals(
  { cloud, exchanges, owners }: Scene,
  leg: Leg,
): readonly { readonly leg: Leg; readonly peer: Station }[] {
  if (!isVm(leg.from) || !holds(leg.from, leg.row.source) || isVm(leg.to)) return []
  return legsBeyond(exchanges, leg).flatMap((beyond) => {
    if (!isTenantRouter(cloud, beyond.from) || !sameProject(cloud, leg.network, beyond.network)) return []
    const owner = owners
      .get(leg.row.destination)
      ?.find(({ network, mac }) => network === beyond.network && isFor(beyond, mac))
    const peer = owner === undefined ? undefined : cloud.stationByKey.get(stationKey(beyond.network, owner.mac))
    return peer === undefined || peer.vm === leg.from?.vm ? [] : [{ leg: beyond, peer }]
  })
}

function isTenantRouter(cloud: Cloud, station: Station | undefined): boolean {
  return station?.role === 'router-interface' && !cloud.upstreamRouters.has(station.mac)
}

/** Without an inventory: a virtual router joins the networks of one project only. */
function sameProject(cloud: Cloud, a: number, b: number): boolean {
  const [one, other] = [cloud.networks[a]!, cloud.networks[b]!]
  return cloud.lookup === null ? one.tenant && other.tenant : one.project !== null && one.project === other.project
}

function untold(scene: Scene, name: WayName): Way {
  const { cloud } = scene
  const tries = triesOf(scene).filter((one) => one.way === name)
  if (tries.length === 0)
    return way('untried', [`${name}: no IPv6-only VM tried another VM that way`], [], missingFor(name))
  if (tries.some(({ answered }) => answered)) {
    return way(
      'unsettled',
      [`${name}: answered, but not seen both ways between IPv6-only VMs on the networks they are on`],
      [],
      missingFor(name),
    )
  }
  const reasons = tries.map((one) => whyNoProof(cloud, one))
  const counting = tries.filter((_, i) => reasons[i] === null)
  if (counting.length === 0) {
    const why = [...new Set(reasons.flatMap((reason) => reason ?? []))].slice(0, 3)
    return way(
      'unsettled',
      [`${name}: tried and no answer seen, which proves nothing: ${why.join('; ')}`],
      [],
      missingFor(name),
    )
  }
  return way(
    'failed',
    [failNote(cloud, name, counting), ...icmpErrorNotes(cloud, counting)],
    ends(counting.map((one) => tryFact(cloud, one))),
  )
}

function way(outcome: Way['outcome'], notes: readonly string[], facts: readonly Fact[], missing = ''): Way {
  return { outcome, notes, facts, missing }
}

function missingFor(name: WayName): string {
  return name === 'switched'
    ? 'the taps of two IPv6-only VMs on one network that talk to each other'
    : 'the taps of IPv6-only VMs on two networks of one project that talk through their router'
}

/** An answer would pass where the try was seen: at a port of the VM that tried. */
function whyNoProof(cloud: Cloud, { vantage, from, seen, joined, destination }: Try): string | null {
  if (!joined) return `whether ${destination} is that VM's or another tenant's only an inventory tells`
  const { guessed } = cloud.vantages[vantage]!
  if (guessed || !from.ports.includes(vantage)) return `an answer need not pass ${vantageText(cloud, vantage)}`
  return whyIncomplete(cloud, ['conversations', 'neighborDiscovery']) ?? whyTryDoesNotCount(cloud, seen)
}

function triesOf(scene: Scene): readonly Try[] {
  const { exchanges, owners, cloud } = scene
  const packets = exchanges.legs.flatMap((leg): Try[] => {
    const { row, network, from } = leg
    if (from === undefined || !scene.isOnly(from) || !holds(from, row.source)) return []
    const known = (owners.get(row.destination) ?? []).filter(({ vm }) => vm !== from.vm)
    const here = known.find((owner) => owner.network === network)
    const name = switchedOwner(scene, leg) !== undefined ? 'switched' : 'routed'
    const elsewhere = known.some((owner) => owner.network !== network && isSameProject(cloud, network, owner))
    if (name === 'switched' ? here === undefined : isVm(leg.to) || !elsewhere || here !== undefined) return []
    const answered = exchanges
      .from(row.destination, row.source)
      .some((back) => back.network === network && isFor(back, from.mac) && back.from !== from)
    const joined = name === 'switched' || cloud.lookup !== null || arrivals(scene, leg).length > 0
    return [
      {
        joined,
        way: name,
        seen: row.first,
        vantage: row.vantage,
        from,
        source: row.source,
        destination: row.destination,
        answered,
      },
    ]
  })
  const resolutions = resolutionTries(cloud, scene.only).flatMap((one): Try[] => {
    const owner = owners.get(one.target)?.find(({ network, vm }) => network === one.from.network && vm !== one.from.vm)
    if (owner === undefined) return []
    const spoke = exchanges.from(one.target, one.source).length > 0
    const answered = spoke || one.advertisers.includes(owner.mac)
    return [
      {
        joined: true,
        way: 'switched',
        seen: one.seen,
        vantage: one.vantage,
        from: one.from,
        source: one.source,
        destination: one.target,
        answered,
      },
    ]
  })
  return [...packets, ...resolutions]
}

function isSameProject(cloud: Cloud, network: number, { project }: AddressOwner): boolean {
  return cloud.lookup === null || (project !== null && project === cloud.networks[network]!.project)
}

function unansweredNotes(scene: Scene, name: WayName): readonly string[] {
  const pairs = triesOf(scene)
    .filter((one) => one.way === name && !one.answered)
    .map(({ source, destination }) => `${source} to ${destination}`)
  return pairs.length === 0 ? [] : [`${name}, no answer seen: ${[...new Set(pairs)].sort().slice(0, 5).join(', ')}`]
}

function failNote(cloud: Cloud, name: WayName, tries: readonly Try[]): string {
  const pairs = [...new Set(tries.map(({ source, destination }) => `${source} to ${destination}`))].sort()
  const { from, vantage } = tries[0]!
  return `${name}: ${stationText(cloud, from)} tried (${pairs.slice(0, 5).join(', ')}); no VM ever answered at ${vantageText(cloud, vantage)}`
}

function tryFact(cloud: Cloud, { source, destination, seen, from }: Try): Fact {
  return fact(`${source} (${stationText(cloud, from)}) tries ${destination}; no VM answers`, 'packet', seen)
}

function ends(facts: readonly Fact[]): readonly Fact[] {
  const sorted = [...facts].sort(byOccurrence)
  return sorted.length > 2 ? [sorted[0]!, sorted.at(-1)!] : sorted
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
