import { type Malformed, malformed } from './malformed.ts'

// RFC 1035 §3.1: labels of one length octet and up to 63 octets; a label of length 0, the root's, ends the name.
const LABEL_LIMIT = 63
const NAME_LIMIT = 255

/** A domain name as read from octets: its text, where it ended, and whether the root's label ended it. */
export interface DomainName {
  /**
   * Labels joined by dots, without a last dot; `.` for the root. Dots and backslashes inside labels, and octets that are
   * no visible ASCII, stand as `\.`, `\\` and `\DDD` (RFC 1035 §5.1), so that every name reads back to its octets.
   */
  readonly name: string
  /** False for the partial names of RFC 4704 §4.2. */
  readonly terminated: boolean
  readonly end: number
}

/** Reads the name at `at`. Compressed names are not allowed in options (RFC 8415 §10, RFC 8106 §5.2), so not followed. */
export function readDomainName(octets: Uint8Array, at: number, end: number): DomainName | Malformed {
  let name = ''
  let next = at
  while (next < end) {
    const length = octets[next]!
    if (length === 0) return { name: name === '' ? '.' : name, terminated: true, end: next + 1 }
    if (length > LABEL_LIMIT) return malformed('domain-name', 'bad-name', at, NAME_LIMIT, end - at)
    const labelEnd = next + 1 + length
    if (labelEnd > end) return malformed('domain-name', 'overrun', at, labelEnd - at, end - at)
    if (labelEnd - at >= NAME_LIMIT) return malformed('domain-name', 'bad-name', at, NAME_LIMIT, end - at)
    name += (name === '' ? '' : '.') + labelText(octets, next + 1, labelEnd)
    next = labelEnd
  }
  return { name, terminated: false, end }
}

function labelText(octets: Uint8Array, at: number, end: number): string {
  let text = ''
  for (let i = at; i < end; i++) {
    const octet = octets[i]!
    const character = String.fromCharCode(octet)
    if (octet <= 0x20 || octet >= 0x7f) text += `\\${String(octet).padStart(3, '0')}`
    else text += character === '.' || character === '\\' ? `\\${character}` : character
  }
  return text
}

/** Names one after the other, as option lists hold them. */
export interface DomainNames {
  readonly names: readonly string[]
  /** One past the last good name. */
  readonly end: number
  /** Why the list ended before `end` of what holds it. */
  readonly fault?: Malformed
}

/**
 * Reads names up to `end`, each ended by the root's label. With `padded`, zeros after the last name are padding
 * (RFC 8106 §5.2) and no names of the root.
 */
export function readDomainNames(octets: Uint8Array, at: number, end: number, padded: boolean): DomainNames {
  const names: string[] = []
  let next = at
  while (next < end) {
    if (padded && octets[next] === 0) break
    const read = readDomainName(octets, next, end)
    if ('kind' in read) return { names, end: next, fault: read }
    if (!read.terminated) {
      return { names, end: next, fault: malformed('domain-name', 'bad-name', next, end - next + 1, end - next) }
    }
    names.push(read.name)
    next = read.end
  }
  return { names, end: next }
}
