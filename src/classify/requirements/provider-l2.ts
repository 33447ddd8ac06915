import type { Alteration } from '../../forwarding/alteration.ts'
import { alterationText } from '../../forwarding/alteration-text.ts'
import { causesIn } from '../../forwarding/cause.ts'
import { alterationsAt, lastSeenBefore, receivedAt } from '../../forwarding/outcome.ts'
import { type PortEnd, portEnds } from '../../forwarding/port-end.ts'
import { DELIVERED, LOST, type PortForwarding, UNSETTLED, type Unsettled } from '../../forwarding/port-forwarding.ts'
import { isForAll } from '../../forwarding/situation.ts'
import type { Sighting } from '../../forwarding/track.ts'
import { compareSeen } from '../../observe/compare-seen.ts'
import { listeningText, whyIncomplete } from '../absence.ts'
import { type Cloud, networkOf, networkText, stationOf, vantageText } from '../cloud.ts'
import { type Fact, fact } from '../evidence.ts'
import { upstreamForwarding } from '../forwarding.ts'
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
      ...fewNotes(judged.flatMap(resentNotes)),
      ...basisNotes(cloud),
    ]
    const altered = judged.filter(({ deliveries }) => deliveries.some(isAltered))
    const starved = judged.filter(isStarved)
    if (altered.length > 0 || starved.length > 0) {
      return no({
        notes: [...fewNotes(altered.flatMap(alterationNotes)), ...notes],
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
        missing: unsettled.map(({ end }) => `a whole capture at ${vantageText(cloud, end.vantage)}`),
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

/** A VM's port on a network that an upstream router advertises on, and what came of the RAs that passed its node. */
interface ProviderPort {
  readonly end: PortEnd
  /** The provider interface of the port's node. */
  readonly trunk: number | null
  /** Of the RAs it was to get: those it got, and those it is proved to have lost. */
  readonly deliveries: readonly Delivery[]
  /** RAs not seen there while it listened, which proves nothing, and why. */
  readonly unsettled: number
  readonly why: string | null
  /** What was lost, the pattern of it. */
  readonly causes: readonly string[]
  readonly formed: Formed | null
}

interface Delivery {
  readonly sent: Sighting
  readonly received: Sighting | null
  /** Of the message, and tags that hide it from the VM. */
  readonly alterations: readonly Alteration[]
  /** The Ethernet source it had before, where that changed. */
  readonly resent: Alteration | null
}

/**
 * The ports of VMs on networks of upstream routers, each with what of the RAs on the provider interface of its own node
 * became of it: what did not come to the node says nothing of the VLAN's attachment there.
 */
function portsOnProviders(cloud: Cloud): readonly ProviderPort[] {
  if (!cloud.vantages.some(({ role }) => role === 'vm-port')) return []
  const forwarding = upstreamForwarding(cloud)
  const upstream = cloud.settled.neighborDiscovery.filter(
    (row) => row.kind === 'router-advertisement' && cloud.upstreamRouters.has(row.linkSource),
  )
  const advertised = new Set(upstream.map((row) => networkOf(cloud, row)))
  const routers = forwarding.routers.map((router) => ({ router, causeOf: causesIn(forwarding, router, 'upstream') }))
  return portEnds(forwarding.situation)
    .filter(({ network }) => advertised.has(network) && !cloud.networks[network]!.tenant)
    .map((end) => {
      const here = upstream.filter((row) => networkOf(cloud, row) === end.network)
      const followed = routers.flatMap(({ router, causeOf }) =>
        router.ports
          .filter((port) => port.end.vantage === end.vantage && port.end.network === end.network)
          .map((port) => ({ port, cause: causeOf(port) })),
      )
      const ports = followed.map(({ port }) => port)
      const passed = ports.flatMap((port) =>
        [...port.outcome.keys()].flatMap((i) => (isExpected(port, i) ? [{ port, i }] : [])),
      )
      const unsettled = passed.filter(({ port, i }) => port.outcome[i] === UNSETTLED)
      const station = stationOf(cloud, end.network, end.mac)
      return {
        end,
        trunk: ports.find(({ trunk }) => trunk !== null)?.trunk?.vantage ?? null,
        deliveries: passed.flatMap(({ port, i }) => {
          const what = port.outcome[i]
          return what === DELIVERED || what === LOST ? [deliveryOf(cloud, port, i)] : []
        }),
        unsettled: unsettled.length,
        why: unsettled.length === 0 ? null : unsettledText(cloud, unsettled[0]!.port.unsettled),
        causes: followed.flatMap(({ cause }) => cause ?? []),
        formed: station === undefined ? null : formedAddress(cloud, station, here),
      }
    })
}

/** Multicast that passed the provider interface of the port's own node, and unicast to the port, wherever it passed one. */
function isExpected({ instances, passedNode }: PortForwarding, instance: number): boolean {
  return passedNode[instance] === 1 || !isForAll(instances[instance]!.sent.row)
}

function deliveryOf(cloud: Cloud, port: PortForwarding, instance: number): Delivery {
  const all = alterationsAt(upstreamForwarding(cloud).situation, port, instance)
  return {
    sent: lastSeenBefore(port, instance),
    received: receivedAt(port, instance),
    alterations: all.filter(({ field }) => field !== 'ethernetSource'),
    resent: all.find(({ field }) => field === 'ethernetSource') ?? null,
  }
}

function unsettledText(cloud: Cloud, why: Unsettled | null): string {
  if (why === 'guessed') return 'whose port that interface is was told by its frames alone'
  if (why === 'left-out') return whyIncomplete(cloud, ['neighborDiscovery']) ?? 'sightings were left out'
  return 'its capture is cut, damaged or reported drops'
}

function isStarved({ deliveries }: ProviderPort): boolean {
  return deliveries.length > 0 && deliveries.every(({ received }) => received === null)
}

function isAltered({ alterations }: Delivery): boolean {
  return alterations.length > 0
}

function portNote(cloud: Cloud, { end, trunk, deliveries, formed, causes }: ProviderPort): string {
  const { mac, network, vantage } = end
  const reached = deliveries.filter(({ received }) => received !== null).length
  const routers = [...new Set(deliveries.map(({ sent }) => sent.row.source))].sort().join(', ')
  const passed = `${deliveries.length} RAs of ${routers} passed ${vantageText(cloud, trunk ?? deliveries[0]!.sent.seen.vantage)} for ${networkText(cloud, network)}`
  const arrived = `${countText(reached, deliveries.length)} ${vantageText(cloud, vantage)} (${portText(cloud, vantage, mac)}), which listened ${listeningText(cloud, vantage)}`
  const lost = reached < deliveries.length ? causes.map((cause) => `; likely cause ${cause}`).join('') : ''
  return `${passed}; ${arrived}${lost}${formed === null ? '' : `; it formed ${formed.address}`}`
}

function countText(reached: number, all: number): string {
  if (reached === 0) return 'none reached'
  return reached === all ? 'all reached' : `${reached} reached and ${all - reached} did not reach`
}

function portText(cloud: Cloud, vantage: number, mac: string): string {
  const { port } = cloud.vantages[vantage]!
  return port === null ? mac : `port ${port.name || port.id} of ${mac}`
}

function unjudgedNotes(cloud: Cloud, ports: readonly ProviderPort[]): readonly string[] {
  const unsettled = ports.flatMap(({ end, unsettled: count, why }) =>
    count === 0
      ? []
      : [`${count} RAs were not seen at ${vantageText(cloud, end.vantage)}, which proves nothing: ${why}`],
  )
  const idle = ports
    .filter(({ deliveries, unsettled: count }) => deliveries.length === 0 && count === 0)
    .map(({ end: { vantage, network, node } }) => {
      return `no RA passed a provider interface of ${node} for ${networkText(cloud, network)} while ${vantageText(cloud, vantage)} listened`
    })
  return [...unsettled, ...idle]
}

function alterationNotes({ deliveries }: ProviderPort): readonly string[] {
  const texts = deliveries.flatMap(({ alterations }) => alterations.map(alterationText))
  return [...new Set(texts)].map((text) => `altered on the way: ${text}`)
}

/** RAs that came with another Ethernet source: the message is the router's all the same. */
function resentNotes({ deliveries }: ProviderPort): readonly string[] {
  const texts = deliveries.flatMap(({ resent }) => (resent === null ? [] : [alterationText(resent)]))
  return [...new Set(texts)].map((text) => `sent on by another station: ${text}`)
}

function alteredFacts({ deliveries }: ProviderPort): readonly Fact[] {
  const first = deliveries.find(isAltered)
  if (first === undefined || first.received === null) return []
  const how = first.alterations.map(alterationText).join(', ')
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
  const networks = new Set(judged.map(({ end }) => end.network))
  return cloud.vantages.flatMap(({ index, own, network, role }) => {
    if (own === null || role !== 'vm-port' || (network !== null && networks.has(network))) return []
    const there = [...networks].some((one) => cloud.stations.at(one, own) !== undefined)
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
