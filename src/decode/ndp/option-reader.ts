import { type Malformed, malformed } from '../malformed.ts'
import type { NdpOption } from './options.ts'

/** What every option has. */
export interface NdpOptionOf<Kind extends string> {
  readonly kind: Kind
  readonly type: number
  /** As on the wire: in units of 8 octets, Type and Length included. */
  readonly length: number
}

/** One option, captured whole as [at, end); `at` is its Type octet. */
export interface NdpOptionData<Kind extends string> extends NdpOptionOf<Kind> {
  readonly octets: Uint8Array
  readonly at: number
  readonly end: number
}

/** Reads an option of one kind, or says why not. */
export type NdpOptionReader<Kind extends string> = (data: NdpOptionData<Kind>) => NdpOption | Malformed

/** For options that need `length` octets. A longer one is read too, and `trailing` keeps what is more. */
export function needing<Kind extends string>(length: number, read: NdpOptionReader<Kind>): NdpOptionReader<Kind> {
  return (data) => {
    const sent = data.end - data.at
    return sent < length ? malformed(data.kind, 'bad-length', data.at, length, sent) : read(data)
  }
}
