/** Rows of a table: an array, or rows that are made as they are asked for, again each time. JSON has them as an array. */
export interface Rows<Row> extends Iterable<Row> {
  readonly length: number
}

/** Rows that are made as they are asked for: what is used and let go of costs no memory. */
export class RowList<Row> implements Rows<Row> {
  readonly length: number
  readonly #read: (row: number) => Row

  constructor(length: number, read: (row: number) => Row) {
    this.length = length
    this.#read = read
  }

  *[Symbol.iterator](): Iterator<Row> {
    for (let row = 0; row < this.length; row++) yield this.#read(row)
  }

  toJSON(): readonly Row[] {
    return [...this]
  }
}
