import type { Segment } from '../../observe/observation.ts'
import type { Settled } from '../../observe/settled.ts'
import { vantageName } from './names.ts'
import type { SegmentPlace } from './segment-places.ts'
import type { NamedVantage } from './vantages.ts'

/** Each place's network under a key of its own, and what stayed in doubt. */
export interface InferredPlaces {
  readonly keys: ReadonlyMap<number, string>
  readonly doubts: readonly string[]
}

/**
 * Networks without an inventory. Each VLAN id, VNI and key is a network of its own, whatever it carries. A port belongs to
 * the segment with which it shares its own station and its router; ports of no segment seen hold together where each one's
 * own station is seen at the other. A port whose own station does not show belongs where all its stations are.
 */
export function inferPlaces(
  settled: Settled,
  places: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
): InferredPlaces {
  const segments = sharedSegments(settled, places, vantages)
  const doubts: string[] = []
  const keys = new Map<number, string>()
  for (const [key, members] of segments) for (const place of members) keys.set(place.key, key)
  const ports = places.filter((place) => isPort(place, vantages))
  if (ports.length === 0) return { keys, doubts }
  const byMac = segmentsByMac(segments)
  for (const port of ports) {
    const joined = segmentsOf(port, vantages, byMac)
    if (joined.length === 1) keys.set(port.key, joined[0]!)
    else if (joined.length > 1) {
      doubts.push(ambiguous(settled, port, joined))
      keys.set(port.key, `port ${port.key}`)
    }
  }
  for (const [segment, members] of behindSilentRouters(ports, vantages, byMac, keys)) {
    if (members.every((port) => members.every((other) => mayBeOneNetwork(port, other)))) {
      for (const { key } of members) keys.set(key, segment)
    } else doubts.push(apart(settled, segment, members))
  }
  joinNamesakes(ports, vantages, keys)
  joinNeighbors(ports, vantages, keys)
  for (const port of ports) if (!keys.has(port.key)) keys.set(port.key, `port ${port.key}`)
  return { keys, doubts }
}

function isPort({ vantage, segment }: SegmentPlace, vantages: readonly NamedVantage[]): boolean {
  const { kind } = vantages[vantage]!
  return segment.kind === 'untagged' && (kind === 'tap' || kind === 'router-interface' || kind === 'router-gateway')
}

/** Places of physical interfaces by segment: a VLAN id is one network where the interface is, or a MAC, the same. */
function sharedSegments(
  settled: Settled,
  places: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
): ReadonlyMap<string, readonly SegmentPlace[]> {
  const bySegment = new Map<Segment, SegmentPlace[]>()
  for (const place of places) {
    const { segment, vantage } = place
    const { kind } = vantages[vantage]!
    if (kind !== 'physical' && kind !== 'bridge') continue
    if (segment.kind === 'untagged' || segment.kind === 'ip-tunnel' || segment.inner.length > 0) continue
    const known = bySegment.get(segment)
    if (known === undefined) bySegment.set(segment, [place])
    else known.push(place)
  }
  const shared = new Map<string, readonly SegmentPlace[]>()
  for (const [{ kind }, alike] of bySegment) {
    const groups = kind === 'vlan' && alike.length > 1 ? trunksIn(settled, alike) : [alike]
    const { name } = alike[0]!
    for (const [i, group] of groups.entries()) shared.set(i === 0 ? name : `${name} #${i + 1}`, group)
  }
  return shared
}

/** Places of one VLAN id that are of one trunk with one another. */
function trunksIn(settled: Settled, places: readonly SegmentPlace[]): readonly (readonly SegmentPlace[])[] {
  let groups: SegmentPlace[][] = []
  for (const place of places) {
    const mine = groups.filter((group) => group.some((other) => sameTrunk(settled, place, other)))
    const others = groups.filter((group) => !mine.includes(group))
    groups = [...others, [...mine.flat(), place]]
  }
  return groups
}

function sameTrunk(settled: Settled, a: SegmentPlace, b: SegmentPlace): boolean {
  if (settled.vantages[a.vantage]!.name === settled.vantages[b.vantage]!.name) return true
  return [...a.macs].some((mac) => b.macs.has(mac))
}

/** Segments by the MACs that sent frames there. */
type SegmentsByMac = ReadonlyMap<string, ReadonlySet<string>>

function segmentsByMac(segments: ReadonlyMap<string, readonly SegmentPlace[]>): SegmentsByMac {
  const found = new Map<string, Set<string>>()
  for (const [key, members] of segments) {
    for (const { macs } of members) {
      for (const mac of macs) {
        const keys = found.get(mac)
        if (keys === undefined) found.set(mac, new Set([key]))
        else keys.add(key)
      }
    }
  }
  return found
}

/**
 * Segments that share the port's own station and its router (which may be itself), whatever the router sends there: OVN
 * answers RS and advertises at the port. Of a port that saw no router, any other station.
 */
function segmentsOf(port: SegmentPlace, vantages: readonly NamedVantage[], byMac: SegmentsByMac): readonly string[] {
  const { own, kind } = vantages[port.vantage]!
  if (own === null) return whereAllAre(port, byMac)
  const routers = [...port.advertisers].filter((mac) => mac !== own)
  const others = routers.length > 0 ? routers : [...port.macs].filter((mac) => mac !== own)
  const alone = others.length === 0 && kind !== 'tap'
  return [...(byMac.get(own) ?? [])].filter((key) => alone || others.some((mac) => byMac.get(mac)?.has(key) === true))
}

