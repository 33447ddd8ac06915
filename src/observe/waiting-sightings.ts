import type { Moment } from './row-sightings.ts'
import { SIGHTING_NUMBERS } from './sightings.ts'
import {
  MOST_WAITING,
  MOST_WAITING_WORDS,
  WAITING_COUNT,
  WAITING_END,
  WAITING_ENDS,
  WAITING_FOLLOW,
  WAITING_HASHES,
  WAITING_MOMENTS,
  WAITING_OCTETS,
  WAITING_ROOM,
  WAITING_WORDS,
  WAITING_WORDS_ROOM,
} from './waiting-room.ts'

/** Sightings whose rows are yet to be looked up, with their keys: many are looked up together, and wait for memory once. */
export class WaitingSightings {
  /** Keys one after the other; behind them, from `end` on, the next one is written. */
  readonly words: Uint32Array
  readonly hashes: Int32Array
  /** One past the last word of each key. */
  readonly ends: Int32Array
  /** Second, nanosecond, offset, index of each. */
  readonly moments: Float64Array
  /** Whether every sighting of its row is kept. */
  readonly follow: Uint8Array
  readonly #count: Int32Array
  readonly #end: Int32Array

  /** @param buffer where they lie, from `at` on: in the memory of the compiled module, which adds some itself */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(WAITING_OCTETS), at = 0) {
    this.#count = new Int32Array(buffer, at + WAITING_COUNT, 1)
    this.#end = new Int32Array(buffer, at + WAITING_END, 1)
    this.words = new Uint32Array(buffer, at + WAITING_WORDS, WAITING_WORDS_ROOM)
    this.hashes = new Int32Array(buffer, at + WAITING_HASHES, WAITING_ROOM)
    this.ends = new Int32Array(buffer, at + WAITING_ENDS, WAITING_ROOM)
    this.moments = new Float64Array(buffer, at + WAITING_MOMENTS, WAITING_ROOM * SIGHTING_NUMBERS)
    this.follow = new Uint8Array(buffer, at + WAITING_FOLLOW, WAITING_ROOM)
  }

  get count(): number {
    return this.#count[0]!
  }

  get end(): number {
    return this.#end[0]!
  }

  /** Whether no more may wait. */
  get full(): boolean {
    return this.count >= MOST_WAITING || this.end >= MOST_WAITING_WORDS
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
    this.#end[0]! += words
    this.ends[count] = this.end
    this.#count[0] = count + 1
  }

  clear(): void {
    this.#count[0] = 0
    this.#end[0] = 0
  }
}
