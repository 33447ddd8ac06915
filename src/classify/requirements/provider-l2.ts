import { alterations } from '../../forwarding/alteration.ts'
import { type Delivery, followDeliveries, type Sighting, WINDOW_NS } from '../../forwarding/delivery.ts'
import type { JoinedNd } from '../../observe/settled.ts'
import { shiftTime } from '../../observe/time.ts'
import { listeningText, whyDeaf, whyIncomplete } from '../absence.ts'
import { isGroupMac } from '../address-scope.ts'
import { type Cloud, isVm, networkOf, networkText, type Station, stationText, vantageText } from '../cloud.ts'
import { compareSeen, type Fact, fact } from '../evidence.ts'
import { no, partial, type Requirement, unobserved, yes } from '../requirement.ts'
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
    const notes = [...judged.map((port) => portNote(cloud, port)), ...unjudgedNotes(cloud, ports), ...basisNotes(cloud)]
    const altered = judged.filter(({ deliveries }) => deliveries.some((one) => one.altered))
    const starved = judged.filter((port) => isStarved(port) && port.whyNoLoss === null)
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
    const facts = judged.flatMap((port) => [...deliveredFacts(port), ...(port.formed?.facts ?? [])])
    const lost = judged.filter(({ deliveries }) => deliveries.some(({ received }) => received === null))
    if (lost.length > 0)
      return partial({
        notes,
        facts: [...lost.flatMap(lostFacts), ...facts],
        missing: lost.flatMap(({ whyNoLoss }) => whyNoLoss ?? []),
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
  readonly station: Station
  readonly vantage: number
  /** The provider interface of the port's node. */
  readonly trunk: number | null
  readonly deliveries: readonly Delivery[]
  readonly formed: Formed | null
  readonly whyNoLoss: string | null
}

function portsOnProviders(cloud: Cloud): readonly ProviderPort[] {
  const upstream = cloud.settled.neighborDiscovery.filter(
    (row) => row.kind === 'router-advertisement' && cloud.upstreamRouters.has(row.linkSource),
  )
  const advertised = new Set(upstream.map((row) => networkOf(cloud, row)))
  return cloud.stations
    .filter((station) => isVm(station) && advertised.has(station.network) && !cloud.networks[station.network]!.external)
    .flatMap((station) => station.ports.map((vantage) => followPort(cloud, station, vantage, upstream)))
}

function followPort(cloud: Cloud, station: Station, vantage: number, upstream: readonly JoinedNd[]): ProviderPort {
  const here = upstream.filter((row) => networkOf(cloud, row) === station.network)
  const trunk = trunkOf(cloud, vantage, here)
  const sent = trunk === null ? [] : sightings(here.filter((row) => row.vantage === trunk && isFor(row, station.mac)))
  const advertised = cloud.settled.neighborDiscovery.filter(
    (row) =>
      row.kind === 'router-advertisement' && row.vantage === vantage && networkOf(cloud, row) === station.network,
  )
  const followed = followDeliveries(sent, sightings(advertised))
  const deliveries = followed.filter(({ received, sent: one }) => received !== null || isHeard(cloud, vantage, one))
  const whyNoLoss = cloud.vantages[vantage]!.guessed
    ? 'whose port that interface is was told by its frames alone'
    : whyIncomplete(cloud, ['neighborDiscovery'])
  return { station, vantage, trunk, deliveries, formed: formedAddress(cloud, station, here), whyNoLoss }
}

/** The interface of the port's node on which most of those RAs passed. */
function trunkOf(cloud: Cloud, vantage: number, rows: readonly JoinedNd[]): number | null {
  const { node } = cloud.settled.vantages[vantage]!
  const passed = new Map<number, number>()
  for (const row of rows) {
    const { role } = cloud.vantages[row.vantage]!
    if (row.vantage === vantage || role !== 'physical' || cloud.settled.vantages[row.vantage]!.node !== node) continue
    passed.set(row.vantage, (passed.get(row.vantage) ?? 0) + row.seen.length)
  }
  return [...passed].sort(([a, x], [b, y]) => y - x || a - b)[0]?.[0] ?? null
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

function portNote(cloud: Cloud, { station, vantage, trunk, deliveries, formed }: ProviderPort): string {
  const reached = deliveries.filter(({ received }) => received !== null).length
  const routers = [...new Set(deliveries.map(({ sent }) => sent.row.source))].sort().join(', ')
  const passed = `${deliveries.length} RAs of ${routers} passed ${vantageText(cloud, trunk!)} for ${networkText(cloud, station.network)}`
  const arrived = `${reached === 0 ? 'none' : reached === deliveries.length ? 'all' : reached} reached ${vantageText(cloud, vantage)} (${stationText(cloud, station)}), which listened ${listeningText(cloud, vantage)}`
  return `${passed}; ${arrived}${formed === null ? '' : `; it formed ${formed.address}`}`
}

function unjudgedNotes(cloud: Cloud, ports: readonly ProviderPort[]): readonly string[] {
  return ports
    .filter(({ deliveries }) => deliveries.length === 0)
    .map(
      ({ vantage, station }) =>
        `no RA passed the provider interface of ${cloud.settled.vantages[vantage]!.node} for ${networkText(cloud, station.network)} while ${vantageText(cloud, vantage)} listened whole`,
    )
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
  const networks = new Set(judged.map(({ station }) => station.network))
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
