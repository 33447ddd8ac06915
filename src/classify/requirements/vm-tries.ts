import { compareSeen } from '../../observe/compare-seen.ts'
import type { Seen } from '../../observe/settled.ts'
import { whyIncomplete, whyTryDoesNotCount } from '../absence.ts'
import { type Cloud, isVm, type Station, vantageText } from '../cloud.ts'
import { answerOf, backLegs, type Exchanges, type Leg, legsBeyond } from '../exchanges.ts'
import { type ResolutionTry, resolutionTries } from './resolution-tries.ts'
import type { AddressOwner } from './vm-addresses.ts'
import { arrivals, holds, type Scene, switchedOwner, type WayName } from './vm-scene.ts'

/** A VM's packets to another VM's address, or its questions for that VM's MAC, at one vantage, and what came of them. */
export interface Try {
  readonly way: WayName
  readonly from: Station
  readonly source: string
  readonly destination: string
  /** Whose address that is. */
  readonly owner: AddressOwner
  readonly first: Seen
  readonly last: Seen
  readonly count: number
  readonly vantage: number
  /** The packets; undefined where the VM only asked for the peer's MAC. */
  readonly leg: Leg | undefined
  readonly answered: boolean
  /** Whether the two are known to be of one project: by the inventory, by their network, or since packets came through. */
  readonly joined: boolean
}

/**
 * What IPv6-only VMs tried. A VM that sent packets is judged by what became of those: that the peer's MAC was found proves
 * nothing about them.
 */
export function triesOf(scene: Scene): readonly Try[] {
  const packets = scene.exchanges.ofVms.flatMap((leg) => packetTry(scene, leg) ?? strangerTry(scene, leg) ?? [])
  const sent = new Set(packets.map(pairOf))
  return [...packets, ...questions(scene).filter((one) => !sent.has(pairOf(one)))]
}

function pairOf({ from, destination }: Try): string {
  return `${from.number} ${destination}`
}

function packetTry(scene: Scene, leg: Leg): Try | null {
  const { exchanges, owners, cloud } = scene
  const { row, network, from } = leg
  if (!scene.isOnly(from) || !holds(scene, from, row.source) || isReply(exchanges, leg)) return null
  const known = (owners.get(row.destination) ?? []).filter(({ vm }) => vm !== from.vm)
  const straight = switchedOwner(scene, leg)
  const elsewhere = known.find((owner) => owner.network !== network && isSameProject(cloud, network, owner))
  if (straight === undefined && (isVm(leg.to) || known.some((owner) => owner.network === network))) return null
  const owner = straight ?? elsewhere
  if (owner === undefined) return null
  return {
    way: straight === undefined ? 'routed' : 'switched',
    from,
    source: row.source,
    destination: row.destination,
    owner,
    first: row.first,
    last: row.last,
    count: row.count,
    vantage: row.vantage,
    leg,
    answered: answerOf(cloud, exchanges, leg) !== undefined,
    joined: straight !== undefined || cloud.lookup !== null || arrivals(scene, leg).length > 0,
  }
}

/**
 * Without an inventory: packets that were answered by a host on a tenant's network, on this one or behind a router, of which
 * nothing tells whether it is a VM. As far as it goes it may be, and then a VM answered.
 */
function strangerTry(scene: Scene, leg: Leg): Try | null {
  const { cloud, exchanges } = scene
  const { row, network, from, to } = leg
  if (cloud.lookup !== null || !scene.isOnly(from) || isReply(exchanges, leg)) return null
  const isStranger = (addressee: Leg['to']) => addressee === undefined || addressee.role === 'unknown'
  const beyond = legsBeyond(exchanges, leg).filter((one) => cloud.networks[one.network]!.tenant)
  const isRouted = to?.role === 'router-interface' && beyond.some((one) => isStranger(one.to))
  const isSwitched = to?.role === 'unknown' && cloud.networks[network]!.tenant
  if (!isRouted && !isSwitched) return null
  if (answerOf(cloud, exchanges, leg) === undefined) return null
  const mac = row.linkDestination ?? ''
  const owner = { network, project: null, mac, vm: mac, text: row.destination, isOff: false }
  const what = { from, source: row.source, destination: row.destination, owner, first: row.first, last: row.last }
  const where = { count: row.count, vantage: row.vantage, leg }
  return { way: isRouted ? 'routed' : 'switched', ...what, ...where, answered: true, joined: true }
}

/** Whether the other side's packets came first where these were seen. */
function isReply(exchanges: Exchanges, leg: Leg): boolean {
  const { vantage, first } = leg.row
  return backLegs(exchanges, leg).some(({ row }) => row.vantage === vantage && compareSeen(row.first, first) < 0)
}

/** What VMs asked, as their own ports show it, and where none is captured, as others do. */
function questions({ cloud, exchanges, owners, only }: Scene): readonly Try[] {
  const asked = resolutionTries(cloud, only)
  const atPorts = new Set(asked.filter(({ from, vantage }) => from.ports.includes(vantage)).map(questionOf))
  return asked.flatMap((one): Try[] => {
    const { from, source, target, first, last, count, vantage, advertisers } = one
    const owner = owners.get(target)?.find(({ network, vm }) => network === from.network && vm !== from.vm)
    if (owner === undefined) return []
    const atPort = from.ports.includes(vantage)
    if (!atPort && atPorts.has(questionOf(one))) return []
    const spoke = exchanges.from(target, source).some(({ row }) => !atPort || row.vantage === vantage)
    const answered = spoke || advertisers().includes(owner.mac)
    const what = { from, source, destination: target, owner, first, last, count, vantage, leg: undefined }
    return [{ way: 'switched', ...what, answered, joined: true }]
  })
}

function questionOf({ from, target }: ResolutionTry): string {
  return `${from.number} ${target}`
}

function isSameProject(cloud: Cloud, network: number, { project }: AddressOwner): boolean {
  return cloud.lookup === null || (project !== null && project === cloud.networks[network]!.project)
}

/** Why a try without an answer proves nothing: an answer would pass a port of the VM that tried, and nothing else must. */
export function whyNoProof(cloud: Cloud, { vantage, from, first, joined, destination, owner }: Try): string | null {
  if (owner.isOff) return `${owner.text} is DOWN, and no frame of it was seen`
  if (!joined) return `whether ${destination} is that VM's or another tenant's only an inventory tells`
  const { guessed } = cloud.vantages[vantage]!
  if (guessed || !from.ports.includes(vantage)) return `an answer need not pass ${vantageText(cloud, vantage)}`
  return whyIncomplete(cloud, ['conversations', 'neighborDiscovery']) ?? whyTryDoesNotCount(cloud, first)
}
