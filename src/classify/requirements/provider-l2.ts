import { alterations } from '../../forwarding/alteration.ts'
import { type Delivery, followDeliveries, type Sighting, WINDOW_NS } from '../../forwarding/delivery.ts'
import type { JoinedNd } from '../../observe/settled.ts'
import { compareTimes, shiftTime } from '../../observe/time.ts'
import { listeningText, whyDeaf, whyIncomplete } from '../absence.ts'
import { isGroupMac } from '../address-scope.ts'
import { type Cloud, networkOf, networkText, placeKey, stationOf, vantageText } from '../cloud.ts'
import { compareSeen, type Fact, fact } from '../evidence.ts'
import { few, fewNotes, no, partial, type Requirement, unobserved, yes } from '../requirement.ts'
import { type Formed, formedAddress } from './formed-address.ts'

export const providerL2: Requirement = {
  id: 'provider-l2',
  title: 'IPv6 external L2 VLAN directly attached to a VM',
  cites: [
    'RFC 4861 §6.2.6',
    'RFC 4862 §5.4, §5.5.3',
    'Neutron config-ipv6: provider networks take RAs from an external router',
  ],
  judge(cloud) {
    const ports = portsOnProviders(cloud)
    const judged = ports.filter(({ deliveries }) => deliveries.length > 0)
    const unsettled = ports.filter(({ unsettled: count }) => count > 0)
    const notes = [
      ...fewNotes(judged.map((port) => portNote(cloud, port))),
      ...fewNotes(unjudgedNotes(cloud, ports)),
      ...basisNotes(cloud),
    ]
    const altered = judged.filter(({ deliveries }) => deliveries.some((one) => one.altered))
    const starved = judged.filter(isStarved)
    if (altered.length > 0 || (starved.length > 0 && cloud.lookup !== null)) {
      return no({
        notes: [...altered.flatMap(alterationNotes), ...notes],
        facts: [...altered.flatMap(alteredFacts), ...starved.flatMap(lostFacts)],
      })
    }
    if (judged.length === 0) {
      const looked = looksFor(cloud)
      return unobserved({ notes: [looked, ...notes], facts: [], missing: missingFor(cloud) })
    }
    const facts = few(judged).flatMap((port) => [...deliveredFacts(port), ...(port.formed?.facts ?? [])])
    const lost = judged.filter(({ deliveries }) => deliveries.some(({ received }) => received === null))
    if (lost.length > 0 || unsettled.length > 0)
      return partial({
        notes,
        facts: [...lost.flatMap(lostFacts), ...facts],
        missing: unsettled.map(({ vantage }) => `a whole capture at ${vantageText(cloud, vantage)}`),
      })
    const formed = judged.some((port) => port.formed !== null)
    if (!formed) {
      return partial({
        notes: [...notes, 'no VM was seen forming an address in an advertised prefix'],
        facts,
        missing: ['the tap of a VM on that network from before the VM starts'],
      })
    }
    const doubtful = cloud.lookup === null ? strayPorts(cloud, judged) : []
    if (doubtful.length > 0)
      return partial({ notes: [...doubtful, ...notes], facts, missing: ['an inventory (--inventory)'] })
    return yes({ notes, facts })
  },
}

/** A VM's port on a network that an upstream router advertises on, and what came of the RAs it was to get. */
interface ProviderPort {
  readonly mac: string
  readonly network: number
  readonly vantage: number
  /** The provider interface of the port's node. */
  readonly trunk: number | null
  /** Of the RAs it was to get: those it got, and those it is proved to have lost. */
  readonly deliveries: readonly Delivery[]
  /** RAs not seen there while it listened, which proves nothing, and why. */
  readonly unsettled: number
  readonly why: string | null
  readonly formed: Formed | null
}

function portsOnProviders(cloud: Cloud): readonly ProviderPort[] {
  const upstream = cloud.settled.neighborDiscovery.filter(
    (row) => row.kind === 'router-advertisement' && cloud.upstreamRouters.has(row.linkSource),
  )
  const advertised = new Set(upstream.map((row) => networkOf(cloud, row)))
  return cloud.vantages.flatMap(({ index, role, own, network }) => {
    if (role !== 'vm-port' || own === null || network === null || !advertised.has(network)) return []
    return cloud.networks[network]!.external ? [] : [followPort(cloud, own, network, index, upstream)]
  })
}

