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
    const { length, words, ownerWords, versions } = places
    const found = new Segments()
    const numbers = new Int32Array(length)
    for (let place = 0; place < length; place++) {
      const at = place * ownerWords
      numbers[place] = found.numberOf(words[at + 1]!, words[at + 2]!)
    }
    const { segments, places: order } = found.sorted()
    const keys = new Float64Array(length)
    for (let place = 0; place < length; place++) {
      keys[place] = words[place * ownerWords]! * segments.length + order[numbers[place]!]!
    }
    const ranks = ranksOf(keys)
    this.length = length
    this.all = segments
    this.ranks = ranks
    this.vantages = new Int32Array(length)
    this.segments = new Int32Array(length)
    this.tunnelVersions = new Uint8Array(length)
    for (let place = 0; place < length; place++) {
      const rank = ranks[place]!
      this.vantages[rank] = words[place * ownerWords]!
      this.segments[rank] = order[numbers[place]!]!
      this.tunnelVersions[rank] = versions[place]!
    }
  }

  /** In JSON the rows say where they are. */
  toJSON(): undefined {
    return undefined
  }
}
