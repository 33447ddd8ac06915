import { ipv6Text, parseAddress } from '../../src/decode/address.ts'
import { isItem, type Json } from './json.ts'

/** How tshark writes values: every one in its JSON is a string. */

/** As it is: addresses, codes in decimal. */
export const plain = (value: Json): string => String(value)

export const bit = (value: Json): string => (value === true ? '1' : '0')

/** 0x and so many digits. */
export const hex =
  (digits: number) =>
  (value: Json): string =>
    `0x${Number(value).toString(16).padStart(digits, '0')}`

/** Hex octets with colons. */
export const colons = (octets: Json): string => String(octets).replace(/(..)(?=.)/g, '$1:')

/** A number as so many octets with colons. */
export const octetsOf =
  (count: number) =>
  (value: Json): string =>
    colons(
      Number(value)
        .toString(16)
        .padStart(2 * count, '0'),
    )

/** Text of ours, which is hex where it is no UTF-8, as octets in hex. */
export function textOctets(text: Json): string {
  return isItem(text) ? String(text.octets) : Buffer.from(String(text), 'utf8').toString('hex')
}

/**
 * Text tshark decodes as ASCII: an octet above 0x7f becomes U+FFFD, and JSON ends at a NUL. Goldens are read octet by octet
 * (they are not always UTF-8), so U+FFFD stands as its three octets.
 */
export function ascii(octets: string): string {
  return cString(octets).replace(/[\u0080-\u00ff]/g, REPLACEMENT)
}

/** U+FFFD in UTF-8, an octet a character. */
export const REPLACEMENT = '\u00ef\u00bf\u00bd'

/** Octets, a character each, of which those that are no UTF-8 become U+FFFD, in its own three octets. */
export function utf8(octets: string): string {
  return Buffer.from(new TextDecoder().decode(Buffer.from(octets, 'latin1')), 'utf8').toString('latin1')
}

/** Octets up to a NUL, one character each. */
export function cString(octets: string): string {
  const text = Buffer.from(octets, 'hex').toString('latin1')
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const DAY_S = 86_400

/** `Jan 26, 2089 22:55:51.000000000 UTC`, the day padded with a blank; beyond the years a Date can hold, too. */
export function date(second: number, nanosecond: number): string {
  const [year, month, day] = civil(Math.floor(second / DAY_S))
  const time = new Date((second % DAY_S) * 1000).toISOString().slice(11, 19)
  const fraction = String(nanosecond).padStart(9, '0')
  return `${MONTHS[month - 1]!} ${String(day).padStart(2, ' ')}, ${year} ${time}.${fraction} UTC`
}

/** Year, month and day so many days after 1970-01-01 in the Gregorian calendar, whose eras are 400 years. */
function civil(days: number): readonly [year: number, month: number, day: number] {
  const shifted = days + 719_468 // from 0000-03-01
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const years = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return [years + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1]
}

/** Control characters as tshark writes those of names in RAs: some by their letters, others in octal. */
export function escapedControls(octets: string): string {
  return octets.replace(/[\u0000-\u001f\u007f]/g, (control) => {
    const letter = LETTERS[control.charCodeAt(0)]
    return letter === undefined ? `\\${control.charCodeAt(0).toString(8).padStart(3, '0')}` : `\\${letter}`
  })
}

const LETTERS: Readonly<Record<number, string>> = { 7: 'a', 8: 'b', 9: 't', 10: 'n', 11: 'v', 12: 'f', 13: 'r' }

/** Whether both say the same: addresses are compared by what they mean, octets whatever separates them. */
export function sameText(ours: string, theirs: string): boolean {
  if (ours === theirs) return true
  if (!theirs.includes(':') && !ours.includes(':')) return false
  const [a, b] = [parseAddress(ours), parseAddress(theirs)]
  if (a?.length === 16 && b?.length === 16) return ipv6Text(a, 0) === ipv6Text(b, 0)
  return isHex(ours) && isHex(theirs) && ours.replaceAll(':', '') === theirs.replaceAll(':', '')
}

/** Pairs of hex digits, with a colon between any two or none at all. */
function isHex(text: string): boolean {
  return /^([0-9a-f]{2}(:[0-9a-f]{2})*|([0-9a-f]{2})*)$/.test(text)
}
