import type { AddressTexts } from './address-texts.ts'
import type { JoinedRows } from './join-rows.ts'
import type { KeyReader } from './key-reader.ts'
import type { Numbers } from './observation.ts'
import { HAS_MAC } from './row-key.ts'
import { FIRST, LAST, ROW_NUMBERS } from './row-sightings.ts'
import { seenAt } from './seen-numbers.ts'
import type { Seen } from './settled.ts'

/** All rows of a table, who sent them, and what reads their keys. */
export interface RowTable {
  readonly rows: JoinedRows
  /** Index of each row's sender. */
  readonly senders: Int32Array
  /** Places of segments among all, by their numbers (`Segments`). */
  readonly places: Int32Array
  /** MAC address of each sender. */
  readonly macOf: (sender: number) => string
  readonly texts: AddressTexts
  readonly reader: KeyReader
}

/** Of every row, whatever its table's say. */
const PLACED = ['vantage', 'segment', 'count', 'first', 'last']

/** A row of a settled table: a view of its numbers and its key. Texts, and frames it was seen in, are made when they are asked for. */
export abstract class SettledRow {
  readonly vantage: number
  readonly segment: number
  protected readonly table: RowTable
  protected readonly row: number
  #first: Seen | undefined
  #last: Seen | undefined

  constructor(table: RowTable, row: number) {
    this.vantage = table.rows.vantages[row]!
    this.segment = table.places[table.rows.segments[row]!]!
    this.table = table
    this.row = row
  }

  get count(): number {
    return this.table.rows.numbers[this.row * ROW_NUMBERS]!
  }

  get first(): Seen {
    this.#first ??= seenAt(this.table.rows.numbers, this.row * ROW_NUMBERS + FIRST, this.vantage)
    return this.#first
  }

  get last(): Seen {
    if (this.count === 1) return this.first
    this.#last ??= seenAt(this.table.rows.numbers, this.row * ROW_NUMBERS + LAST, this.vantage)
    return this.#last
  }

  /** The words its key is among. */
  protected get words(): Numbers {
    return this.table.rows.keys[this.row]!
  }

  /** Where its key begins there. */
  protected get at(): number {
    return this.table.rows.keyAt[this.row]!
  }

  protected wordAt(index: number): number {
    return this.words[this.at + index]!
  }

  /** The address of that IP version that begins with a word of the key. */
  protected addressAt(index: number, version: number): string {
    const { texts } = this.table
    return version === 4 ? texts.ipv4(this.wordAt(index)) : texts.ipv6(this.words, this.at + index)
  }

  /** The row as plain data. */
  toJSON(): Readonly<Record<string, unknown>> {
    const own = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(this)))
    const linked = this instanceof LinkedRow ? ['linkSource', 'linkDestination'] : []
    const names = [...own.filter((name) => name !== 'constructor'), ...linked, ...PLACED]
    return Object.fromEntries(names.map((name) => [name, this[name as keyof this]]))
  }
}

/** A row of frames with MAC addresses. */
export abstract class SentRow extends SettledRow {
  readonly sender: number

  constructor(table: RowTable, row: number) {
    super(table, row)
    this.sender = table.senders[row]!
  }

  /** Its sender's MAC address; empty text where the link has none. */
  protected get sentBy(): string {
    return this.table.macOf(this.sender)
  }
}

/** A row of frames from one MAC address to another. */
export abstract class LinkedRow extends SentRow {
  get linkSource(): string {
    return this.sentBy
  }

  /** Null where the link has none. */
  get linkDestination(): string | null {
    const high = this.wordAt(6)
    return (high & HAS_MAC) === 0 ? null : this.table.texts.mac(high, this.wordAt(7))
  }
}
