import type { Segment } from './observation.ts'
import { ranksOf } from './ranks.ts'
import type { RowOwners } from './row-owners.ts'
import { Segments } from './segments.ts'
import type { Places } from './settled.ts'

/** The places of all rows, by vantage, then segment. */
export class SettledPlaces implements Places {
  readonly length: number
  readonly vantages: Int32Array
  readonly segments: Int32Array
  readonly tunnelVersions: Uint8Array
  /** All segments. */
  readonly all: readonly Segment[]
  /** Of each owner where it stands among these. */
  readonly ranks: Int32Array

  /** @param places of tunnels' rows, and of all senders */
  constructor(places: RowOwners) {
    const { length } = places
    const found = new Segments()
    const numbers = new Int32Array(length)
    for (let place = 0; place < length; place++) {
      numbers[place] = found.numberOf(places.word(place, 1), places.word(place, 2))
    }
    const { segments, places: order } = found.sorted()
    const keys = new Float64Array(length)
    for (let place = 0; place < length; place++) {
      keys[place] = places.vantage(place) * segments.length + order[numbers[place]!]!
    }
    this.length = length
    this.all = segments
    this.ranks = ranksOf(keys)
    this.vantages = new Int32Array(length)
    this.segments = new Int32Array(length)
    this.tunnelVersions = new Uint8Array(length)
    for (let place = 0; place < length; place++) {
      const rank = this.ranks[place]!
      this.vantages[rank] = places.vantage(place)
      this.segments[rank] = order[numbers[place]!]!
      this.tunnelVersions[rank] = places.versions[place]!
    }
  }

  /** In JSON the rows say where they are. */
  toJSON(): undefined {
    return undefined
  }
}
