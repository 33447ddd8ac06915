import { compareSeen } from '../../observe/compare-seen.ts'
import { listeningText, whyIncomplete, whyTryDoesNotCount } from '../absence.ts'
import { type Cloud, networkOf, networkText, type Station, spanText, stationText, vantageText } from '../cloud.ts'
import { type Fact, fact } from '../evidence.ts'
import { type Forwarded, forwardedBy, gatewayPorts } from '../gateways.ts'
import { fewNotes, no, partial, type Requirement, unobserved, yes } from '../requirement.ts'

const MISSING = ['the qg- of two routers on two nodes, or the external VLAN on both nodes']

export const routedExternalMultiAgent: Requirement = {
  id: 'routed-external.multi-agent',
  title: 'Must be able to support multiple L3 agents for a given external network to support scaling',
  cites: ['Neutron: the scheduler assigns routers to L3 agents, one gateway port each'],
  judge(cloud) {
    const agents = gatewayPorts(cloud).map((gateway) => agentOf(cloud, gateway))
    const notes = [...fewNotes(agents.map((agent) => agentNote(cloud, agent))), ...basisNotes(cloud)]
    const shared = largestShared(agents)
    if (shared.length < 2) {
      const looked = `looked for two gateway ports that send on one external network; ${agents.length === 0 ? 'none' : shared.length} seen`
      return unobserved({ notes: [looked, ...notes], facts: [], missing: MISSING })
    }
    const working = shared.filter(({ answered }) => answered.length > 0)
    const failed = shared.filter((agent) => working.length > 0 && whyNotFailed(cloud, agent) === null)
    if (failed.length > 0) {
      return no({
        notes: [...failed.map((agent) => failNote(cloud, agent)), ...notes],
        facts: [
          ...failed.flatMap(({ forwarded }) => unansweredFacts(cloud, forwarded)),
          ...working.flatMap((agent) => workingFacts(cloud, agent)),
        ],
      })
    }
    const apart = working.some((a) => working.some((b) => areApart(a, b)))
    if (apart) return yes({ notes, facts: working.flatMap((agent) => workingFacts(cloud, agent)) })
    const together =
      working.length > 1 ? ['the gateway ports that work are of one router, or on one node: one agent'] : []
    const unproved = shared.flatMap((agent) =>
      agent.forwarded.length > 0 && agent.answered.length === 0 ? [whyNotFailed(cloud, agent) ?? ''] : [],
    )
    return partial({
      notes: [...together, ...notes, ...unproved.filter((why) => why !== '')],
      facts: shared.flatMap((agent) =>
        agent.answered.length > 0 ? workingFacts(cloud, agent) : sentFacts(cloud, agent.gateway),
      ),
      missing: shared
        .filter(({ answered }) => answered.length === 0)
        .map(({ gateway }) => `tenants' packets and their answers at ${stationText(cloud, gateway)}`),
    })
  },
}

interface Agent {
  readonly gateway: Station
  readonly nodes: readonly string[]
  readonly forwarded: readonly Forwarded[]
  readonly answered: readonly Forwarded[]
}

function agentOf(cloud: Cloud, gateway: Station): Agent {
  const forwarded = forwardedBy(cloud, gateway)
  return {
    gateway,
    nodes: nodesOf(cloud, gateway, forwarded),
    forwarded,
    answered: forwarded.filter(({ answer }) => answer !== undefined),
  }
}

/**
 * Where it forwarded at its own interface (of an HA router, the standby's shows the active one's multicast too), else where it
 * sent frames, else where it is bound; without an inventory the one node whose trunk shows what it forwarded.
 */
function nodesOf(cloud: Cloud, gateway: Station, forwarded: readonly Forwarded[]): readonly string[] {
  const nodes = (vantages: readonly number[]) => [
    ...new Set(
      vantages
        .filter((vantage) => gateway.ports.includes(vantage))
        .map((vantage) => cloud.settled.vantages[vantage]!.node),
    ),
  ]
  const active = nodes(forwarded.map(({ leg }) => leg.row.vantage))
  if (active.length > 0) return active.sort()
  const sent = nodes(
    [...cloud.settled.stations]
      .filter(({ mac, vantage }) => mac === gateway.mac && cloud.vantages[vantage]!.network === gateway.network)
      .map(({ vantage }) => vantage),
  )
  if (sent.length > 0) return sent.sort()
  const bound = gateway.port === null ? null : (cloud.lookup?.hostOf(gateway.port) ?? null)
  if (bound !== null) return [bound]
  const passed = new Set(forwarded.map(({ leg }) => cloud.settled.vantages[leg.row.vantage]!.node))
  return passed.size === 1 ? [...passed] : []
}

/** The gateway ports of the external network that has most of them. */
function largestShared(agents: readonly Agent[]): readonly Agent[] {
  const byNetwork = new Map<number, Agent[]>()
  for (const agent of agents) {
    const group = byNetwork.get(agent.gateway.network)
    if (group === undefined) byNetwork.set(agent.gateway.network, [agent])
    else group.push(agent)
  }
  const score = (group: readonly Agent[]) =>
    group.filter(({ answered }) => answered.length > 0).length * 1000 + group.length
  return (
    [...byNetwork.values()].sort((a, b) => score(b) - score(a) || a[0]!.gateway.network - b[0]!.gateway.network)[0] ??
    []
  )
}

