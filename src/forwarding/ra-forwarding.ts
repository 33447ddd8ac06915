import { compareText } from '../observe/compare-text.ts'
import { timeText } from '../observe/time.ts'
import { type CauseOf, causesIn } from './cause.ts'
import {
  DELIVERED,
  type Forwarding,
  type Hop,
  NOT_EXPECTED,
  type PortForwarding,
  type RouterForwarding,
} from './follow.ts'
import { NOT_SEEN } from './matching.ts'
import { quantile } from './moment.ts'
import { alterationsAt, firstMissingHop, lastSeenBefore, missedAt, receivedAt, tallyOf, verdictOf } from './outcome.ts'
import { nameOf, nodeOf } from './situation.ts'
import type { Sighting } from './track.ts'

/** The JSON of `verify-ra`. Scripts depend on these names: add, never rename. Vantages are `node/interface`, captures paths. */
export interface RaForwarding {
  readonly schema: 'v6gap/ra-forwarding@1'
  /** False after an interruption. */
  readonly complete: boolean
  readonly verdict: ForwardingVerdict
  /** Whose advertisements were followed. */
  readonly followed: 'upstream' | 'tenant'
  /** By network, MAC and address. */
  readonly routers: readonly RouterRaReport[]
  /** By node. */
  readonly clocks: readonly ClockReport[]
  readonly notes: readonly string[]
}

/** `yes`: all arrived as sent. `no`: none did at some port, one was altered, or none was sent. `partial`: some were lost. */
export type ForwardingVerdict = 'yes' | 'no' | 'partial' | 'unobserved'

export interface RouterRaReport {
  readonly address: string
  readonly mac: string
  /** Its name; without one its id, and without an inventory how it looks between nodes. */
  readonly network: string
  readonly networkId: string | null
  /** How it looks between nodes: `vlan 210`; empty where nothing tells. */
  readonly wire: string
  /** Where what it sent was counted. */
  readonly vantage: string | null
  readonly sent: number
  readonly verdict: ForwardingVerdict
  /** By node, then interface. */
  readonly ports: readonly PortRaReport[]
}

export interface PortRaReport {
  readonly vantage: string
  readonly portId: string | null
  readonly mac: string
  readonly verdict: ForwardingVerdict
  readonly solicitations: { readonly sent: number; readonly answered: number; readonly delayNs: number | null }
  readonly expected: number
  readonly delivered: number
  readonly lost: number
  /** Of those delivered: after the window. */
  readonly late: number
  /** Copies beyond the first. */
  readonly duplicated: number
  readonly altered: number
  /** Not seen while the port's captures ran, which proves nothing. */
  readonly unsettled: number
  /** Sent while port and node listened, and not seen on the interface on which the network comes to the node. */
  readonly missedNode: number
  readonly delayNs: DelayReport | null
  readonly longestGapNs: number | null
  /** Whether the VM was without a default route by this router for a time, or without the address of a prefix. */
  readonly routeLost: boolean
  readonly prefixLost: boolean
  /** Where most of those are missing first. */
  readonly firstMissingHop: string | null
  readonly cause: string | null
  /** Where those lost, or missed by the node, were last seen; the first of them only, if there are many. */
  readonly lostFrames: readonly FrameReport[]
  readonly alterations: readonly AlterationReport[]
  /** What an advertisement passes, in order, the port's own interface last. */
  readonly hops: readonly HopReport[]
}

export interface DelayReport {
  readonly min: number
  readonly median: number
  readonly p99: number
  readonly max: number
}

export interface FrameReport {
  readonly capture: string
  readonly frame: number
  readonly time: string | null
}

export interface AlterationReport {
  readonly field: string
  readonly sent: string | null
  readonly received: string | null
  /** As received; the first of them only, if there are many. */
  readonly frames: readonly FrameReport[]
}

export interface HopReport {
  readonly vantage: string
  /** Of those expected at the port, how many it saw. */
  readonly seen: number
  /** Median time from the hop before that saw it; null for the first, and where no frame was seen at both. */
  readonly delayNs: number | null
}

export interface ClockReport {
  readonly node: string
  /** What the clock shows more than that of `reference`, when the captures begin; null where nothing tells. */
  readonly offsetNs: number | null
  readonly spreadNs: number | null
  readonly driftPpm: number | null
  /** Frames seen on both nodes that it was told by. */
  readonly frames: number
  readonly reference: string
}

