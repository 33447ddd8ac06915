import { compareText } from '../../observe/compare-text.ts'
import type { Segment } from '../../observe/observation.ts'
import type { Senders, Settled } from '../../observe/settled.ts'
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
  const { senders, segments } = settled
  const names = segments.map(segmentName)
  const places = new Map<PlaceKey, SeenPlace>()
  for (let sender = 0; sender < senders.length; sender++) {
    if (senders.sent[sender] === 0) continue
    const vantage = senders.vantages[sender]!
    const segment = senders.segments[sender]!
    const key = placeKey({ vantage, segment })
    const known = places.get(key)
    if (known !== undefined) known.senders.push(sender)
    else places.set(key, new SeenPlace(key, vantage, segments[segment]!, names[segment]!, senders, [sender]))
  }
  for (const row of settled.neighborDiscovery) {
    if (row.kind === 'router-advertisement') places.get(placeKey(row))?.advertisers.add(row.linkSource)
  }
  return [...places.values()].sort(byPlace)
}

class SeenPlace implements SegmentPlace {
  readonly key: PlaceKey
  readonly vantage: number
  readonly segment: Segment
  readonly name: string
  readonly advertisers = new Set<string>()
  readonly senders: number[]
  readonly #all: Senders
  #macs: ReadonlySet<string> | undefined

  constructor(key: PlaceKey, vantage: number, segment: Segment, name: string, all: Senders, senders: number[]) {
    this.key = key
    this.vantage = vantage
    this.segment = segment
    this.name = name
    this.#all = all
    this.senders = senders
  }

  /** Made when first asked for: most places' MACs are never asked for. */
  get macs(): ReadonlySet<string> {
    const { mac, macs } = this.#all
    this.#macs ??= new Set(this.senders.map((sender) => macs[mac[sender]!]!))
    return this.#macs
  }
}

function byPlace(a: SegmentPlace, b: SegmentPlace): number {
  return a.vantage - b.vantage || compareText(a.name, b.name)
}

function segmentName({ kind, id, inner }: Segment): string {
  const name = id === null ? kind : `${kind} ${String(id).padStart(10, '0')}`
  return inner.length === 0 ? name : `${name} ${inner.join(' ')}`
}
