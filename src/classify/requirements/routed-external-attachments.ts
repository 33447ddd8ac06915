import { whyIncomplete, whyTryDoesNotCount } from '../absence.ts'
import { type Cloud, isVm, networkText, OVERLAYS, type Station, stationText, vantageText } from '../cloud.ts'
import { byOccurrence, type Fact, fact } from '../evidence.ts'
import { type Exchanges, exchangesOf, isFor, type Leg, legsBeyond } from '../exchanges.ts'
import { gatewayPorts, isExternalAddress } from '../gateways.ts'
import { fewNotes, no, partial, type Requirement, unobserved, yes } from '../requirement.ts'
import { icmpErrorNotes } from './icmp-error-notes.ts'
import { ownersByAddress } from './vm-addresses.ts'

export const routedExternalAttachments: Requirement = {
  id: 'routed-external.attachments',
  title: 'Both VLAN and overlay (e.g. GRE, VXLAN) subnet attached to VMs',
  cites: ['RFC 8200 §3: a router lowers the hop limit by one'],
  judge(cloud) {
    const tries = externalTries(cloud)
    const groups = groupTries(tries)
    const notes = [
      ...fewNotes(groups.flatMap((group) => groupNotes(cloud, group))),
      ...kiloNotes(cloud, tries),
      ...basisNotes(cloud),
    ]
    const failed = groups.filter((group) => isFailed(cloud, group))
    if (failed.length > 0) {
      return no({ notes, facts: failed.flatMap(({ tries: all }) => ends(all.map((one) => tryFact(cloud, one)))) })
    }
    const whole = tries.filter(isWhole)
    const kinds = [...new Set(whole.map(({ kind }) => kind))].filter((kind) => kind !== 'other')
    const facts = groups
      .flatMap(({ tries: all }) => all.filter(isWhole).slice(0, 1))
      .flatMap((one) => wholeFacts(cloud, one))
    if (kinds.length === 2) return yes({ notes, facts })
    const missing = missingFrom(cloud, tries)
    if (whole.length > 0) return partial({ notes, facts, missing })
    const answered = tries.filter(({ answer }) => answer !== undefined)
    if (answered.length > 0) {
      return partial({ notes, facts: answered.slice(0, 3).flatMap((one) => wholeFacts(cloud, one)), missing })
    }
    const looked =
      tries.length === 0
        ? 'looked for packets of VMs to external addresses; none seen'
        : 'external addresses were tried and no answer seen, which proves nothing here'
    return unobserved({ notes: [looked, ...notes], facts: [], missing })
  },
}

type Kind = 'vlan' | 'overlay' | 'other'

/** A VM's packets to an external address: into its router, out of the gateway port, answered. */
interface Try {
  readonly kind: Kind
  readonly leg: Leg
  readonly router: string
  readonly out: Leg | undefined
  readonly answer: Leg | undefined
}

interface Group {
  readonly kind: Kind
  readonly router: string
  readonly tries: readonly Try[]
}

function isWhole({ out, answer }: Try): boolean {
  return out !== undefined && answer !== undefined
}

function externalTries(cloud: Cloud): readonly Try[] {
  const exchanges = exchangesOf(cloud)
  const gateways = new Set(gatewayPorts(cloud))
  const owners = ownersByAddress(cloud)
  return exchanges.legs.flatMap((leg): Try[] => {
    if (!leavesTenant(cloud, leg)) return []
    const { row, network, from } = leg
    const beyond = [leg, ...relayed(exchanges, leg)]
      .flatMap((one) => legsBeyond(exchanges, one))
      .filter((one) => one.from !== undefined && gateways.has(one.from) && isOutLeg(cloud, one))
    const out = beyond.find((one) => one.from?.router === leg.to?.router) ?? beyond[0]
    const external =
      cloud.lookup === null
        ? out !== undefined && !owners.has(row.destination)
        : isExternalAddress(cloud, row.destination)
    if (!external) return []
    const router = cloud.lookup === null ? out?.from?.router : (leg.to?.router ?? out?.from?.router)
    const answer = exchanges
      .from(row.destination, row.source)
      .find((back) => back.network === network && isFor(back, from!.mac) && !isVm(back.from))
    return [{ kind: kindOf(cloud, network), leg, router: router ?? 'unknown', out, answer }]
  })
}

