import type { Malformed } from '../malformed.ts'
import { type WireText, wireText } from '../text.ts'
import { readOpaqueList } from './opaque-list.ts'
import type { OptionData, OptionOf } from './option-reader.ts'

export type TextKind =
  | 'subscriber-id' //      RFC 4580
  | 'new-posix-timezone' // RFC 4833 §4
  | 'new-tzdb-timezone' //  RFC 4833 §5
  | 'bootfile-url' //       RFC 5970 §3.1
  | 'captive-portal' //     RFC 8910 §2.2
  | 'mud-url' //            RFC 8520

/** Options that are one text. */
export interface TextOption extends OptionOf<TextKind> {
  readonly text: WireText
}

export function readText<Kind extends TextKind>({ kind, code, octets, at, end }: OptionData<Kind>): TextOption {
  return { kind, code, text: wireText(octets, at, end) }
}

/** RFC 5970 §3.2. */
export interface BootfileParametersOption extends OptionOf<'bootfile-parameters'> {
  readonly parameters: readonly WireText[]
}

export function readBootfileParameters(data: OptionData<'bootfile-parameters'>): BootfileParametersOption | Malformed {
  const { kind, code, octets, at, end } = data
  const list = readOpaqueList(kind, octets, at, end, wireText)
  return 'kind' in list ? list : { kind, code, parameters: list.items }
}