/** A gateway port that only its forwarding tells is a router's of its own. */
function routerOf({ gateway }: Agent): string {
  return gateway.router ?? gateway.mac
}

function areApart(a: Agent, b: Agent): boolean {
  if (routerOf(a) === routerOf(b)) return false
  if (a.nodes.length === 0 || b.nodes.length === 0) return true
  return a.nodes.some((node) => !b.nodes.includes(node)) || b.nodes.some((node) => !a.nodes.includes(node))
}

/** Why it does not follow that what this port forwarded was never answered; null where it does. */
function whyNotFailed(cloud: Cloud, { gateway, nodes, forwarded, answered }: Agent): string | null {
  if (forwarded.length === 0) return `${gateway.mac} forwarded nothing`
  if (answered.length > 0) return `${gateway.mac} got answers`
  const incomplete = whyIncomplete(cloud, ['conversations'])
  if (incomplete !== null) return incomplete
  const handed = vantagesHandedTo(cloud, gateway)
  const reasons = forwarded.map(({ leg }) => {
    const { vantage, first } = leg.row
    const { node } = cloud.settled.vantages[vantage]!
    const near = gateway.ports.includes(vantage) || nodes.includes(node) || handed.has(vantage)
    const { guessed, role } = cloud.vantages[vantage]!
    if (!near || guessed || role === 'bridge') return `an answer need not pass ${vantageText(cloud, vantage)}`
    return whyTryDoesNotCount(cloud, first)
  })
  return reasons.includes(null) ? null : (reasons[0] ?? null)
}

/** Vantages on its network that unicast frames for the gateway port pass: there an answer would pass too. */
function vantagesHandedTo(cloud: Cloud, { mac, network }: Station): ReadonlySet<number> {
  const { conversations, neighborDiscovery } = cloud.settled
  const rows = [...conversations, ...neighborDiscovery].filter(
    (row) => row.linkDestination === mac && networkOf(cloud, row) === network,
  )
  return new Set(rows.map(({ vantage }) => vantage))
}

function agentNote(cloud: Cloud, { gateway, nodes, forwarded, answered }: Agent): string {
  const where = nodes.length === 0 ? '' : ` on ${nodes.join(', ')}`
  const pairs = (all: readonly Forwarded[]) =>
    new Set(all.map(({ leg }) => `${leg.row.source} ${leg.row.destination}`)).size
  const did =
    forwarded.length === 0
      ? "sent no tenant's packet"
      : `forwarded packets of ${pairs(forwarded)} pairs of addresses, ${pairs(answered)} answered`
  return `${stationText(cloud, gateway)}${where}: ${did}`
}

function failNote(cloud: Cloud, { gateway, nodes, forwarded }: Agent): string {
  const legs = forwarded.map(({ leg }) => leg)
  const tried = [...new Set(legs.map(({ row }) => row.destination))].sort().slice(0, 5).join(', ')
  const senders = [...new Set(legs.map(({ row }) => row.source))].sort().slice(0, 3).join(', ')
  const last = [...legs].sort((a, b) => compareSeen(a.row.last, b.row.last)).at(-1)!.row.last
  const vantages = [...new Set(legs.map(({ row }) => row.vantage))].slice(0, 3)
  const heard = vantages.map(
    (vantage) => `${vantageText(cloud, vantage)}, which listened ${listeningText(cloud, vantage)}`,
  )
  const where = nodes.length === 0 ? '' : ` on ${nodes.join(', ')}`
  return `what ${stationText(cloud, gateway)}${where} forwarded from ${senders} to ${tried} ${spanText(legs[0]!.row.first, last)} was never answered at ${heard.join(', nor at ')}`
}

function workingFacts(cloud: Cloud, { answered }: Agent): readonly Fact[] {
  const [first] = answered
  if (first?.answer === undefined) return []
  return [
    forwardedFact(cloud, first),
    fact(`answer of ${first.answer.row.source} handed to ${first.gateway.mac}`, 'packet', first.answer.row.first),
  ]
}

function unansweredFacts(cloud: Cloud, forwarded: readonly Forwarded[]): readonly Fact[] {
  const [first] = forwarded
  const last = forwarded.at(-1)
  return [first, last].flatMap((one) =>
    one === undefined
      ? []
      : [{ ...forwardedFact(cloud, one), shows: `${forwardedFact(cloud, one).shows}, never answered` }],
  )
}

function forwardedFact(cloud: Cloud, { gateway, leg }: Forwarded): Fact {
  return fact(
    `${gateway.mac} forwards ${leg.row.source} to ${leg.row.destination} on ${networkText(cloud, leg.network)}`,
    'packet',
    leg.row.first,
  )
}

function sentFacts(cloud: Cloud, gateway: Station): readonly Fact[] {
  return [
    fact(`${stationText(cloud, gateway)} sends, and no tenant's packet was seen answered`, 'frame', gateway.first),
  ]
}

function basisNotes(cloud: Cloud): readonly string[] {
  return cloud.lookup === null
    ? [
        "gateway ports were told by their interfaces' names and by what they forward; an inventory would name their routers",
      ]
    : []
}
