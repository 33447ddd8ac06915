import { labelsOf } from '../encode/octets.ts'
import { cString } from './wording.ts'

/** The labels of a name of ours joined by dots, an octet a character: tshark escapes nothing. */
export function plainName(escaped: string): string {
  return labelsOf(escaped)
    .map((label) => label.map((octet) => String.fromCharCode(octet)).join(''))
    .join('.')
}

/** As JSON shows it: up to a NUL. */
export function shownName(text: string): string {
  return cString(Buffer.from(text, 'latin1').toString('hex'))
}