function followPort(
  cloud: Cloud,
  mac: string,
  network: number,
  vantage: number,
  upstream: readonly JoinedNd[],
): ProviderPort {
  const here = upstream.filter((row) => networkOf(cloud, row) === network)
  const trunk = trunkOf(cloud, vantage, here)
  const sent = trunk === null ? [] : sightings(here.filter((row) => row.vantage === trunk && isFor(row, mac)))
  const advertised = cloud.settled.neighborDiscovery.filter(
    (row) => row.kind === 'router-advertisement' && row.vantage === vantage && networkOf(cloud, row) === network,
  )
  const followed = followDeliveries(sent, sightings(advertised))
  const why = whyNothingIsLost(cloud, vantage)
  const missed = followed.filter(({ received, sent: one }) => received === null && isDuring(cloud, vantage, one))
  const lost = why === null ? missed.filter(({ sent: one }) => isHeard(cloud, vantage, one)) : []
  const station = stationOf(cloud, network, mac)
  return {
    mac,
    network,
    vantage,
    trunk,
    deliveries: followed.filter((one) => one.received !== null || lost.includes(one)),
    unsettled: missed.length - lost.length,
    why: missed.length === lost.length ? null : (why ?? 'its capture is cut, damaged or reported drops'),
    formed: station === undefined ? null : formedAddress(cloud, station, here),
  }
}

function whyNothingIsLost(cloud: Cloud, vantage: number): string | null {
  return cloud.vantages[vantage]!.guessed
    ? 'whose port that interface is was told by its frames alone'
    : whyIncomplete(cloud, ['neighborDiscovery'])
}

/** Whether it passed while the port's captures ran, whole or not. */
function isDuring(cloud: Cloud, vantage: number, { seen: { time } }: Sighting): boolean {
  if (time === null) return false
  const [from, to] = [shiftTime(time, -WINDOW_NS), shiftTime(time, WINDOW_NS)]
  return cloud.settled.vantages[vantage]!.spans.some(
    (span) => compareTimes(span.from, from) <= 0 && compareTimes(to, span.to) <= 0,
  )
}

/** The interface of the port's node on which most of those RAs passed. */
function trunkOf(cloud: Cloud, vantage: number, rows: readonly JoinedNd[]): number | null {
  const { node } = cloud.settled.vantages[vantage]!
  const passed = new Map<number, number>()
  for (const row of rows) {
    if (cloud.settled.vantages[row.vantage]!.node !== node || !isTrunk(cloud, row)) continue
    passed.set(row.vantage, (passed.get(row.vantage) ?? 0) + row.seen.length)
  }
  const isNic = (index: number) => (cloud.vantages[index]!.role === 'physical' ? 1 : 0)
  return [...passed].sort(([a, x], [b, y]) => isNic(b) - isNic(a) || y - x || a - b)[0]?.[0] ?? null
}

/** A physical interface, else a provider bridge: the tags of `br-int` are the node's own. */
function isTrunk(cloud: Cloud, row: JoinedNd): boolean {
  const { role } = cloud.vantages[row.vantage]!
  if (role === 'physical') return true
  return (
    role === 'bridge' &&
    cloud.places.get(placeKey(row))?.certain === true &&
    cloud.settled.segments[row.segment]!.kind === 'vlan'
  )
}

/** Multicast is for every port, unicast for its addressee. */
function isFor({ linkDestination, destination }: JoinedNd, mac: string): boolean {
  if (linkDestination === null) return destination.startsWith('ff')
  return isGroupMac(linkDestination) || linkDestination === mac
}

function sightings(rows: readonly JoinedNd[]): readonly Sighting[] {
  return rows.flatMap((row) => row.seen.map((seen) => ({ row, seen })))
}

/** Whether the port listened when the advertisement passed. */
function isHeard(cloud: Cloud, vantage: number, { seen: { time } }: Sighting): boolean {
  if (time === null) return false
  return whyDeaf(cloud, vantage, shiftTime(time, -WINDOW_NS), shiftTime(time, WINDOW_NS)) === null
}

function isStarved({ deliveries }: ProviderPort): boolean {
  return deliveries.length > 0 && deliveries.every(({ received }) => received === null)
}

function portNote(cloud: Cloud, { mac, network, vantage, trunk, deliveries, formed }: ProviderPort): string {
  const reached = deliveries.filter(({ received }) => received !== null).length
  const routers = [...new Set(deliveries.map(({ sent }) => sent.row.source))].sort().join(', ')
  const passed = `${deliveries.length} RAs of ${routers} passed ${vantageText(cloud, trunk!)} for ${networkText(cloud, network)}`
  const arrived = `${reached === 0 ? 'none' : reached === deliveries.length ? 'all' : reached} reached ${vantageText(cloud, vantage)} (${portText(cloud, vantage, mac)}), which listened ${listeningText(cloud, vantage)}`
  return `${passed}; ${arrived}${formed === null ? '' : `; it formed ${formed.address}`}`
}

