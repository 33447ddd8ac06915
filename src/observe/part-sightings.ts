import type { TableName } from './caps.ts'
import type { Sightings } from './joined-rows.ts'
import type { Numbers } from './observation.ts'
import { CAPTURE, FRAME, seenAt } from './seen-numbers.ts'
import type { Seen } from './settled.ts'
import { fromDeltas } from './sightings.ts'
import type { SituatedPart } from './situated-part.ts'

/** The sightings of the rows of one part that is all there is: in the order of its offsets its frames are in that of their numbers. */
export class PartSightings implements Sightings {
  readonly numbers: Float64Array
  readonly #part: SituatedPart
  readonly #name: TableName
  #deltas: ReadonlyMap<number, readonly number[]> | undefined

  constructor(part: SituatedPart, name: TableName) {
    const { numbers } = part.part[name]
    this.numbers = numbers instanceof Float64Array ? numbers : Float64Array.from(numbers) // an array, read back from JSON
    this.#part = part
    this.#name = name
  }

  listOf(row: number): readonly number[] | undefined {
    this.#deltas ??= new Map(this.#part.part[this.#name].followed)
    const deltas = this.#deltas.get(row)
    return deltas && fromDeltas(deltas)
  }

  seenAt(numbers: Numbers, at: number, vantage: number): Seen {
    const { time } = seenAt(numbers, at, vantage)
    const frame = this.#part.frameNumber(numbers[at + CAPTURE]!, numbers[at + FRAME]!)
    return { capture: this.#part.capture, vantage, frame, time }
  }
}
