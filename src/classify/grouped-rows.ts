import type { Numbers } from '../observe/observation.ts'
import type { Rows } from '../observe/settled.ts'

/** Rows by what their senders have in common, each group's in the order of all. */
export class GroupedRows<Row> {
  readonly #rows: Rows<Row>
  /** Where each group begins in `#order`, and one past the last ends. */
  readonly #starts: Int32Array
  readonly #order: Int32Array

  /** @param groupOf the group of each sender, below `groups`; -1: it is in none */
  constructor(rows: Rows<Row>, groups: number, groupOf: Numbers) {
    this.#rows = rows
    const { senders } = rows
    const starts = new Int32Array(groups + 1)
    for (let row = 0; row < rows.length; row++) {
      const group = groupOf[senders[row]!]!
      if (group >= 0) starts[group + 1]! += 1
    }
    for (let group = 0; group < groups; group++) starts[group + 1]! += starts[group]!
    const next = starts.slice()
    this.#order = new Int32Array(starts[groups]!)
    for (let row = 0; row < rows.length; row++) {
      const group = groupOf[senders[row]!]!
      if (group >= 0) this.#order[next[group]!++] = row
    }
    this.#starts = starts
  }

  of(group: number): readonly Row[] {
    return Array.from(this.#order.subarray(this.#starts[group]!, this.#starts[group + 1]!), (row) =>
      this.#rows.row(row),
    )
  }
}
