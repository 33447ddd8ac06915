import { Groups } from '../../observe/groups.ts'
import type { Segment } from '../../observe/observation.ts'
import type { Settled } from '../../observe/settled.ts'

/** One segment on one vantage, with the MACs that sent frames there. */
export interface SegmentPlace {
  /** Index among `settled.places`. */
  readonly key: number
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
  const { places, segments, senders } = settled
  const seen = new Uint8Array(places.length)
  for (let sender = 0; sender < senders.sending; sender++) seen[senders.places[sender]!] = 1
  const members = new Members(settled)
  const found: SegmentPlace[] = []
  for (let place = 0; place < seen.length; place++) {
    const segment = segments[places.segments[place]!]!
    if (seen[place] === 1) found.push(new SeenPlace(place, places.vantages[place]!, segment, members))
  }
  return found
}

const NOBODY: ReadonlySet<string> = new Set()

/** Who was seen at each place. Sets are made when they are asked for: of most places nobody asks. */
class Members {
  readonly #settled: Settled
  readonly #macs = new Map<number, ReadonlySet<string>>()
  #advertisers: ReadonlyMap<number, ReadonlySet<string>> | undefined
  #byPlace: Groups | undefined

  constructor(settled: Settled) {
    this.#settled = settled
  }

  advertisers(place: number): ReadonlySet<string> {
    this.#advertisers ??= advertisersByPlace(this.#settled)
    return this.#advertisers.get(place) ?? NOBODY
  }

  macs(place: number): ReadonlySet<string> {
    const known = this.#macs.get(place)
    if (known !== undefined) return known
    const { senders, places } = this.#settled
    this.#byPlace ??= new Groups(places.length, senders.places)
    const sending = this.#byPlace.of(place).filter((sender) => sender < senders.sending)
    const macs = new Set(sending.map((sender) => senders.mac(sender)))
    this.#macs.set(place, macs)
    return macs
  }
}

function advertisersByPlace({ senders, neighborDiscovery }: Settled): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, Set<string>>()
  for (const row of neighborDiscovery) {
    if (row.kind !== 'router-advertisement') continue
    const place = senders.places[row.sender]!
    const known = found.get(place)
    if (known === undefined) found.set(place, new Set([row.linkSource]))
    else known.add(row.linkSource)
  }
  return found
}

class SeenPlace implements SegmentPlace {
  readonly key: number
  readonly vantage: number
  readonly segment: Segment
  readonly #members: Members

  constructor(key: number, vantage: number, segment: Segment, members: Members) {
    this.key = key
    this.vantage = vantage
    this.segment = segment
    this.#members = members
  }

  get name(): string {
    const { kind, id, inner } = this.segment
    const name = id === null ? kind : `${kind} ${id}`
    return inner.length === 0 ? name : `${name} ${inner.join(' ')}`
  }

  get macs(): ReadonlySet<string> {
    return this.#members.macs(this.key)
  }

  get advertisers(): ReadonlySet<string> {
    return this.#members.advertisers(this.key)
  }
}