/** With DVR the compute node's router hands packets to the central one over the VM's own network. */
function relayed(exchanges: Exchanges, { row, network }: Leg): readonly Leg[] {
  return exchanges
    .from(row.source, row.destination)
    .filter(
      (one) =>
        one.network === network && one.row.hopLimit === row.hopLimit - 1 && one.from?.role === 'router-interface',
    )
}

/** From a VM to its router's MAC; where the capture lacks that, from a tenant's network. */
function leavesTenant(cloud: Cloud, { network, from, to, row }: Leg): boolean {
  const { external, tenant } = cloud.networks[network]!
  if (!isVm(from) || external) return false
  return row.linkDestination === null ? tenant : to?.role === 'router-interface'
}

function isOutLeg(cloud: Cloud, { row, to }: Leg): boolean {
  const { kind } = cloud.settled.segments[row.segment]!
  return (kind === 'vlan' || kind === 'untagged') && !(cloud.lookup === null && to?.role === 'router-gateway')
}

function kindOf(cloud: Cloud, network: number): Kind {
  const { encapsulations } = cloud.networks[network]!
  if (encapsulations.some((one) => OVERLAYS.includes(one))) return 'overlay'
  return encapsulations.includes('vlan') ? 'vlan' : 'other'
}

function groupTries(tries: readonly Try[]): readonly Group[] {
  const groups = new Map<string, Try[]>()
  for (const one of tries) {
    const key = `${one.kind} ${one.router}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].map((all) => ({ kind: all[0]!.kind, router: all[0]!.router, tries: all }))
}

/** External addresses were tried from one kind of network behind one gateway port, and nothing ever came back. */
function isFailed(cloud: Cloud, { kind, tries }: Group): boolean {
  if (kind === 'other' || tries.some(({ answer }) => answer !== undefined)) return false
  return tries.some((one) => whyNoProof(cloud, one) === null)
}

/** An answer would pass the VM's own port, and its router's interface. */
function whyNoProof(cloud: Cloud, { leg, out }: Try): string | null {
  const { vantage } = leg.row
  if (cloud.lookup === null && !cloud.upstreamRouters.has(out?.row.linkDestination ?? '')) {
    return `whether ${leg.row.destination} is external only an inventory tells`
  }
  const { role, network, guessed } = cloud.vantages[vantage]!
  const atPort = leg.from!.ports.includes(vantage) || (role === 'router-interface' && network === leg.network)
  if (guessed || !atPort) return `an answer need not pass ${vantageText(cloud, vantage)}`
  return whyIncomplete(cloud, ['conversations']) ?? whyTryDoesNotCount(cloud, leg.row.first)
}

function groupNotes(cloud: Cloud, group: Group): readonly string[] {
  const { kind, tries } = group
  const { leg, out } = tries[0]!
  const through = leg.to === undefined ? 'its router' : stationText(cloud, leg.to)
  const where = `${kind === 'other' ? 'other' : kind} network ${networkText(cloud, leg.network)} through ${through}`
  const answered = tries.filter(({ answer }) => answer !== undefined)
  const dead = [
    ...new Set(
      tries
        .filter((one) => !answered.some((other) => other.leg.row.destination === one.leg.row.destination))
        .map((one) => one.leg.row.destination),
    ),
  ].sort()
  if (answered.length === 0)
    return [
      `${where}: ${swallowed(cloud, group)}`,
      ...reasons(cloud, group),
      ...icmpErrorNotes(
        cloud,
        tries.map((one) => one.leg.row),
      ),
    ]
  const [first] = answered
  const beyond = tries.find(isWhole)?.out ?? out
  const via =
    beyond === undefined
      ? 'no gateway vantage shows the other side'
      : `out through ${beyond.row.linkSource} with hop limit ${beyond.row.hopLimit}`
  const unanswered =
    dead.length === 0
      ? []
      : [
          `${where}: never answered: ${dead.slice(0, 5).join(', ')}`,
          ...icmpErrorNotes(
            cloud,
            tries.map((one) => one.leg.row),
          ),
        ]
  return [
    `${where}: ${first!.leg.row.source} and ${first!.leg.row.destination} exchange packets, ${via}`,
    ...unanswered,
  ]
}

function reasons(cloud: Cloud, { tries }: Group): readonly string[] {
  const why = [...new Set(tries.map((one) => whyNoProof(cloud, one)))]
  return why.includes(null) ? [] : why.flatMap((one) => one ?? []).slice(0, 3)
}

/** Where unanswered packets got lost, as far as the captures tell. */
function swallowed(cloud: Cloud, { tries }: Group): string {
  const tried = [...new Set(tries.map(({ leg }) => leg.row.destination))].sort().slice(0, 5).join(', ')
  const sent = `${tried} tried and never answered`
  const out = tries.find((one) => one.out !== undefined)?.out
  if (out !== undefined)
    return `${sent}: the packets left through ${out.row.linkSource} on ${networkText(cloud, out.network)}, and no answer came back`
  const gateways = gatewaysOf(cloud, tries[0]!.router)
  const listening = cloud.vantages.filter(
    ({ role, own }) => role === 'router-gateway' && gateways.some(({ mac }) => mac === own),
  )
  if (listening.length === 0) return `${sent}: no gateway vantage tells how far they came`
  return `${sent}: swallowed before ${listening.map(({ index }) => vantageText(cloud, index)).join(', ')}, where none came out`
}

function gatewaysOf(cloud: Cloud, router: string): readonly Pick<Station, 'mac'>[] {
  const ports = cloud.lookup?.inventory.ports ?? []
  const configured = ports.filter(
    ({ deviceId, deviceOwner }) => deviceId === router && deviceOwner === 'network:router_gateway',
  )
  return configured.map(({ macAddress }) => ({ mac: macAddress }))
}

function wholeFacts(cloud: Cloud, { leg, out, answer }: Try): readonly Fact[] {
  const into = fact(
    `${leg.row.source} to external ${leg.row.destination} on ${networkText(cloud, leg.network)}, hop limit ${leg.row.hopLimit}`,
    'packet',
    leg.row.first,
  )
  const through =
    out === undefined
      ? []
      : [
          fact(
            `the same packets out of ${out.row.linkSource} on ${networkText(cloud, out.network)}, hop limit ${out.row.hopLimit}`,
            'packet',
            out.row.first,
          ),
        ]
  const back =
    answer === undefined
      ? []
      : [fact(`answer of ${answer.row.source} to ${answer.row.destination}`, 'packet', answer.row.first)]
  return [into, ...through, ...back]
}

function tryFact(cloud: Cloud, { leg, out }: Try): Fact {
  const far = out === undefined ? '' : ' (forwarded)'
  return fact(
    `${leg.row.source} to external ${leg.row.destination} on ${networkText(cloud, leg.network)}${far}, never answered`,
    'packet',
    leg.row.first,
  )
}

function ends(facts: readonly Fact[]): readonly Fact[] {
  const sorted = [...facts].sort(byOccurrence)
  return sorted.length > 2 ? [sorted[0]!, sorted.at(-1)!] : sorted
}

function missingFrom(cloud: Cloud, tries: readonly Try[]): readonly string[] {
  const whole = new Set(tries.filter(isWhole).map(({ kind }) => kind))
  const missing: string[] = []
  for (const kind of ['vlan', 'overlay'] as const) {
    if (whole.has(kind)) continue
    const answered = tries.find((one) => one.kind === kind && one.answer !== undefined)
    if (answered === undefined)
      missing.push(
        `the tap of a VM on ${kind === 'vlan' ? 'a VLAN' : 'an overlay'} network that talks to the outside, and its router's qg-`,
      )
    else
      missing.push(
        `the gateway port (qg-) of router ${routerName(cloud, answered.router)}, or the external VLAN on its node`,
      )
  }
  return missing
}

function routerName(cloud: Cloud, router: string): string {
  return cloud.lookup?.routerById(router)?.name ?? router
}

/** What Kilo made possible: a gateway port without an IPv6 subnet on the external network. */
function kiloNotes(cloud: Cloud, tries: readonly Try[]): readonly string[] {
  const gateways = [...new Set(tries.flatMap(({ out, answer }) => (answer === undefined ? [] : (out?.from ?? []))))]
  return gateways
    .filter(({ port, addresses }) =>
      port === null
        ? !addresses.some(
            ({ address, learned }) =>
              !address.startsWith('fe80:') && address.includes(':') && learned.some((row) => row.learned !== 'traffic'),
          )
        : !port.fixedIps.some(({ ipAddress }) => ipAddress.includes(':')),
    )
    .map(
      (gateway) =>
        `${stationText(cloud, gateway)} has only a link-local IPv6 address: no IPv6 subnet was needed on the external network`,
    )
}

function basisNotes(cloud: Cloud): readonly string[] {
  return cloud.lookup === null
    ? ['what is external was inferred from what gateway ports forward; an inventory would tell', ...cloud.doubts]
    : []
}
