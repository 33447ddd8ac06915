import { grown } from './grown.ts'
import { FIRST_ROWS } from './key-store.ts'
import { FIRST, LAST, ROW_NUMBERS } from './row-numbers.ts'
import { addSighting, SIGHTING_NUMBERS, type SightingList } from './sightings.ts'

const EARLIER = -1
const LATER = 1

/** When a frame was seen, and where it stands. */
export interface Moment {
  readonly second: number
  /** -1: it has no time. */
  readonly nanosecond: number
  readonly offset: number
  readonly index: number
}

/** How often rows were seen, when first and last; of followed rows every time. */
export class RowSightings {
  /** ROW_NUMBERS a row. */
  numbers = new Float64Array(FIRST_ROWS * ROW_NUMBERS)
  /** Every sighting of a followed row that was seen more than once. */
  readonly lists = new Map<number, SightingList>()

  /** Copies the numbers of other rows, none of them followed, in place of its own. */
  take(numbers: Float64Array): void {
    this.numbers = numbers.slice()
    this.lists.clear()
  }

  /** A row that was not seen yet. Rows begin one after the other. */
  begin(row: number): void {
    const at = row * ROW_NUMBERS
    if (at === this.numbers.length) this.numbers = grown(Float64Array, this.numbers, 2 * at)
    this.numbers[at] = 0
  }

  count(row: number): number {
    return this.numbers[row * ROW_NUMBERS]!
  }

  /** @param follow whether every sighting of this row is kept, not only the first and the last */
  add(row: number, second: number, nanosecond: number, offset: number, index: number, follow: boolean): void {
    const { numbers } = this
    const at = row * ROW_NUMBERS
    if (numbers[at] === 0) {
      put(numbers, at + FIRST, second, nanosecond, offset, index)
      put(numbers, at + LAST, second, nanosecond, offset, index)
    } else {
      if (follow) addSighting(this.#listOf(row), second, nanosecond, offset, index)
      note(numbers, at + FIRST, EARLIER, second, nanosecond, offset, index)
      note(numbers, at + LAST, LATER, second, nanosecond, offset, index)
    }
    numbers[at]! += 1
  }

  /** Adds all that the numbers at `from` tell. */
  absorb(row: number, from: Float64Array, fromAt: number): void {
    const { numbers } = this
    const at = row * ROW_NUMBERS
    if (numbers[at] === 0) {
      for (let each = 0; each < ROW_NUMBERS; each++) numbers[at + each] = from[fromAt + each]!
      return
    }
    const first = fromAt + FIRST
    const last = fromAt + LAST
    note(numbers, at + FIRST, EARLIER, from[first]!, from[first + 1]!, from[first + 2]!, from[first + 3]!)
    note(numbers, at + LAST, LATER, from[last]!, from[last + 1]!, from[last + 2]!, from[last + 3]!)
    numbers[at]! += from[fromAt]!
  }

  /** Adds what a followed row of other sightings was seen at, before its numbers are absorbed. */
  follow(row: number, numbers: Float64Array, at: number, list: SightingList | undefined): void {
    if (this.count(row) === 0) {
      if (list !== undefined) this.lists.set(row, list)
      return
    }
    const own = this.#listOf(row)
    const added = list ?? numbers.subarray(at + FIRST, at + FIRST + SIGHTING_NUMBERS)
    for (let from = 0; from < added.length; from += SIGHTING_NUMBERS) {
      addSighting(own, added[from]!, added[from + 1]!, added[from + 2]!, added[from + 3]!)
    }
  }

  /** The row is no more. */
  leaveOut(row: number): void {
    if (this.lists.size > 0) this.lists.delete(row)
  }

  /** Lets a row take the place of another that was left out, or moved itself. */
  move(row: number, to: number): void {
    const { numbers } = this
    const from = row * ROW_NUMBERS
    const into = to * ROW_NUMBERS
    for (let each = 0; each < ROW_NUMBERS; each++) numbers[into + each] = numbers[from + each]!
    const list = this.lists.size > 0 ? this.lists.get(row) : undefined
    if (list === undefined) return
    this.lists.delete(row)
    this.lists.set(to, list)
  }

  /** The list of a followed row that was seen: as long as it was seen once only, its first sighting is all there is. */
  #listOf(row: number): SightingList {
    const known = this.lists.get(row)
    if (known !== undefined) return known
    const first = row * ROW_NUMBERS + FIRST
    const list = [...this.numbers.subarray(first, first + SIGHTING_NUMBERS)]
    this.lists.set(row, list)
    return list
  }
}

/**
 * Puts a sighting at `at` if it is EARLIER or LATER than the one there. A record without a time is neither first nor
 * last while there is one with a time.
 */
function note(
  numbers: Float64Array,
  at: number,
  way: typeof EARLIER | typeof LATER,
  second: number,
  nanosecond: number,
  offset: number,
  index: number,
): void {
  const timed = nanosecond >= 0
  if (timed !== numbers[at + 1]! >= 0) {
    if (timed) put(numbers, at, second, nanosecond, offset, index)
    return
  }
  const order = second - numbers[at]! || nanosecond - numbers[at + 1]! || offset - numbers[at + 2]!
  if (order * way > 0) put(numbers, at, second, nanosecond, offset, index)
}

function put(into: Float64Array, at: number, second: number, nanosecond: number, offset: number, index: number): void {
  into[at] = second
  into[at + 1] = nanosecond
  into[at + 2] = offset
  into[at + 3] = index
}
