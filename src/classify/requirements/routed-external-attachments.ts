import type { Port } from '../../inventory/neutron.ts'
import { compareSeen } from '../../observe/compare-seen.ts'
import type { Seen } from '../../observe/settled.ts'
import { shiftTime } from '../../observe/time.ts'
import { listeningText, TRY_NS, whyDeaf, whyIncomplete, whyTryDoesNotCount } from '../absence.ts'
import { type Cloud, networkText, ownedNetworkText, placeOf, spanText, stationText, vantageText } from '../cloud.ts'
import { byFirst, type Fact, fact } from '../evidence.ts'
import { fewNotes, no, partial, type Requirement, unobserved, yes } from '../requirement.ts'
import {
  answeringRouters,
  type ExternalTry,
  externalTries,
  groupTries,
  isWhole,
  type TryGroup,
} from './external-tries.ts'
import { icmpErrorNotes } from './icmp-error-notes.ts'

export const routedExternalAttachments: Requirement = {
  id: 'routed-external.attachments',
  title: 'Both VLAN and overlay (e.g. GRE, VXLAN) subnet attached to VMs',
  cites: ['RFC 8200 §3: a router lowers the hop limit by one'],
  judge(cloud) {
    const tries = externalTries(cloud)
    const groups = groupTries(tries)
    const failed = groups.filter((group) => isFailed(cloud, group))
    const others = groups.filter((group) => !failed.includes(group))
    const notes = [
      ...fewNotes(failed.flatMap((group) => failNotes(cloud, group))),
      ...fewNotes(others.flatMap((group) => groupNotes(cloud, group))),
      ...kiloNotes(cloud, tries),
      ...basisNotes(cloud),
    ]
    if (failed.length > 0) return no({ notes, facts: failed.flatMap((group) => failFacts(cloud, group)) })
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

/** External addresses were tried from one kind of network behind one gateway port, and nothing ever came back. */
function isFailed(cloud: Cloud, { kind, tries }: TryGroup): boolean {
  if (kind === 'other' || tries.some(({ answer }) => answer !== undefined)) return false
  const answering = cloud.lookup === null ? answeringRouters(cloud) : new Set()
  if (tries.some(({ leg }) => answering.has(leg.row.linkDestination))) return false
  return tries.some((one) => whyNoProof(cloud, one) === null)
}

/** An answer would pass the VM's own port, and its router's interface where there is but one that it could take. */
function whyNoProof(cloud: Cloud, { leg, out }: ExternalTry): string | null {
  const { vantage } = leg.row
  if (cloud.lookup === null && !cloud.upstreamRouters.has(out?.row.linkDestination ?? '')) {
    return `whether ${leg.row.destination} is external only an inventory tells`
  }
  const { guessed } = cloud.vantages[vantage]!
  const atPort = leg.from!.ports.includes(vantage) || isOnlyWayBack(cloud, vantage, leg.network)
  if (guessed || !atPort) return `an answer need not pass ${vantageText(cloud, vantage)}`
  return whyIncomplete(cloud, ['conversations']) ?? whyTryDoesNotCount(cloud, leg.row.first)
}

/** Whether a vantage is the interface of the network's only router; a distributed one answers from another node. */
function isOnlyWayBack({ lookup, vantages }: Cloud, vantage: number, network: number): boolean {
  const { role, network: here, port } = vantages[vantage]!
  if (role !== 'router-interface' || here !== network) return false
  if (lookup === null || port?.networkId == null) return lookup === null
  const ports = lookup.portsOf(port.networkId)
  const routers = new Set(ports.flatMap((one) => (one.deviceId === '' ? [] : (lookup.routerIdOf(one) ?? []))))
  return routers.size === 1 && ports.every(({ deviceOwner }) => !deviceOwner.endsWith('_distributed'))
}

/** What was tried in vain, by whom, when, where no answer came, and how far it got. */
function failNotes(cloud: Cloud, group: TryGroup): readonly string[] {
  const { tries } = group
  const proving = tries.filter((one) => whyNoProof(cloud, one) === null)
  const vantages = [...new Set(proving.map(({ leg }) => leg.row.vantage))].slice(0, 3)
  const where = vantages
    .map((vantage) => `${vantageText(cloud, vantage)}, which listened ${listeningText(cloud, vantage)}`)
    .join(', nor at ')
  return [
    `${wayText(cloud, group)}: ${sendersText(cloud, tries)} tried ${destinationsText(tries)} ${spanOf(tries)}; no answer came at ${where}; ${lossText(cloud, group)}`,
    ...icmpErrorNotes(
      cloud,
      tries.map(({ leg }) => leg.row),
    ),
  ]
}

function groupNotes(cloud: Cloud, group: TryGroup): readonly string[] {
  const { tries } = group
  const answered = tries.filter(({ answer }) => answer !== undefined)
  const live = new Set(answered.map(({ leg }) => leg.row.destination))
  const dead = tries.filter(({ leg }) => !live.has(leg.row.destination))
  const errors = icmpErrorNotes(
    cloud,
    dead.map(({ leg }) => leg.row),
  )
  const where = wayText(cloud, group)
  const first = answered.find(isWhole) ?? answered[0]
  if (first === undefined) {
    const tried = `${destinationsText(tries)} tried ${spanOf(tries)} and never answered: ${lossText(cloud, group)}`
    return [`${where}: ${tried}`, ...reasons(cloud, group), ...errors]
  }
  const via =
    first.out === undefined
      ? 'no gateway vantage shows the other side'
      : `out through ${outText(cloud, first.out)} with hop limit ${first.out.row.hopLimit}`
  return [
    `${where}: ${first.leg.row.source} and ${first.leg.row.destination} exchange packets, ${via}`,
    ...(dead.length === 0 ? [] : [`${where}: never answered: ${destinationsText(dead)}`]),
    ...errors,
  ]
}

function wayText(cloud: Cloud, { kind, tries }: TryGroup): string {
  const { leg } = tries[0]!
  const through = leg.to === undefined ? 'its router' : stationText(cloud, leg.to)
  return `${kind} network ${ownedNetworkText(cloud, leg.network)} through ${through}`
}

function sendersText(cloud: Cloud, tries: readonly ExternalTry[]): string {
  const senders = new Set(tries.map(({ leg }) => `${leg.row.source} (${stationText(cloud, leg.from!)})`))
  return [...senders].sort().slice(0, 3).join(', ')
}

function destinationsText(tries: readonly ExternalTry[]): string {
  const tried = [...new Set(tries.map(({ leg }) => leg.row.destination))].sort()
  return tried.length > 5 ? `${tried.slice(0, 5).join(', ')} and ${tried.length - 5} more` : tried.join(', ')
}

function spanOf(tries: readonly ExternalTry[]): string {
  return spanText(firstOf(tries).leg.row.first, lastOf(tries).leg.row.last)
}

function firstOf(tries: readonly ExternalTry[]): ExternalTry {
  return [...tries].sort((a, b) => byFirst(a.leg.row, b.leg.row))[0]!
}

function lastOf(tries: readonly ExternalTry[]): ExternalTry {
  return [...tries].sort((a, b) => compareSeen(a.leg.row.last, b.leg.row.last)).at(-1)!
}

function reasons(cloud: Cloud, { tries }: TryGroup): readonly string[] {
  const why = [...new Set(tries.map((one) => whyNoProof(cloud, one)))]
  return why.includes(null) ? [] : why.flatMap((one) => one ?? []).slice(0, 3)
}

/** Where unanswered packets got lost, as far as the captures tell. */
function lossText(cloud: Cloud, { router, tries }: TryGroup): string {
  const out = tries.find((one) => one.out !== undefined)?.out
  if (out !== undefined) return `the packets left through ${outText(cloud, out)}, and no answer came back`
  const listening = gatewayVantages(cloud, router).filter((vantage) =>
    tries.some(({ leg }) => whyDeaf(cloud, vantage, leg.row.first.time, afterTry(leg.row.first)) === null),
  )
  if (listening.length === 0) return 'no gateway vantage tells how far the packets came'
  const names = listening.map(
    (vantage) => `${vantageText(cloud, vantage)}, which listened ${listeningText(cloud, vantage)}`,
  )
  return `swallowed before ${names.join(' and ')}, where none came out`
}

function afterTry({ time }: Seen) {
  return time === null ? null : shiftTime(time, TRY_NS)
}

function outText(cloud: Cloud, { from, row, network }: ExternalTry['leg']): string {
  return from === undefined ? `${row.linkSource} on ${networkText(cloud, network)}` : stationText(cloud, from)
}

/** Where what a router sends out would be seen: its `qg-`, or the external VLAN on the node where its gateway port is bound. */
function gatewayVantages(cloud: Cloud, router: string): readonly number[] {
  const ports = gatewaysOf(cloud, router)
  const interfaces = cloud.vantages
    .filter(({ port }) => port !== null && ports.includes(port))
    .map(({ index }) => index)
  const trunks = [...cloud.settled.stations].flatMap((row) => {
    const { vantage } = row
    const place = placeOf(cloud, row)
    const networkId = place?.certain === true ? cloud.networks[place.network]!.networkId : null
    const { node } = cloud.settled.vantages[vantage]!
    const isTrunk = cloud.vantages[vantage]!.role === 'physical' && networkId !== null
    return isTrunk && ports.some((port) => port.networkId === networkId && cloud.lookup?.hostOf(port) === node)
      ? [vantage]
      : []
  })
  return interfaces.length > 0 ? interfaces : [...new Set(trunks)]
}

function gatewaysOf({ lookup }: Cloud, router: string): readonly Port[] {
  return (lookup?.portsOfDevice(router) ?? []).filter(({ deviceOwner }) => deviceOwner === 'network:router_gateway')
}

function wholeFacts(cloud: Cloud, { leg, out, answer }: ExternalTry): readonly Fact[] {
  const { source, destination, hopLimit, first } = leg.row
  const into = `${source} to external ${destination} on ${networkText(cloud, leg.network)}, hop limit ${hopLimit}`
  const facts = [fact(into, 'packet', first)]
  if (out !== undefined) {
    const shows = `the same packets out of ${out.row.linkSource} on ${networkText(cloud, out.network)}, hop limit ${out.row.hopLimit}`
    facts.push(fact(shows, 'packet', out.row.first))
  }
  if (answer !== undefined) {
    facts.push(fact(`answer of ${answer.row.source} to ${answer.row.destination}`, 'packet', answer.row.first))
  }
  return facts
}

/** The first and the last try. */
function failFacts(cloud: Cloud, { tries }: TryGroup): readonly Fact[] {
  const first = firstOf(tries)
  const last = lastOf(tries)
  return [tryFact(cloud, first, first.leg.row.first), tryFact(cloud, last, last.leg.row.last)]
}

function tryFact(cloud: Cloud, { leg, out }: ExternalTry, seen: Seen): Fact {
  const { source, destination } = leg.row
  const far = out === undefined ? '' : ' (forwarded)'
  const shows = `${source} to external ${destination} on ${networkText(cloud, leg.network)}${far}, never answered`
  return fact(shows, 'packet', seen)
}

function missingFrom(cloud: Cloud, tries: readonly ExternalTry[]): readonly string[] {
  const whole = new Set(tries.filter(isWhole).map(({ kind }) => kind))
  return (['vlan', 'overlay'] as const).flatMap((kind) => {
    if (whole.has(kind)) return []
    const answered = tries.find((one) => one.kind === kind && one.answer !== undefined)
    if (answered !== undefined) return [gatewayText(cloud, answered.router)]
    const network = kind === 'vlan' ? 'a VLAN' : 'an overlay'
    return [`the tap of a VM on ${network} network that talks to the outside, and its router's qg-`]
  })
}

/** The vantage that would show a router's other side, by its name where the inventory tells it. */
function gatewayText(cloud: Cloud, router: string): string {
  const name = cloud.lookup?.routerById(router)?.name ?? router
  const interfaces = gatewaysOf(cloud, router).map((port) => {
    const node = cloud.lookup?.hostOf(port) ?? null
    return `${node === null ? '' : `${node}/`}qg-${port.id.slice(0, 11)}`
  })
  const named = interfaces.length === 0 ? 'qg-' : interfaces.join(', ')
  return `the gateway port (${named}) of router ${name}, or the external VLAN on its node`
}

/** What Kilo made possible: a gateway port without an IPv6 subnet on the external network. */
function kiloNotes(cloud: Cloud, tries: readonly ExternalTry[]): readonly string[] {
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
