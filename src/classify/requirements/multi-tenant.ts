import { tunnelKindOf } from '../../observe/row-key.ts'
import type { DhcpRow } from '../../observe/rows.ts'
import type { Joined, JoinedNd } from '../../observe/settled.ts'
import { type Cloud, type CloudNetwork, networksWith, networkText, type Station } from '../cloud.ts'
import { byFirst, type Fact, fact, MOST_EVIDENCE } from '../evidence.ts'
import { inferredTenants } from '../inferred-tenants.ts'
import {
  type Finding,
  few,
  fewNotes,
  no,
  notesOnFew,
  partial,
  type Requirement,
  unobserved,
  yes,
} from '../requirement.ts'
import { leakFacts, leakNote, leaksIn, straysIn } from './leaks.ts'

const MISSING = ['taps of VMs, or the underlay and the provider trunk, of networks of two projects']

export const multiTenant: Requirement = {
  id: 'multi-tenant',
  title: 'All topologies work in a multi-tenant environment',
  cites: [
    'Neutron config-ipv6: RAs come from radvd in the router namespace, DHCPv6 from dnsmasq in the DHCP namespace',
  ],
  judge(cloud) {
    const leaks = leaksIn(cloud)
    const networks = tenantNetworks(cloud)
    const sources = sourcesIn(cloud)
    const facts = sourceFacts(cloud, networks, sources)
    const notes = [
      ...notesOnFew(networks, (network) => sourcesNote(cloud, network, sources)),
      ...encapsulationNotes(cloud, networks),
    ]
    if (cloud.lookup === null) return judgeInferred(cloud, networks, sources, notes, facts)
    if (leaks.length > 0)
      return no({
        notes: [...notesOnFew(leaks, (leak) => leakNote(cloud, leak)), ...notes],
        facts: few(leaks).flatMap((leak) => leakFacts(cloud, leak)),
      })
    const projects = [...new Set(networks.map(({ project }) => project))]
    if (projects.length < 2) return tooFew(cloud, projects.length, notes)
    const silent = projects.filter(
      (project) => !networks.some((network) => network.project === project && hasSource(sources, network)),
    )
    if (silent.length === 0)
      return yes({
        notes: [...notes, 'no frame of one project was seen on a network of another'],
        facts: [...facts, ...tunnelFacts(cloud)],
      })
    const seen = seenFacts(
      cloud,
      networks.filter((network) => !hasSource(sources, network)),
    )
    return partial({
      notes: [...silent.map((project) => `no RA and no DHCPv6 server of project ${project} was seen`), ...notes],
      facts: [...facts, ...seen],
      missing: silent.map((project) => `the qr- and DHCP ports of the networks of project ${project}`),
    })
  },
}

/** Tenants' networks on which anything of IPv6 was seen. */
function tenantNetworks(cloud: Cloud): readonly CloudNetwork[] {
  const told = networksWith(cloud, 6)
  return cloud.networks.filter(
    ({ index, tenant, subnets }) =>
      tenant && told[index] === 1 && (cloud.lookup === null || subnets.some(({ ipVersion }) => ipVersion === 6)),
  )
}

/** The first RA of each network's own routers and the first DHCPv6 answer of its own servers, by network; both by first frame. */
interface Sources {
  readonly advertisements: ReadonlyMap<number, JoinedNd>
  readonly answers: ReadonlyMap<number, Joined<DhcpRow>>
}

function sourcesIn(cloud: Cloud): Sources {
  const { neighborDiscovery, dhcp } = cloud.settled
  return {
    advertisements: firstByNetwork(
      cloud,
      neighborDiscovery,
      ({ kind, sender }) => kind === 'router-advertisement' && isOwnRouter(cloud.stations.roleOf(sender)),
    ),
    answers: firstByNetwork(cloud, dhcp, (row) => isAnswer(row) && isOwnServer(cloud, row)),
  }
}

/** The first row of each network that counts. */
function firstByNetwork<Row extends JoinedNd | Joined<DhcpRow>>(
  { networks, networkOfSender }: Cloud,
  rows: readonly Row[],
  counts: (row: Row) => boolean,
): ReadonlyMap<number, Row> {
  const found = new Map<number, Row>()
  const isFound = new Uint8Array(networks.length)
  for (const row of rows) {
    const network = networkOfSender[row.sender]!
    if (network < 0 || isFound[network] === 1 || !counts(row)) continue
    found.set(network, row)
    isFound[network] = 1
  }
  return found
}

