import type { Numbers } from './observation.ts'

const NONE = -1

/** Numbers from 0 on by the group each one is in. */
export class Groups {
  /** The last of each group, and before each number the one before it in its group. */
  readonly #last: Int32Array
  readonly #before: Int32Array

  /** @param groupOf the group of each number, below `groups`; -1: it is in none */
  constructor(groups: number, groupOf: Numbers) {
    this.#last = new Int32Array(groups).fill(NONE)
    this.#before = new Int32Array(groupOf.length)
    for (let number = 0; number < groupOf.length; number++) {
      const group = groupOf[number]!
      if (group < 0) continue
      this.#before[number] = this.#last[group]!
      this.#last[group] = number
    }
  }

  /** In descending order. */
  of(group: number): number[] {
    const found: number[] = []
    this.#add(group, found)
    return found
  }

  /** Of some groups, one after the other. */
  ofAll(groups: readonly number[]): number[] {
    const found: number[] = []
    for (const group of groups) this.#add(group, found)
    return found
  }

  #add(group: number, found: number[]): void {
    for (let number = this.#last[group]!; number !== NONE; number = this.#before[number]!) found.push(number)
  }
}
