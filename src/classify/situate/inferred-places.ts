import type { Segment } from '../../observe/observation.ts'
import type { Settled } from '../../observe/settled.ts'
import { vantageName } from './names.ts'
import type { SegmentPlace } from './segment-places.ts'
import type { NamedVantage } from './vantages.ts'

/** Each place's network under a number of its own, and what stayed in doubt. */
export interface InferredPlaces {
  readonly networks: ReadonlyMap<number, number>
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
  const networks = new Map<number, number>()
  for (let segment = 0; segment < segments.length; segment++) {
    for (const { key } of segments[segment]!.places) networks.set(key, segment)
  }
  const ports = places.filter((place) => isPort(place, vantages))
  if (ports.length === 0) return { networks, doubts }
  const alone = ({ key }: SegmentPlace) => segments.length + key
  const byMac = segmentsByMac(segments)
  for (const port of ports) {
    const joined = segmentsOf(port, vantages, byMac)
    if (joined.length === 1) networks.set(port.key, joined[0]!)
    else if (joined.length > 1) {
      doubts.push(
        ambiguous(
          settled,
          port,
          joined.map((segment) => segments[segment]!),
        ),
      )
      networks.set(port.key, alone(port))
    }
  }
  for (const [segment, members] of behindSilentRouters(ports, vantages, byMac, networks)) {
    if (members.every((port) => members.every((other) => mayBeOneNetwork(port, other)))) {
      for (const { key } of members) networks.set(key, segment)
    } else doubts.push(apart(settled, segments[segment]!, members))
  }
  joinNamesakes(ports, vantages, networks)
  joinNeighbors(ports, vantages, networks, alone)
  for (const port of ports) if (!networks.has(port.key)) networks.set(port.key, alone(port))
  return { networks, doubts }
}

function isPort({ vantage, segment }: SegmentPlace, vantages: readonly NamedVantage[]): boolean {
  const { kind } = vantages[vantage]!
  return segment.kind === 'untagged' && (kind === 'tap' || kind === 'router-interface' || kind === 'router-gateway')
}

/** A segment where it is one network. */
interface SharedSegment {
  readonly places: readonly SegmentPlace[]
  /** Of those of its name, from 0. */
  readonly trunk: number
}

/** Places of physical interfaces by segment: a VLAN id is one network where the interface is, or a MAC, the same. */
function sharedSegments(
  settled: Settled,
  places: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
): readonly SharedSegment[] {
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
  const shared: SharedSegment[] = []
  for (const [{ kind }, alike] of bySegment) {
    if (kind !== 'vlan' || alike.length === 1) shared.push({ places: alike, trunk: 0 })
    else for (const [trunk, group] of trunksIn(settled, alike).entries()) shared.push({ places: group, trunk })
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
type SegmentsByMac = ReadonlyMap<string, ReadonlySet<number>>

function segmentsByMac(segments: readonly SharedSegment[]): SegmentsByMac {
  const found = new Map<string, Set<number>>()
  for (const [segment, { places }] of segments.entries()) {
    for (const { macs } of places) {
      for (const mac of macs) {
        const known = found.get(mac)
        if (known === undefined) found.set(mac, new Set([segment]))
        else known.add(segment)
      }
    }
  }
  return found
}

/**
 * Segments that share the port's own station and its router (which may be itself), whatever the router sends there: OVN
 * answers RS and advertises at the port. Of a port that saw no router, any other station.
 */
function segmentsOf(port: SegmentPlace, vantages: readonly NamedVantage[], byMac: SegmentsByMac): readonly number[] {
  const { own, kind } = vantages[port.vantage]!
  if (own === null) return whereAllAre(port, byMac)
  const routers = [...port.advertisers].filter((mac) => mac !== own)
  const others = routers.length > 0 ? routers : [...port.macs].filter((mac) => mac !== own)
  const alone = others.length === 0 && kind !== 'tap'
  return [...(byMac.get(own) ?? [])].filter(
    (segment) => alone || others.some((mac) => byMac.get(mac)?.has(segment) === true),
  )
}

/**
 * Ports whose routers no segment shows, by the one segment that shows their own station and another that they do: OVN advertises
 * at each port, and sends nothing on the wire that it need not route.
 */
function behindSilentRouters(
  ports: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
  byMac: SegmentsByMac,
  networks: ReadonlyMap<number, number>,
): ReadonlyMap<number, readonly SegmentPlace[]> {
  const found = new Map<number, SegmentPlace[]>()
  for (const port of ports) {
    const { own } = vantages[port.vantage]!
    if (own === null || networks.has(port.key) || [...port.advertisers].some((mac) => byMac.has(mac))) continue
    const others = [...port.macs].filter((mac) => mac !== own)
    const [segment, second] = [...(byMac.get(own) ?? [])].filter((one) =>
      others.some((mac) => byMac.get(mac)?.has(one) === true),
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

function apart(settled: Settled, segment: SharedSegment, members: readonly SegmentPlace[]): string {
  const ports = members.map(
    ({ vantage, advertisers }) => `${vantageName(settled, vantage)} (${[...advertisers].sort().join(', ')})`,
  )
  return `on ${segmentText(segment)} are ports with different routers: ${ports.sort().join(', ')}; only an inventory tells whose they are`
}

/** The segment that has all the port's stations, where there is but one. */
function whereAllAre({ macs }: SegmentPlace, byMac: SegmentsByMac): readonly number[] {
  const [first, ...others] = macs
  if (first === undefined) return []
  const all = [...(byMac.get(first) ?? [])].filter((segment) =>
    others.every((mac) => byMac.get(mac)?.has(segment) === true),
  )
  return all.length === 1 ? all : []
}

function ambiguous(settled: Settled, { vantage }: SegmentPlace, joined: readonly SharedSegment[]): string {
  const names = joined.map(segmentText).sort()
  return `${vantageName(settled, vantage)} shows its station and routers of ${names.join(' and of ')}: only an inventory tells whose it is`
}

function segmentText({ places, trunk }: SharedSegment): string {
  const { name } = places[0]!
  return trunk === 0 ? name : `${name} #${trunk + 1}`
}

/** A port's interfaces (`tap`, `qvo`, …; after a migration on two nodes) have its id in their names: they are on one network. */
function joinNamesakes(
  ports: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
  networks: Map<number, number>,
): void {
  const byId = new Map<string, number>()
  const idOf = ({ vantage }: SegmentPlace) => vantages[vantage]!.portId
  for (const port of ports) {
    const id = idOf(port)
    const network = networks.get(port.key)
    if (id !== null && network !== undefined && !byId.has(id)) byId.set(id, network)
  }
  for (const port of ports) {
    const network = byId.get(idOf(port) ?? '')
    if (network !== undefined && !networks.has(port.key)) networks.set(port.key, network)
  }
}

/** Ports of no known segment: each goes where the ports are whose own stations it shows, and which show its own. */
function joinNeighbors(
  ports: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
  networks: Map<number, number>,
  alone: (port: SegmentPlace) => number,
): void {
  const neighbors = neighborsOf(ports, vantages)
  const waiting = new Set(ports.filter(({ key }) => !networks.has(key)))
  let found = true
  while (found) {
    found = false
    for (const port of waiting) {
      const known = new Set(neighbors.get(port)!.flatMap(({ key }) => networks.get(key) ?? []))
      if (known.size !== 1) continue
      networks.set(port.key, [...known][0]!)
      waiting.delete(port)
      found = true
    }
    if (found) continue
    const first = [...waiting].find((port) => neighbors.get(port)!.some((other) => waiting.has(other)))
    if (first === undefined) continue
    networks.set(first.key, alone(first))
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
