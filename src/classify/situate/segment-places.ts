import { compareText } from '../../observe/compare-text.ts'
import type { Segment } from '../../observe/observation.ts'
import type { Settled } from '../../observe/settled.ts'
import { type PlaceKey, placeKey } from '../cloud.ts'

/** One segment on one vantage, with the MACs that sent frames there. */
export interface SegmentPlace {
  readonly key: PlaceKey
  readonly vantage: number
  readonly segment: Segment
  /** Of the segment: `vlan 210`, with the VLAN ids further inside. */
  readonly name: string
  readonly macs: ReadonlySet<string>
  /** MACs that sent RAs. */
  readonly advertisers: ReadonlySet<string>
}

/** Every segment of every vantage on which a frame was seen, by vantage, then kind and id. */
export function segmentPlaces(settled: Settled): readonly SegmentPlace[] {
  const names = settled.segments.map(segmentName)
  const places = new Map<PlaceKey, SegmentPlace & { macs: Set<string>; advertisers: Set<string> }>()
  const at = (vantage: number, segment: number) => {
    const key = placeKey({ vantage, segment })
    const known = places.get(key)
    if (known !== undefined) return known
    const place = {
      key,
      vantage,
      segment: settled.segments[segment]!,
      name: names[segment]!,
      macs: new Set<string>(),
      advertisers: new Set<string>(),
    }
    places.set(key, place)
    return place
  }
  for (const { vantage, segment, mac } of settled.stations) at(vantage, segment).macs.add(mac)
  for (const { vantage, segment, linkSource } of settled.conversations) at(vantage, segment).macs.add(linkSource)
  for (const { vantage, segment, linkSource } of settled.dhcp) at(vantage, segment).macs.add(linkSource)
  for (const { vantage, segment, linkSource, kind } of settled.neighborDiscovery) {
    const place = at(vantage, segment)
    place.macs.add(linkSource)
    if (kind === 'router-advertisement') place.advertisers.add(linkSource)
  }
  return [...places.values()].sort(byPlace)
}

function byPlace(a: SegmentPlace, b: SegmentPlace): number {
  return a.vantage - b.vantage || compareText(a.name, b.name)
}

function segmentName({ kind, id, inner }: Segment): string {
  const name = id === null ? kind : `${kind} ${String(id).padStart(10, '0')}`
  return inner.length === 0 ? name : `${name} ${inner.join(' ')}`
}
