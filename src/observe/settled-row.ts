import type { AddressTexts } from './address-texts.ts'
import { CAPTURE, FIRST, FRAME, type JoinedRows, LAST, NANOSECOND } from './join-rows.ts'
import type { KeyReader } from './key-reader.ts'
import { ROW_NUMBERS } from './key-table.ts'
import type { Numbers } from './observation.ts'
import { HAS_MAC } from './row-key.ts'
import type { Seen } from './settled.ts'

/** All rows of a table, and what reads their keys. */
export interface RowTable {
  readonly rows: JoinedRows
  readonly texts: AddressTexts
  readonly reader: KeyReader
}

/** A row of a settled table: a view of its numbers and its key. Texts, and frames it was seen in, are made when they are asked for. */
export abstract class SettledRow {
  readonly vantage: number
  readonly segment: number
  protected readonly table: RowTable
  protected readonly row: number
  #first: Seen | undefined
  #last: Seen | undefined

  /** @param segment its place among all segments */
  constructor(table: RowTable, row: number, segment: number) {
    this.vantage = table.rows.vantages[row]!
    this.segment = segment
    this.table = table
    this.row = row
  }

  get count(): number {
    return this.table.rows.numbers[this.row * ROW_NUMBERS]!
  }

  get first(): Seen {
    this.#first ??= this.seenAt(this.table.rows.numbers, this.row * ROW_NUMBERS + FIRST)
    return this.#first
  }

  get last(): Seen {
    if (this.count === 1) return this.first
    this.#last ??= this.seenAt(this.table.rows.numbers, this.row * ROW_NUMBERS + LAST)
    return this.#last
  }

  /** The frame of a sighting whose numbers begin at `at`. */
  protected seenAt(numbers: Numbers, at: number): Seen {
    const nanosecond = numbers[at + NANOSECOND]!
    return {
      capture: numbers[at + CAPTURE]!,
      vantage: this.vantage,
      frame: numbers[at + FRAME]!,
      time: nanosecond < 0 ? null : [numbers[at]!, nanosecond],
    }
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

  /** Source MAC address; empty text where the link has none. */
  protected get sender(): string {
    const high = this.wordAt(4)
    return (high & HAS_MAC) === 0 ? '' : this.table.texts.mac(high, this.wordAt(5))
  }

  /** Destination MAC address; null where the link has none. */
  protected get receiver(): string | null {
    const high = this.wordAt(6)
    return (high & HAS_MAC) === 0 ? null : this.table.texts.mac(high, this.wordAt(7))
  }

  /** The row as plain data. */
  toJSON(): Readonly<Record<string, unknown>> {
    const own = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(this)))
    const names = [...own.filter((name) => name !== 'constructor'), 'vantage', 'segment', 'count', 'first', 'last']
    return Object.fromEntries(names.map((name) => [name, this[name as keyof this]]))
  }
}
