/**
 * Rows by two keys. What the second one tells apart is indexed when its first key is asked for, which happens to few: an index
 * of both takes a text of both for each row.
 */
export class Paired<First, Row> {
  readonly #secondOf: (row: Row) => string
  readonly #byFirst = new Map<First, Row[]>()
  readonly #bySecond = new Map<First, ReadonlyMap<string, readonly Row[]>>()

  constructor(secondOf: (row: Row) => string) {
    this.#secondOf = secondOf
  }

  add(first: First, row: Row): void {
    const rows = this.#byFirst.get(first)
    if (rows === undefined) this.#byFirst.set(first, [row])
    else rows.push(row)
  }

  /** In the order they were added. */
  get(first: First, second: string): readonly Row[] {
    let bySecond = this.#bySecond.get(first)
    if (bySecond === undefined) {
      bySecond = this.#grouped(this.#byFirst.get(first) ?? [])
      this.#bySecond.set(first, bySecond)
    }
    return bySecond.get(second) ?? []
  }

  #grouped(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
    const grouped = new Map<string, Row[]>()
    for (const row of rows) {
      const second = this.#secondOf(row)
      const same = grouped.get(second)
      if (same === undefined) grouped.set(second, [row])
      else same.push(row)
    }
    return grouped
  }
}
