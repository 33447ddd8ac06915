import { u16 } from '../octets.ts'
import { type WireText, wireText } from '../text.ts'
import type { OptionData, OptionOf } from './option-reader.ts'

// RFC 8415 §21.13, octets of the content:
//  |          status-code          |  status-message (UTF-8) ...
export const CODE = 0
export const MESSAGE = 2

/** RFC 8415 §21.13. */
export interface StatusCodeOption extends OptionOf<'status-code'> {
  readonly statusCode: number
  readonly statusMessage: WireText
}

export function readStatusCode({ kind, code, octets, at, end }: OptionData<'status-code'>): StatusCodeOption {
  return { kind, code, statusCode: u16(octets, at + CODE), statusMessage: wireText(octets, at + MESSAGE, end) }
}
