import type { Numbers } from './observation.ts'
import type { Rows } from './settled.ts'
import type { RowTable } from './settled-row.ts'

/** Makes a row of a table. */
type Making<Row> = new (table: RowTable, row: number) => Row

/** The rows of a table by first frame; each is made when it is first asked for. */
export class SettledTable<Row> implements Rows<Row> {
  readonly length: number
  protected readonly table: RowTable
  readonly #Row: Making<Row>
  /** A word of a key, and the bits in front of its IP version. */
  readonly #familyAt: readonly [word: number, shift: number]
  readonly #made: (Row | undefined)[]
  #senders: Int32Array | undefined
  #segments: Int32Array | undefined
  #families: Int32Array | undefined

  constructor(table: RowTable, Row: Making<Row>, familyAt: readonly [word: number, shift: number] = [0, 0]) {
    this.length = table.rows.length
    this.table = table
    this.#Row = Row
    this.#familyAt = familyAt
    this.#made = new Array(this.length)
  }

  row(index: number): Row {
    this.#made[index] ??= new this.#Row(this.table, this.table.rows.order[index]!)
    return this.#made[index]
  }

  get senders(): Numbers {
    const { senders, rows } = this.table
    this.#senders ??= rows.order.map((row) => senders[row]!)
    return this.#senders
  }

  get segments(): Numbers {
    const { places, rows } = this.table
    this.#segments ??= rows.order.map((row) => places[rows.segments[row]!]!)
    return this.#segments
  }

  get families(): Numbers {
    const { order, keys, keyAt } = this.table.rows
    const [word, shift] = this.#familyAt
    this.#families ??= order.map((row) => (keys[row]![keyAt[row]! + word]! >>> shift) & 0x0f)
    return this.#families
  }

  *[Symbol.iterator](): Iterator<Row> {
    for (let index = 0; index < this.length; index++) yield this.row(index)
  }

  toJSON(): readonly Row[] {
    return [...this]
  }
}