/**
 * Ports whose routers no segment shows, by the one segment that shows their own station and another that they do: OVN advertises
 * at each port, and sends nothing on the wire that it need not route.
 */
function behindSilentRouters(
  ports: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
  byMac: SegmentsByMac,
  keys: ReadonlyMap<number, string>,
): ReadonlyMap<string, readonly SegmentPlace[]> {
  const found = new Map<string, SegmentPlace[]>()
  for (const port of ports) {
    const { own } = vantages[port.vantage]!
    if (own === null || keys.has(port.key) || [...port.advertisers].some((mac) => byMac.has(mac))) continue
    const others = [...port.macs].filter((mac) => mac !== own)
    const [segment, second] = [...(byMac.get(own) ?? [])].filter((key) =>
      others.some((mac) => byMac.get(mac)?.has(key) === true),
    )
    if (segment === undefined || second !== undefined) continue
    const members = found.get(segment)
    if (members === undefined) found.set(segment, [port])
    else members.push(port)
  }
  return found
}

/** Ports of one network hear the same routers, where each heard any. */
function mayBeOneNetwork(a: SegmentPlace, b: SegmentPlace): boolean {
  if (a.advertisers.size === 0 || b.advertisers.size === 0) return true
  return [...a.advertisers].some((mac) => b.advertisers.has(mac))
}

function apart(settled: Settled, segment: string, members: readonly SegmentPlace[]): string {
  const ports = members.map(
    ({ vantage, advertisers }) => `${vantageName(settled, vantage)} (${[...advertisers].sort().join(', ')})`,
  )
  return `on ${shownSegment(segment)} are ports with different routers: ${ports.sort().join(', ')}; only an inventory tells whose they are`
}

/** The segment that has all the port's stations, where there is but one. */
function whereAllAre({ macs }: SegmentPlace, byMac: SegmentsByMac): readonly string[] {
  const [first, ...others] = macs
  if (first === undefined) return []
  const all = [...(byMac.get(first) ?? [])].filter((key) => others.every((mac) => byMac.get(mac)?.has(key) === true))
  return all.length === 1 ? all : []
}

function ambiguous(settled: Settled, { vantage }: SegmentPlace, joined: readonly string[]): string {
  const names = joined.map(shownSegment).sort()
  return `${vantageName(settled, vantage)} shows its station and routers of ${names.join(' and of ')}: only an inventory tells whose it is`
}

function shownSegment(key: string): string {
  return key.replace(/ 0+(?=\d)/g, ' ')
}

/** A port's interfaces (`tap`, `qvo`, …; after a migration on two nodes) have its id in their names: they are on one network. */
function joinNamesakes(
  ports: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
  keys: Map<number, string>,
): void {
  const byId = new Map<string, string>()
  const idOf = ({ vantage }: SegmentPlace) => vantages[vantage]!.portId
  for (const port of ports) {
    const id = idOf(port)
    const key = keys.get(port.key)
    if (id !== null && key !== undefined && !byId.has(id)) byId.set(id, key)
  }
  for (const port of ports) {
    const key = byId.get(idOf(port) ?? '')
    if (key !== undefined && !keys.has(port.key)) keys.set(port.key, key)
  }
}

/** Ports of no known segment: each goes where the ports are whose own stations it shows, and which show its own. */
function joinNeighbors(
  ports: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
  keys: Map<number, string>,
): void {
  const neighbors = neighborsOf(ports, vantages)
  const waiting = new Set(ports.filter(({ key }) => !keys.has(key)))
  let found = true
  while (found) {
    found = false
    for (const port of waiting) {
      const known = new Set(neighbors.get(port)!.flatMap(({ key }) => keys.get(key) ?? []))
      if (known.size !== 1) continue
      keys.set(port.key, [...known][0]!)
      waiting.delete(port)
      found = true
    }
    if (found) continue
    const first = [...waiting].find((port) => neighbors.get(port)!.some((other) => waiting.has(other)))
    if (first === undefined) continue
    keys.set(first.key, `port ${first.key}`)
    waiting.delete(first)
    found = true
  }
}

/** Of each port its other interfaces, and the ports on which its own station is seen, and whose own station it shows. */
function neighborsOf(
  ports: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
): ReadonlyMap<SegmentPlace, readonly SegmentPlace[]> {
  const ownOf = ({ vantage }: SegmentPlace) => vantages[vantage]!.own
  const byOwn = new Map<string, SegmentPlace[]>()
  const byId = new Map<string, SegmentPlace[]>()
  for (const port of ports) {
    const { portId } = vantages[port.vantage]!
    if (portId !== null) byId.set(portId, [...(byId.get(portId) ?? []), port])
    const own = ownOf(port)
    if (own !== null) byOwn.set(own, [...(byOwn.get(own) ?? []), port])
  }
  return new Map(
    ports.map((port) => {
      const own = ownOf(port)
      const heard = own === null ? [] : [...port.macs].flatMap((mac) => byOwn.get(mac) ?? [])
      const neighbors = heard.filter((other) => other.macs.has(own!) && mayBeOneNetwork(port, other))
      const { portId } = vantages[port.vantage]!
      const namesakes = portId === null ? [] : (byId.get(portId) ?? [])
      return [port, [...new Set([...neighbors, ...namesakes])].filter((other) => other !== port)]
    }),
  )
}
