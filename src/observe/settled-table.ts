import type { Rows } from './settled.ts'
import type { RowTable } from './settled-row.ts'

/** Makes a row of a table. */
type Making<Row> = new (table: RowTable, row: number) => Row

/** The rows of a table; each is made when it is first asked for. */
export class SettledTable<Row> implements Rows<Row> {
  readonly length: number
  protected readonly table: RowTable
  readonly #Row: Making<Row>
  readonly #made: (Row | undefined)[]

  constructor(table: RowTable, Row: Making<Row>) {
    this.length = table.rows.length
    this.table = table
    this.#Row = Row
    this.#made = new Array(this.length)
  }

  of(senders: readonly number[]): readonly Row[] {
    return this.rows(this.table.rows.byOwner(this.table.senders.length).ofAll(senders))
  }

  protected row(number: number): Row {
    this.#made[number] ??= new this.#Row(this.table, number)
    return this.#made[number]
  }

  /** By first frame. */
  protected rows(numbers: number[]): readonly Row[] {
    return this.table.rows.sort(numbers).map((number) => this.row(number))
  }

  /** By first frame. */
  all(): readonly Row[] {
    return this.table.rows.order.map((number) => this.row(number))
  }

  *[Symbol.iterator](): Iterator<Row> {
    for (const number of this.table.rows.order) yield this.row(number)
  }

  toJSON(): readonly Row[] {
    return this.all()
  }
}
