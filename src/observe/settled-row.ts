import type { AddressTexts } from './address-texts.ts'
import type { JoinedRows } from './joined-rows.ts'
import { HAS_MAC } from './key-numbers.ts'
import type { KeyReader } from './key-reader.ts'
import type { Numbers } from './observation.ts'
import { FIRST, LAST, ROW_NUMBERS } from './row-numbers.ts'
import type { Seen, Senders } from './settled.ts'
import type { SettledPlaces } from './settled-places.ts'

/** All rows of a table, where they are and who sent them, and what reads their keys. */
export interface RowTable {
  readonly rows: JoinedRows
  readonly places: SettledPlaces
  readonly senders: Senders
  readonly texts: AddressTexts
  readonly reader: KeyReader
}

/** Of every row, whatever its table's say. */
const PLACED = ['vantage', 'segment', 'count', 'first', 'last']
/** What is no part of what a row says, its sender's number too, which is in no order. */
const UNSAID = ['constructor', 'table', 'row', 'sender']

/** A row of a settled table: a view of its numbers and its key. Texts, and frames it was seen in, are made when they are asked for. */
export abstract class SettledRow {
  protected readonly table: RowTable
  protected readonly row: number
  #first: Seen | undefined

  constructor(table: RowTable, row: number) {
    this.table = table
    this.row = row
  }

  /** Index among places. */
  protected abstract get place(): number

  get vantage(): number {
    return this.table.places.vantages[this.place]!
  }

  get segment(): number {
    return this.table.places.segments[this.place]!
  }

  get count(): number {
    return this.table.rows.sightings.numbers[this.row * ROW_NUMBERS]!
  }

  get first(): Seen {
    this.#first ??= this.#seenAt(FIRST)
    return this.#first
  }

  get last(): Seen {
    if (this.count === 1) return this.first
    return this.#seenAt(LAST)
  }

  #seenAt(which: typeof FIRST | typeof LAST): Seen {
    const { sightings } = this.table.rows
    return sightings.seenAt(sightings.numbers, this.row * ROW_NUMBERS + which, this.vantage)
  }

  /** The words its key is among. */
  protected get words(): Numbers {
    return this.table.rows.words
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
    const read = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(this)))
    const own = [...Object.keys(this), ...read].filter((name) => !UNSAID.includes(name))
    const linked = this instanceof LinkedRow ? ['linkSource', 'linkDestination'] : []
    const names = [...own, ...linked, ...PLACED]
    return Object.fromEntries(names.map((name) => [name, this[name as keyof this]]))
  }
}

/** A row of frames with MAC addresses. */
export abstract class SentRow extends SettledRow {
  readonly sender: number

  constructor(table: RowTable, row: number) {
    super(table, row)
    this.sender = table.rows.owners[row]!
  }

  protected get place(): number {
    return this.table.senders.places[this.sender]!
  }

  /** Its sender's MAC address; empty text where the link has none. */
  protected get sentBy(): string {
    return this.table.senders.mac(this.sender)
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
