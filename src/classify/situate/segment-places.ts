import { Groups } from '../../observe/groups.ts'
import type { Segment } from '../../observe/observation.ts'
import type { Senders, Settled } from '../../observe/settled.ts'

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
export function segmentPlaces({ places, segments, senders, neighborDiscovery }: Settled): readonly SegmentPlace[] {
  const seen = new Uint8Array(places.length)
  for (let sender = 0; sender < senders.sending; sender++) seen[senders.places[sender]!] = 1
  const members = new Members(senders, places.length)
  for (const { kind, sender, linkSource } of neighborDiscovery) {
    if (kind === 'router-advertisement') members.advertises(senders.places[sender]!, linkSource)
  }
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
  readonly #senders: Senders
  readonly #places: number
  readonly #advertisers = new Map<number, Set<string>>()
  readonly #macs = new Map<number, ReadonlySet<string>>()
  #byPlace: Groups | undefined

  constructor(senders: Senders, places: number) {
    this.#senders = senders
    this.#places = places
  }

  advertises(place: number, mac: string): void {
    const known = this.#advertisers.get(place)
    if (known === undefined) this.#advertisers.set(place, new Set([mac]))
    else known.add(mac)
  }

  advertisers(place: number): ReadonlySet<string> {
    return this.#advertisers.get(place) ?? NOBODY
  }

  macs(place: number): ReadonlySet<string> {
    const known = this.#macs.get(place)
    if (known !== undefined) return known
    const senders = this.#senders
    this.#byPlace ??= new Groups(this.#places, senders.places)
    const sending = this.#byPlace.of(place).filter((sender) => sender < senders.sending)
    const macs = new Set(sending.map((sender) => senders.mac(sender)))
    this.#macs.set(place, macs)
    return macs
  }
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
    const name = id === null ? kind : `${kind} ${String(id).padStart(10, '0')}`
    return inner.length === 0 ? name : `${name} ${inner.join(' ')}`
  }

  get macs(): ReadonlySet<string> {
    return this.#members.macs(this.key)
  }

  get advertisers(): ReadonlySet<string> {
    return this.#members.advertisers(this.key)
  }
}
