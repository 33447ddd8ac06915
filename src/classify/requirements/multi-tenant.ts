import { tunnelKindOf } from '../../observe/row-key.ts'
import type { DhcpRow } from '../../observe/rows.ts'
import type { Joined, JoinedNd } from '../../observe/settled.ts'
import {
  type Cloud,
  type CloudNetwork,
  networkOf,
  networksWith,
  networkText,
  type Station,
  senderOf,
} from '../cloud.ts'
import { byFirst, type Fact, fact, ManyFact, MOST_EVIDENCE } from '../evidence.ts'
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
    const found = sourcesIn(cloud)
    const served = tenantNetworks(cloud).map((network) => serve(cloud, network, found))
    const facts = served.flatMap(({ sources }) => sources.slice(0, 2))
    const notes = [...notesOnFew(served, (one) => servedNote(cloud, one)), ...encapsulationNotes(cloud, served)]
    if (cloud.lookup === null) return judgeInferred(cloud, served, notes, facts)
    if (leaks.length > 0)
      return no({
        notes: [...notesOnFew(leaks, (leak) => leakNote(cloud, leak)), ...notes],
        facts: few(leaks).flatMap((leak) => leakFacts(cloud, leak)),
      })
    const projects = [...new Set(served.map(({ network }) => network.project))]
    if (projects.length < 2) return tooFew(cloud, projects.length, notes)
    const silent = projects.filter(
      (project) => !served.some((one) => one.network.project === project && one.sources.length > 0),
    )
    if (silent.length === 0)
      return yes({
        notes: [...notes, 'no frame of one project was seen on a network of another'],
        facts: [...facts, ...tunnelFacts(cloud)],
      })
    const seen = seenFacts(
      cloud,
      served.filter(({ sources }) => sources.length === 0),
    )
    return partial({
      notes: [...silent.map((project) => `no RA and no DHCPv6 server of project ${project} was seen`), ...notes],
      facts: [...facts, ...seen],
      missing: silent.map((project) => `the qr- and DHCP ports of the networks of project ${project}`),
    })
  },
}

/** A network, and the RAs and DHCPv6 answers of its own routers and servers. */
interface Served {
  readonly network: CloudNetwork
  readonly sources: readonly Fact[]
}

/** Tenants' networks on which anything of IPv6 was seen. */
function tenantNetworks(cloud: Cloud): readonly CloudNetwork[] {
  const { neighborDiscovery, dhcp } = cloud.settled
  const told = networksWith(cloud, 6)
  const tell = (sender: number) => {
    const network = cloud.networkOfSender[sender]!
    if (network >= 0) told[network] = 1
  }
  for (const row of neighborDiscovery) tell(row.sender)
  for (const row of dhcp) if (row.family === 6) tell(row.sender)
  return cloud.networks.filter(
    ({ index, tenant, subnets }) =>
      tenant && told[index] === 1 && (cloud.lookup === null || subnets.some(({ ipVersion }) => ipVersion === 6)),
  )
}

/** The first RA of each network's own routers and the first DHCPv6 answer of its own servers, by network. */
interface Sources {
  readonly advertisements: ReadonlyMap<number, JoinedNd>
  readonly answers: ReadonlyMap<number, Joined<DhcpRow>>
}

function sourcesIn(cloud: Cloud): Sources {
  const { neighborDiscovery, dhcp } = cloud.settled
  const advertisements = neighborDiscovery.filter(({ kind }) => kind === 'router-advertisement')
  const answers = dhcp.filter(({ family, kind }) => family === 6 && (kind === 'advertise' || kind === 'reply'))
  return {
    advertisements: firstByNetwork(cloud, advertisements, isOwnRouter),
    // What a relay and its server say to each other serves the client's network, wherever it passes.
    answers: firstByNetwork(cloud, answers, (sender, { relays }) => isOwnServer(cloud, sender) && relays.length === 0),
  }
}

/** The first row of each network that counts. */
function firstByNetwork<Row extends JoinedNd | Joined<DhcpRow>>(
  cloud: Cloud,
  rows: readonly Row[],
  counts: (sender: Station, row: Row) => boolean,
): ReadonlyMap<number, Row> {
  const found = new Map<number, Row>()
  for (const row of rows) {
    const network = networkOf(cloud, row)
    if (network === null) continue
    const known = found.get(network)
    if (known !== undefined && byFirst(known, row) <= 0) continue
    const sender = senderOf(cloud, row)
    if (sender !== undefined && counts(sender, row)) found.set(network, row)
  }
  return found
}

function serve(cloud: Cloud, network: CloudNetwork, found: Sources): Served {
  const advertisement = found.advertisements.get(network.index)
  const answer = found.answers.get(network.index)
  const sources: Fact[] = []
  const tell = (row: JoinedNd | Joined<DhcpRow>, who: () => string) => {
    sources.push(new ManyFact(() => `${who()} on ${networkText(cloud, network.index)}`, row.kind, row.first))
  }
  if (advertisement !== undefined)
    tell(advertisement, () => `RA of ${advertisement.source} (${advertisement.linkSource})`)
  if (answer !== undefined) tell(answer, () => `DHCPv6 ${answer.kind} of ${answer.linkSource}`)
  return { network, sources }
}

