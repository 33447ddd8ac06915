import type { TableName } from './caps.ts'
import type { Sightings } from './joined-rows.ts'
import { FIRST, LAST, ROW_NUMBERS } from './row-numbers.ts'
import { seenAt } from './seen-numbers.ts'
import { fromDeltas, SIGHTING_NUMBERS } from './sightings.ts'
import type { SituatedPart } from './situated-part.ts'

/** All sightings of the rows of a table of several parts: with capture and frame in place of offset and index, one part's compare with another's. */
export class NumberedSightings implements Sightings {
  readonly numbers: Float64Array
  readonly lists = new Map<number, readonly number[]>()
  readonly seenAt = seenAt

  constructor(parts: readonly SituatedPart[], name: TableName) {
    this.numbers = new Float64Array(parts.reduce((sum, { part }) => sum + part[name].rows, 0) * ROW_NUMBERS)
    let row = 0
    for (const part of parts) {
      const { rows, numbers, followed } = part.part[name]
      const there = this.numbers.subarray(row * ROW_NUMBERS, (row + rows) * ROW_NUMBERS)
      there.set(numbers)
      part.numberFrames(there, LAST, ROW_NUMBERS)
      part.numberFrames(there, FIRST, ROW_NUMBERS)
      for (const [which, deltas] of followed) {
        const list = fromDeltas(deltas)
        part.numberFrames(list, 0, SIGHTING_NUMBERS)
        this.lists.set(row + which, list)
      }
      row += rows
    }
  }

  listOf(row: number): readonly number[] | undefined {
    return this.lists.get(row)
  }
}