/** Frames listed of one kind at one port. */
const MOST_FRAMES = 256

/** What following advertisements told, as a report. */
export function reportForwarding(
  forwarding: Forwarding,
  followed: 'upstream' | 'tenant',
  complete: boolean,
): RaForwarding {
  const routers = forwarding.routers.map((router) => routerReport(forwarding, router, followed))
  return {
    schema: 'v6gap/ra-forwarding@1',
    complete,
    verdict: foldVerdicts(routers.map(({ verdict }) => verdict)),
    followed,
    routers,
    clocks: clockReports(forwarding),
    notes: notesOf(forwarding, followed, routers),
  }
}

/** What was not observed says nothing beside what was. */
function foldVerdicts(verdicts: readonly ForwardingVerdict[]): ForwardingVerdict {
  return (['no', 'partial', 'yes'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'unobserved'
}

function routerReport(
  forwarding: Forwarding,
  router: RouterForwarding,
  followed: 'upstream' | 'tenant',
): RouterRaReport {
  const { situation } = forwarding
  const { address, mac, network } = router.router
  const { name, networkId, wire } = situation.networks[network]!
  const [origin] = router.way.origins
  const causeOf = causesIn(forwarding, router, followed)
  const ports = router.ports.map((port) => portReport(forwarding, port, causeOf))
  return {
    address,
    mac,
    network: name,
    networkId,
    wire,
    vantage: origin === undefined ? null : nameOf(situation, origin),
    sent: router.instances.length,
    verdict: router.silent ? 'no' : foldVerdicts(ports.map(({ verdict }) => verdict)),
    ports,
  }
}

function portReport(forwarding: Forwarding, port: PortForwarding, causeOf: CauseOf): PortRaReport {
  const { situation } = forwarding
  const { end, solicited, gap } = port
  const tally = tallyOf(situation, port)
  const lost = missedAt(port)
  return {
    vantage: nameOf(situation, end.vantage),
    portId: end.portId,
    mac: end.mac,
    verdict: verdictOf(tally),
    solicitations: { ...solicited, delayNs: rounded(solicited.delayNs) },
    ...tally,
    delayNs: delaysOf(port),
    longestGapNs: rounded(gap?.ns ?? null),
    routeLost: gap?.routeLost ?? false,
    prefixLost: gap?.prefixLost ?? false,
    firstMissingHop: commonest(
      lost.map((i) => firstMissingHop(forwarding, port, i)),
      situation,
    ),
    cause: causeOf(port),
    lostFrames: lost.slice(0, MOST_FRAMES).map((i) => frameReport(forwarding, lastSeenBefore(port, i))),
    alterations: alterationReports(forwarding, port),
    hops: port.hops.map((hop, i) => hopReport(forwarding, port, hop, port.hops.slice(0, i))),
  }
}

function rounded(ns: number | null): number | null {
  return ns === null ? null : Math.round(ns)
}

function delaysOf({ outcome, matching, expectedAt }: PortForwarding): DelayReport | null {
  const delays = new Float64Array(outcome.length)
  let count = 0
  for (let i = 0; i < outcome.length; i++) {
    if (outcome[i] === DELIVERED) delays[count++] = matching.track.times[matching.index[i]!]! - expectedAt[i]!
  }
  if (count === 0) return null
  const sorted = delays.subarray(0, count).sort()
  const at = (share: number) => Math.round(quantile(sorted, share))
  return { min: at(0), median: at(0.5), p99: at(0.99), max: at(1) }
}

function commonest(vantages: readonly number[], situation: Forwarding['situation']): string | null {
  const counts = new Map<number, number>()
  for (const vantage of vantages) counts.set(vantage, (counts.get(vantage) ?? 0) + 1)
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || a - b)
  return most === undefined ? null : nameOf(situation, most[0])
}

function frameReport({ situation }: Forwarding, { seen: { capture, frame, time } }: Sighting): FrameReport {
  return {
    capture: situation.settled.captures[capture]!.path,
    frame,
    time: time === null ? null : timeText(time),
  }
}

function alterationReports(forwarding: Forwarding, port: PortForwarding): readonly AlterationReport[] {
  const found = new Map<string, AlterationReport & { readonly frames: FrameReport[] }>()
  port.outcome.forEach((what, i) => {
    if (what !== DELIVERED) return
    for (const { field, sent, received } of alterationsAt(forwarding.situation, port, i)) {
      const key = JSON.stringify([field, sent, received])
      const report = found.get(key) ?? { field, sent, received, frames: [] }
      found.set(key, report)
      if (report.frames.length < MOST_FRAMES) report.frames.push(frameReport(forwarding, receivedAt(port, i)!))
    }
  })
  return [...found.values()].sort((a, b) => compareText(a.field, b.field))
}

function hopReport(
  { situation, clocks }: Forwarding,
  { outcome }: PortForwarding,
  hop: Hop,
  before: readonly Hop[],
): HopReport {
  const at = ({ vantage, matching }: Hop, i: number) =>
    clocks.toReference(nodeOf(situation, vantage), matching.track.times[matching.index[i]!]!)
  const delays = new Float64Array(outcome.length)
  let [seen, timed] = [0, 0]
  for (let i = 0; i < outcome.length; i++) {
    if (hop.matching.how[i] === NOT_SEEN) continue
    if (outcome[i] !== NOT_EXPECTED) seen++
    let last = before.length - 1
    while (last >= 0 && before[last]!.matching.how[i] === NOT_SEEN) last--
    if (last >= 0) delays[timed++] = at(hop, i) - at(before[last]!, i)
  }
  const sorted = delays.subarray(0, timed).sort()
  return {
    vantage: nameOf(situation, hop.vantage),
    seen,
    delayNs: timed === 0 ? null : Math.round(quantile(sorted, 0.5)),
  }
}

function clockReports({ clocks }: Forwarding): readonly ClockReport[] {
  const members = new Map<number, string[]>()
  for (const { group, node } of clocks.all) members.set(group, [...(members.get(group) ?? []), node])
  const reference = (group: number) => clocks.all.find((clock) => clock.group === group && isReference(clock))!.node
  return clocks.all.map((clock) => {
    const { node, group, offsetNs, slope, spreadNs, frames } = clock
    const alone = clocks.all.length > 1 && members.get(group)!.length === 1
    return {
      node,
      offsetNs: alone ? null : Math.round(offsetNs),
      spreadNs: alone ? null : Math.round(spreadNs),
      driftPpm: alone ? null : Math.round(slope * 1e9) / 1e3,
      frames,
      reference: reference(group),
    }
  })
}

function isReference({ frames, offsetNs, slope }: Forwarding['clocks']['all'][number]): boolean {
  return frames === 0 && offsetNs === 0 && slope === 0
}

function notesOf(
  { clocks, situation, routers: followedRouters }: Forwarding,
  followed: 'upstream' | 'tenant',
  routers: readonly RouterRaReport[],
): readonly string[] {
  const notes: string[] = []
  if (routers.length === 0) {
    notes.push(
      followed === 'upstream'
        ? 'no router beyond the cloud was seen advertising on an interface between nodes; captures of the provider interfaces would show one (with --router tenant: those of projects)'
        : "no project's router was seen advertising; captures of its qr- interfaces would show it",
    )
  }
  for (const { way, ports } of followedRouters) {
    if (way.kind !== 'between-nodes') continue
    const nodes = new Set(ports.flatMap(({ trunk, end }) => (trunk === null ? [end.node] : [])))
    if (nodes.size > 0)
      notes.push(
        `on ${[...nodes].sort(compareText).join(', ')} no interface was captured on which ${situation.networks[way.router.network]!.name} comes to the node: nothing is expected at its ports there (--upstream NODE/INTERFACE: what was seen elsewhere is)`,
      )
  }
  const groups = new Set(clocks.all.map(({ group }) => group)).size
  if (groups > 1)
    notes.push(
      'the clocks of some nodes are unknown to one another, since no frames seen on both tell: what one of them saw is not expected on the other',
    )
  const { leftOut = 0, cap = 0 } = situation.settled.limits.neighborDiscovery ?? {}
  if (leftOut > 0)
    notes.push(`${leftOut} sightings were left out by the cap of ${cap} rows: nothing missing proves a loss`)
  return [...new Set(notes)]
}