function hasSource({ advertisements, answers }: Sources, { index }: CloudNetwork): boolean {
  return advertisements.has(index) || answers.has(index)
}

/** Of either kind the first, as many as are shown of both. */
function sourceFacts(
  cloud: Cloud,
  networks: readonly CloudNetwork[],
  { advertisements, answers }: Sources,
): readonly Fact[] {
  const judged = new Uint8Array(cloud.networks.length)
  for (const { index } of networks) judged[index] = 1
  const first = <Row extends JoinedNd | Joined<DhcpRow>>(rows: ReadonlyMap<number, Row>, who: (row: Row) => string) =>
    [...rows]
      .filter(([network]) => judged[network] === 1)
      .slice(0, MOST_EVIDENCE)
      .map(([network, row]) => fact(`${who(row)} on ${networkText(cloud, network)}`, row.kind, row.first))
  return [...first(advertisements, advertisementText), ...first(answers, answerText)]
}

function advertisementText({ source, linkSource }: JoinedNd): string {
  return `RA of ${source} (${linkSource})`
}

function answerText({ kind, linkSource }: Joined<DhcpRow>): string {
  return `DHCPv6 ${kind} of ${linkSource}`
}

/** A DHCP port advertises too where dnsmasq is told to (`enable-ra`). */
function isOwnRouter(role: Station['role'] | undefined): boolean {
  return role === 'router-interface' || role === 'dhcp-port'
}

/** What a relay and its server say to each other serves the client's network, wherever it passes. */
function isAnswer({ family, kind, relays }: DhcpRow): boolean {
  return family === 6 && (kind === 'advertise' || kind === 'reply') && relays.length === 0
}

/** OVN answers DHCPv6 from a MAC that is no port's. */
function isOwnServer(cloud: Cloud, { sender, linkSource }: Joined<DhcpRow>): boolean {
  const role = cloud.stations.roleOf(sender)
  if (role === 'external') return !cloud.upstreamRouters.has(linkSource)
  return role === 'dhcp-port' || role === 'router-interface'
}

function sourcesNote(cloud: Cloud, network: CloudNetwork, { advertisements, answers }: Sources): string {
  const { index, project } = network
  const advertisement = advertisements.get(index)
  const answer = answers.get(index)
  const by = [
    ...(advertisement === undefined ? [] : [advertisementText(advertisement)]),
    ...(answer === undefined ? [] : [answerText(answer)]),
  ]
  const sources = by.length === 0 ? 'no RA and no DHCPv6 server of its own was seen' : by.join(', ')
  return `${networkText(cloud, index)}${project === null ? '' : ` of project ${project}`}: ${sources}`
}

function encapsulationNotes(cloud: Cloud, networks: readonly CloudNetwork[]): readonly string[] {
  const kinds = new Set<string>()
  for (const { encapsulations } of networks) for (const kind of encapsulations) kinds.add(kind)
  if (kinds.size === 0) return []
  const outer = [...tunnelKinds(cloud)].sort()
  const tunnels = outer.length === 0 ? '' : `; tunnels seen: ${outer.join(', ')}`
  return [`encapsulations of the tenants' networks: ${[...kinds].sort().join(', ')}${tunnels}`]
}

function tunnelKinds({ settled: { places, segments } }: Cloud): readonly string[] {
  const found = new Map<string, number>()
  for (let place = 0; place < places.length; place++) {
    const versions = places.tunnelVersions[place]!
    if (versions === 0) continue
    const kind = tunnelKindOf(segments[places.segments[place]!]!)
    found.set(kind, (found.get(kind) ?? 0) | versions)
  }
  return [...found].flatMap(([kind, versions]) =>
    [4, 6].flatMap((version) => ((versions >> version) & 1 ? [`${kind} over IPv${version}`] : [])),
  )
}

function tunnelFacts(cloud: Cloud): readonly Fact[] {
  const first = new Map<string, Fact>()
  for (const { kind, source, destination, first: seen } of [...cloud.settled.tunnels].sort(byFirst)) {
    if (!first.has(kind)) first.set(kind, fact(`${kind} from ${source} to ${destination}`, 'encapsulated-frame', seen))
  }
  return [...first.values()]
}

