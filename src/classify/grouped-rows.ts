/** Rows in groups that have numbers, each group's in the order of all. */
export class GroupedRows<Row> {
  readonly #rows: readonly Row[]
  /** Where each group begins in `#order`, and one past the last ends. */
  readonly #starts: Int32Array
  readonly #order: Int32Array

  /** @param groupOf the group of a row, below `groups`; -1: it is in none */
  constructor(rows: readonly Row[], groups: number, groupOf: (row: Row) => number) {
    this.#rows = rows
    const groupOfRow = Int32Array.from(rows, groupOf)
    const starts = new Int32Array(groups + 1)
    for (const group of groupOfRow) if (group >= 0) starts[group + 1]! += 1
    for (let group = 0; group < groups; group++) starts[group + 1]! += starts[group]!
    const next = starts.slice()
    this.#order = new Int32Array(starts[groups]!)
    for (const [row, group] of groupOfRow.entries()) if (group >= 0) this.#order[next[group]!++] = row
    this.#starts = starts
  }

  of(group: number): readonly Row[] {
    return Array.from(this.#order.subarray(this.#starts[group]!, this.#starts[group + 1]!), (row) => this.#rows[row]!)
  }
}