function portText(cloud: Cloud, vantage: number, mac: string): string {
  const { port } = cloud.vantages[vantage]!
  return port === null ? mac : `port ${port.name || port.id} of ${mac}`
}

function unjudgedNotes(cloud: Cloud, ports: readonly ProviderPort[]): readonly string[] {
  const unsettled = ports.flatMap(({ vantage, unsettled: count, why }) =>
    count === 0 ? [] : [`${count} RAs were not seen at ${vantageText(cloud, vantage)}, which proves nothing: ${why}`],
  )
  const idle = ports
    .filter(({ deliveries, unsettled: count }) => deliveries.length === 0 && count === 0)
    .map(({ vantage, network }) => {
      const { node } = cloud.settled.vantages[vantage]!
      return `no RA passed a provider interface of ${node} for ${networkText(cloud, network)} while ${vantageText(cloud, vantage)} listened`
    })
  return [...unsettled, ...idle]
}

function alterationNotes({ deliveries }: ProviderPort): readonly string[] {
  const changed = deliveries.filter((one) => one.altered && one.received !== null)
  const texts = changed.flatMap(({ sent, received }) => alterations(sent.row, received!.row))
  return [...new Set(texts)].map((text) => `altered on the way: ${text}`)
}

function alteredFacts({ deliveries }: ProviderPort): readonly Fact[] {
  const first = deliveries.find((one) => one.altered)
  if (first === undefined || first.received === null) return []
  const how = alterations(first.sent.row, first.received.row).join(', ')
  return [
    sentFact(first, 'on the provider side'),
    fact(`the same RA at the port, altered: ${how}`, 'router-advertisement', first.received.seen),
  ]
}

function lostFacts({ deliveries }: ProviderPort): readonly Fact[] {
  const lost = deliveries
    .filter(({ received }) => received === null)
    .sort((a, b) => compareSeen(a.sent.seen, b.sent.seen))
  const ends = lost.length > 1 ? [lost[0]!, lost.at(-1)!] : lost
  return ends.map((one, i) => sentFact(one, `${i === 0 ? 'first' : 'last'} that did not reach the port`))
}

function deliveredFacts({ deliveries }: ProviderPort): readonly Fact[] {
  const first = deliveries.find(({ received }) => received !== null)
  if (first === undefined || first.received === null) return []
  return [
    sentFact(first, 'on the provider side'),
    fact(`the same RA at the port of a VM`, 'router-advertisement', first.received.seen),
  ]
}

function sentFact({ sent }: Delivery, where: string): Fact {
  return fact(`RA of ${sent.row.source} (${sent.row.linkSource}), ${where}`, 'router-advertisement', sent.seen)
}

function looksFor(cloud: Cloud): string {
  const seen = [...cloud.upstreamRouters].sort().join(', ')
  const routers = seen === '' ? 'no upstream router was seen advertising' : `upstream routers seen: ${seen}`
  return `looked for RAs of an upstream router on the provider interface of a node and at the port of a VM there; ${routers}`
}

function missingFor(cloud: Cloud): readonly string[] {
  const needed = 'the provider interface (its VLANs) and the tap of a VM on that network, on one node, at one time'
  return cloud.lookup === null ? [needed, 'an inventory (--inventory)'] : [needed]
}

/** Ports whose station was seen on that network, which no RA ties to it. */
function strayPorts(cloud: Cloud, judged: readonly ProviderPort[]): readonly string[] {
  const networks = new Set(judged.map(({ network }) => network))
  return cloud.vantages.flatMap(({ index, own, network, role }) => {
    if (own === null || role !== 'vm-port' || (network !== null && networks.has(network))) return []
    const there = cloud.stations.some((station) => station.mac === own && networks.has(station.network))
    return there
      ? [`${vantageText(cloud, index)} seems to be on that network and shows no RA of it: an inventory would tell`]
      : []
  })
}

function basisNotes(cloud: Cloud): readonly string[] {
  if (cloud.lookup !== null) return []
  return [
    'which routers are upstream was inferred from their RAs; an inventory would tell which MACs are ports',
    ...cloud.doubts,
  ]
}
