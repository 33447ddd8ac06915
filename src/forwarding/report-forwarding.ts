import { compareText } from '../observe/compare-text.ts'
import { timeText } from '../observe/time.ts'
import { type CauseOf, causesIn } from './cause.ts'
import { NOT_SEEN } from './matching.ts'
import { quantile } from './moment.ts'
import { alterationsAt, firstMissingHop, lastSeenBefore, missedAt, receivedAt, tallyOf, verdictOf } from './outcome.ts'
import {
  DELIVERED,
  type Forwarding,
  type Hop,
  NOT_EXPECTED,
  type PortForwarding,
  type RouterForwarding,
} from './port-forwarding.ts'
import type {
  AlterationReport,
  ClockReport,
  DelayReport,
  ForwardingVerdict,
  FrameReport,
  HopReport,
  PortRaReport,
  RaForwarding,
  RouterRaReport,
} from './ra-forwarding.ts'
import { nameOf, nodeOf } from './situation.ts'
import type { Sighting } from './track.ts'

/** Frames, and alterations, listed of one port. */
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
  return [...found.values()].sort((a, b) => compareText(a.field, b.field)).slice(0, MOST_FRAMES)
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
  { clocks, situation, routers: followedRouters, routersLeftOut }: Forwarding,
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
  if (routersLeftOut > 0)
    notes.push(
      `${routersLeftOut} more routers advertised and were not followed: on each network those that sent most are`,
    )
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
