import type { Part, VantageObservation } from './observation.ts'
import type { PlacedPart } from './placed-parts.ts'
import { placeWord } from './row-key.ts'

const NO_IFINDEX = 0xffffffff

/** A part whose vantages are told among all. */
export class SituatedPart {
  readonly part: Part
  /** Index of its capture. */
  readonly capture: number
  readonly #placed: PlacedPart
  /** Where each of the part's vantages stands among all. */
  readonly #vantages: readonly number[]
  readonly #shared: ReadonlySet<number>
  /** Indexes of the part's vantages by place, then interface index. */
  readonly #indexes = new Map<number, Map<number, number>>()

  /** @param shared vantages that several parts saw, or one part under several interfaces: only their rows may be the same as others' */
  constructor(placed: PlacedPart, vantages: readonly number[], shared: ReadonlySet<number>) {
    this.part = placed.part
    this.capture = placed.capture
    this.#placed = placed
    this.#vantages = vantages
    this.#shared = shared
    for (const [index, { section, interface: id, ifindex }] of placed.part.vantages.entries()) {
      const place = placeWord(section, id)
      const there = this.#indexes.get(place) ?? new Map<number, number>()
      this.#indexes.set(place, there.set(ifindex ?? NO_IFINDEX, index))
    }
  }

  /** Of the first two words of a key (`row-key.ts`). */
  vantage(place: number, ifindex: number): number {
    return this.#vantages[this.#index(place, ifindex)]!
  }

  /** The vantage as the part describes it. */
  described(place: number, ifindex: number): VantageObservation {
    return this.part.vantages[this.#index(place, ifindex)]!
  }

  /** Whether it has rows that may be the same as others'. */
  get sharesVantages(): boolean {
    return this.#vantages.some((vantage) => this.#shared.has(vantage))
  }

  isShared(vantage: number): boolean {
    return this.#shared.has(vantage)
  }

  frameNumber(offset: number, index: number): number {
    return this.#placed.frameNumber(offset, index)
  }

  numberFrames(sightings: Float64Array | number[], from: number, step: number): void {
    this.#placed.numberFrames(sightings, from, step)
  }

  #index(place: number, ifindex: number): number {
    return this.#indexes.get(place)!.get(ifindex)!
  }
}
