import type { Settled } from '../../observe/settled.ts'
import { vantageName } from './names.ts'
import { type SegmentPlace, segmentName } from './segment-places.ts'
import type { NamedVantage } from './vantages.ts'

/** Each place's network under a key of its own, and what stayed in doubt. */
export interface InferredPlaces {
  readonly keys: ReadonlyMap<string, string>
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
  const ports = places.filter((place) => isPort(place, vantages))
  const doubts: string[] = []
  const keys = new Map<string, string>()
  for (const [key, members] of segments) for (const place of members) keys.set(place.key, key)
  for (const port of ports) {
    const joined = segmentsOf(port, vantages, segments)
    if (joined.length === 1) keys.set(port.key, joined[0]!)
    else if (joined.length > 1) {
      doubts.push(ambiguous(settled, port, joined))
      keys.set(port.key, `port ${port.key}`)
    }
  }
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
  const groups = new Map<string, SegmentPlace[][]>()
  for (const place of places) {
    const { kind } = vantages[place.vantage]!
    if (kind !== 'physical' && kind !== 'bridge') continue
    if (place.segment.kind === 'untagged' || place.segment.kind === 'ip-tunnel' || place.segment.inner.length > 0)
      continue
    const name = segmentName(place.segment)
    const alike = groups.get(name) ?? []
    const same = (other: SegmentPlace) => place.segment.kind !== 'vlan' || sameTrunk(settled, place, other)
    const mine = alike.filter((group) => group.some(same))
    const others = alike.filter((group) => !mine.includes(group))
    groups.set(name, [...others, [...mine.flat(), place]])
  }
  return new Map(
    [...groups].flatMap(([name, alike]) =>
      alike.map((group, i): [string, readonly SegmentPlace[]] => [i === 0 ? name : `${name} #${i + 1}`, group]),
    ),
  )
}

function sameTrunk(settled: Settled, a: SegmentPlace, b: SegmentPlace): boolean {
  if (settled.vantages[a.vantage]!.name === settled.vantages[b.vantage]!.name) return true
  return [...a.macs].some((mac) => b.macs.has(mac))
}

/**
 * Segments that share the port's own station and its router (which may be itself), whatever the router sends there: OVN
 * answers RS and advertises at the port. Of a port that saw no router, any other station.
 */
function segmentsOf(
  port: SegmentPlace,
  vantages: readonly NamedVantage[],
  segments: ReadonlyMap<string, readonly SegmentPlace[]>,
): readonly string[] {
  const { own, kind } = vantages[port.vantage]!
  if (own === null) return whereAllAre(port, segments)
  const routers = [...port.advertisers].filter((mac) => mac !== own)
  const others = routers.length > 0 ? routers : [...port.macs].filter((mac) => mac !== own)
  const shares = (members: readonly SegmentPlace[]) =>
    members.some(({ macs }) => macs.has(own)) &&
    ((others.length === 0 && kind !== 'tap') || others.some((mac) => members.some(({ macs }) => macs.has(mac))))
  return [...segments].filter(([, members]) => shares(members)).map(([key]) => key)
}

/** The segment that has all the port's stations, where there is but one. */
function whereAllAre(
  { macs }: SegmentPlace,
  segments: ReadonlyMap<string, readonly SegmentPlace[]>,
): readonly string[] {
  const all = [...segments].filter(([, members]) =>
    [...macs].every((mac) => members.some((member) => member.macs.has(mac))),
  )
  return macs.size > 0 && all.length === 1 ? [all[0]![0]] : []
}

function ambiguous(settled: Settled, { vantage }: SegmentPlace, joined: readonly string[]): string {
  const names = joined.map((key) => key.replace(/ 0+(?=\d)/g, ' ')).sort()
  return `${vantageName(settled, vantage)} shows its station and routers of ${names.join(' and of ')}: only an inventory tells whose it is`
}

function joinNeighbors(
  ports: readonly SegmentPlace[],
  vantages: readonly NamedVantage[],
  keys: Map<string, string>,
): void {
  const mutual = (a: SegmentPlace, b: SegmentPlace) => {
    const own = [vantages[a.vantage]!.own, vantages[b.vantage]!.own]
    return own[0] != null && own[1] != null && b.macs.has(own[0]) && a.macs.has(own[1])
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const port of ports.filter(({ key }) => !keys.has(key))) {
      const known = new Set(ports.filter((other) => mutual(port, other)).flatMap(({ key }) => keys.get(key) ?? []))
      if (known.size !== 1) continue
      keys.set(port.key, [...known][0]!)
      changed = true
    }
    if (changed) continue
    const first = ports.find(
      (port) =>
        !keys.has(port.key) && ports.some((other) => other !== port && !keys.has(other.key) && mutual(port, other)),
    )
    if (first === undefined) continue
    keys.set(first.key, `port ${first.key}`)
    changed = true
  }
}