/** The first frame of each network, of as many as are shown. */
function seenFacts(cloud: Cloud, networks: readonly CloudNetwork[]): readonly Fact[] {
  if (networks.length === 0) return []
  const { networkOfSender } = cloud
  const { senders } = cloud.settled
  const wanted = new Uint8Array(cloud.networks.length)
  for (const { index } of networks) wanted[index] = 1
  const firsts = new Map<number, number>()
  for (let sender = 0; sender < senders.length; sender++) {
    const network = networkOfSender[sender]!
    if (network < 0 || wanted[network] === 0 || !cloud.stations.isOne(sender)) continue
    const known = firsts.get(network)
    if (known === undefined || compareSenders(cloud, sender, known) < 0) firsts.set(network, sender)
  }
  const sorted = [...firsts].sort(([, a], [, b]) => compareSenders(cloud, a, b))
  return sorted
    .slice(0, MOST_EVIDENCE)
    .map(([network, sender]) =>
      fact(`${senders.mac(sender)} on ${networkText(cloud, network)}`, 'frame', senders.first(sender)),
    )
}

/** By first frame, then MAC: one frame may name two stations. */
function compareSenders({ settled: { senders } }: Cloud, a: number, b: number): number {
  return senders.compareFirsts(a, b) || senders.macs[a]! - senders.macs[b]!
}

function tooFew(cloud: Cloud, count: number, notes: readonly string[]): Finding {
  const named = count === 0 ? 'no project' : 'one project only'
  const silent =
    cloud.networks.filter(({ tenant }) => tenant).length === 0 ? '' : ' (IPv6 frames count, IPv4 alone does not)'
  return unobserved({
    notes: [`looked for IPv6 on tenant networks of two projects: ${named} seen${silent}`, ...notes],
    facts: [],
    missing: MISSING,
  })
}

/**
 * Without an inventory two projects cannot be proved, nor that a frame is out of place. Networks between which a virtual router
 * forwards are one tenant's.
 */
function judgeInferred(
  cloud: Cloud,
  networks: readonly CloudNetwork[],
  sources: Sources,
  notes: readonly string[],
  facts: readonly Fact[],
): Finding {
  const tenantOf = inferredTenants(cloud)
  const soliciting = askingNetworks(cloud)
  const withSource = networks.filter((network) => hasSource(sources, network))
  const withoutOne = networks.filter((network) => soliciting.has(network.index) && !hasSource(sources, network))
  const tenants = new Set([...withSource, ...withoutOne].map(({ index }) => tenantOf(index)))
  const strays = straysIn(cloud)
  const settles = 'whose networks these are is not in the packets: an inventory would tell the projects'
  const all = [
    ...fewNotes(strays.map(({ shows }) => `${shows}: an inventory would tell whether it belongs there`)),
    ...notes,
    settles,
    ...cloud.doubts,
  ]
  if ((tenants.size >= 2 && withSource.length > 0) || strays.length > 0) {
    const seen = seenFacts(cloud, withoutOne)
    return partial({ notes: all, facts: [...strays, ...facts, ...seen], missing: ['an inventory (--inventory)'] })
  }
  const seen =
    withSource.length < 2 ? `${withSource.length === 0 ? 'none' : 'one'} seen` : 'one router joins those seen'
  const looked = `looked for tenant networks of two tenants with an RA or DHCPv6 source each: ${seen}`
  return unobserved({ notes: [looked, ...all], facts: [], missing: [...MISSING, 'an inventory (--inventory)'] })
}

/** Networks of IPv6 alone on which hosts solicit routers or DHCPv6 servers; hosts of IPv4 networks solicit too. */
function askingNetworks(cloud: Cloud): ReadonlySet<number> {
  const { networkOfSender } = cloud
  const { neighborDiscovery, dhcp } = cloud.settled
  const asking = new Set<number>()
  for (const row of neighborDiscovery) if (row.kind === 'router-solicitation') asking.add(networkOfSender[row.sender]!)
  for (const row of dhcp) if (row.kind === 'solicit') asking.add(networkOfSender[row.sender]!)
  const spoken = networksWith(cloud, 4)
  for (const network of asking) if (spoken[network] === 1) asking.delete(network)
  return asking
}
