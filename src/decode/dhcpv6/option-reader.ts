import { type Malformed, malformed } from '../malformed.ts'
import type { Dhcpv6Message } from './message.ts'
import type { Dhcpv6Option } from './options.ts'

/** What every option has: its kind, and the code that stood on the wire. */
export interface OptionOf<Kind extends string> {
  readonly kind: Kind
  readonly code: number
}

/** One option's content, sent as [at, sentEnd) and captured as [at, end), and how to read what is nested in it. */
export interface OptionData<Kind extends string> {
  readonly kind: Kind
  readonly code: number
  readonly octets: Uint8Array
  readonly at: number
  readonly end: number
  readonly sentEnd: number
  /** Options from `at` to the end of this option. */
  options(at: number): readonly Dhcpv6Option[]
  /** The message from `at` to the end of this option. */
  message(at: number): Dhcpv6Message | Malformed
}

/** Reads an option of one kind, or says why not. */
export type OptionReader<Kind extends string> = (data: OptionData<Kind>) => Dhcpv6Option | Malformed

/** For options of exactly `length` octets. */
export function exactly<Kind extends string>(length: number, read: OptionReader<Kind>): OptionReader<Kind> {
  return (data) => {
    const sent = data.sentEnd - data.at
    return sent === length ? whole(read)(data) : malformed(data.kind, 'bad-length', data.at, length, sent)
  }
}

/** For options of `least` to `most` octets. */
export function between<Kind extends string>(
  least: number,
  most: number,
  read: OptionReader<Kind>,
): OptionReader<Kind> {
  return (data) => {
    const sent = data.sentEnd - data.at
    return sent > most ? malformed(data.kind, 'bad-length', data.at, most, sent) : atLeast(least, read)(data)
  }
}

/** For options whose content begins with `length` octets and ends with octets of any number. */
export function atLeast<Kind extends string>(length: number, read: OptionReader<Kind>): OptionReader<Kind> {
  return (data) => {
    const sent = data.sentEnd - data.at
    return sent >= length ? whole(read)(data) : malformed(data.kind, 'bad-length', data.at, length, sent)
  }
}

/** For options that are a list of items of `length` octets. */
export function listOf<Kind extends string>(length: number, read: OptionReader<Kind>): OptionReader<Kind> {
  return (data) => {
    const sent = data.sentEnd - data.at
    const items = Math.ceil(sent / length)
    return sent % length === 0 ? whole(read)(data) : malformed(data.kind, 'bad-length', data.at, items * length, sent)
  }
}

/** For options that hold options or a message after `length` octets: those are read as far as they were captured. */
export function holding<Kind extends string>(length: number, read: OptionReader<Kind>): OptionReader<Kind> {
  return (data) => {
    const sent = data.sentEnd - data.at
    if (sent < length) return malformed(data.kind, 'bad-length', data.at, length, sent)
    return data.end - data.at < length ? cut(data) : read(data)
  }
}

/** For options of any length. */
export function whole<Kind extends string>(read: OptionReader<Kind>): OptionReader<Kind> {
  return (data) => (data.end < data.sentEnd ? cut(data) : read(data))
}

function cut({ kind, at, end, sentEnd }: OptionData<string>): Malformed {
  return malformed(kind, 'cut', at, sentEnd - at, end - at)
}