/** A DHCP port advertises too where dnsmasq is told to (`enable-ra`). */
function isOwnRouter({ role }: Station): boolean {
  return role === 'router-interface' || role === 'dhcp-port'
}

/** OVN answers DHCPv6 from a MAC that is no port's. */
function isOwnServer(cloud: Cloud, { role, mac }: Station): boolean {
  return role === 'dhcp-port' || role === 'router-interface' || (role === 'external' && !cloud.upstreamRouters.has(mac))
}

function servedNote(cloud: Cloud, { network, sources }: Served): string {
  const project = network.project === null ? '' : ` of project ${network.project}`
  const by =
    sources.length === 0
      ? 'no RA and no DHCPv6 server of its own was seen'
      : sources.map(({ shows }) => shows.replace(/ on .*/s, '')).join(', ')
  return `${networkText(cloud, network.index)}${project}: ${by}`
}

function encapsulationNotes(cloud: Cloud, served: readonly Served[]): readonly string[] {
  const kinds = [...new Set(served.flatMap(({ network }) => network.encapsulations))].sort()
  if (kinds.length === 0) return []
  const outer = [...new Set(tunnelKinds(cloud))].sort()
  const tunnels = outer.length === 0 ? '' : `; tunnels seen: ${outer.join(', ')}`
  return [`encapsulations of the tenants' networks: ${kinds.join(', ')}${tunnels}`]
}

function tunnelKinds({ settled: { places, segments } }: Cloud): readonly string[] {
  const kinds = new Set<string>()
  for (let place = 0; place < places.length; place++) {
    const versions = places.tunnelVersions[place]!
    if (versions === 0) continue
    const kind = tunnelKindOf(segments[places.segments[place]!]!)
    for (const version of [4, 6]) if ((versions >> version) & 1) kinds.add(`${kind} over IPv${version}`)
  }
  return [...kinds]
}

function tunnelFacts(cloud: Cloud): readonly Fact[] {
  const first = new Map<string, Fact>()
  for (const { kind, source, destination, first: seen } of [...cloud.settled.tunnels].sort(byFirst)) {
    if (!first.has(kind)) first.set(kind, fact(`${kind} from ${source} to ${destination}`, 'encapsulated-frame', seen))
  }
  return [...first.values()]
}

/** The first frame of each network, of as many as are shown. */
function seenFacts(cloud: Cloud, served: readonly Served[]): readonly Fact[] {
  if (served.length === 0) return []
  const { networkOfSender } = cloud
  const { senders } = cloud.settled
  const wanted = new Set(served.map(({ network }) => network.index))
  const firsts = new Map<number, number>()
  for (let sender = 0; sender < senders.length; sender++) {
    const network = networkOfSender[sender]!
    if (!wanted.has(network) || !cloud.stations.isOne(sender)) continue
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
  served: readonly Served[],
  notes: readonly string[],
  facts: readonly Fact[],
): Finding {
  const tenantOf = inferredTenants(cloud)
  const soliciting = askingNetworks(cloud)
  const asking = served.filter(({ sources, network }) => sources.length > 0 || soliciting.has(network.index))
  const withSource = asking.filter(({ sources }) => sources.length > 0)
  const tenants = new Set(asking.map(({ network }) => tenantOf(network.index)))
  const strays = straysIn(cloud)
  const settles = 'whose networks these are is not in the packets: an inventory would tell the projects'
  const all = [
    ...fewNotes(strays.map(({ shows }) => `${shows}: an inventory would tell whether it belongs there`)),
    ...notes,
    settles,
    ...cloud.doubts,
  ]
  const bare = seenFacts(
    cloud,
    asking.filter(({ sources }) => sources.length === 0),
  )
  if ((tenants.size >= 2 && withSource.length > 0) || strays.length > 0) {
    return partial({ notes: all, facts: [...strays, ...facts, ...bare], missing: ['an inventory (--inventory)'] })
  }
  const seen =
    withSource.length < 2 ? `${withSource.length === 0 ? 'none' : 'one'} seen` : 'one router joins those seen'
  const looked = `looked for tenant networks of two tenants with an RA or DHCPv6 source each: ${seen}`
  return unobserved({ notes: [looked, ...all], facts: [], missing: [...MISSING, 'an inventory (--inventory)'] })
}

/** Networks of IPv6 alone on which hosts solicit routers or DHCPv6 servers; hosts of IPv4 networks solicit too. */
function askingNetworks(cloud: Cloud): ReadonlySet<number | null> {
  const { neighborDiscovery, dhcp } = cloud.settled
  const asking = new Set<number | null>()
  for (const row of neighborDiscovery) if (row.kind === 'router-solicitation') asking.add(networkOf(cloud, row))
  for (const row of dhcp) if (row.kind === 'solicit') asking.add(networkOf(cloud, row))
  for (const row of dhcp) if (row.family === 4) asking.delete(networkOf(cloud, row))
  const spoken = networksWith(cloud, 4)
  for (const network of asking) {
    if (network !== null && spoken[network] === 1) asking.delete(network)
  }
  return asking
}
