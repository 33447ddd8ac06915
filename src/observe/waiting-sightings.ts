import type { Moment } from './row-sightings.ts'
import { SIGHTING_NUMBERS } from './sightings.ts'

/** Enough that their waits for memory overlap, few enough that their keys stay near. */
const MOST = 64
const MOST_WORDS = 4096
/** No key is longer: at most two runs of octets, or what of a DHCPv6 message there is room for. */
const LONGEST_KEY = 2048

/** Sightings whose rows are yet to be looked up, with their keys: many are looked up together, and wait for memory once. */
export class WaitingSightings {
  count = 0
  /** Keys one after the other; behind them, from `end` on, the next one is written. */
  readonly words = new Uint32Array(MOST_WORDS + LONGEST_KEY)
  end = 0
  readonly hashes = new Int32Array(MOST)
  /** One past the last word of each key. */
  readonly ends = new Int32Array(MOST)
  /** Second, nanosecond, offset, index of each. */
  readonly moments = new Float64Array(MOST * SIGHTING_NUMBERS)
  /** Whether every sighting of its row is kept. */
  readonly follow = new Uint8Array(MOST)

  /** Whether no more may wait. */
  get full(): boolean {
    return this.count === MOST || this.end >= MOST_WORDS
  }

  /** Takes the key of `words` that was written from `end` on. */
  add(hash: number, words: number, { second, nanosecond, offset, index }: Moment, follow: boolean): void {
    const { moments, count } = this
    const at = count * SIGHTING_NUMBERS
    moments[at] = second
    moments[at + 1] = nanosecond
    moments[at + 2] = offset
    moments[at + 3] = index
    this.hashes[count] = hash
    this.follow[count] = Number(follow)
    this.end += words
    this.ends[count] = this.end
    this.count = count + 1
  }

  clear(): void {
    this.count = 0
    this.end = 0
  }
}
