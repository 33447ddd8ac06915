import type { DecodedMessage } from '../decode/decoded-message.ts'
import type { Header } from '../decode/header-trail.ts'
import { escapeText } from './escape.ts'

/**
 * A message as one line for people, without its newline: when, where (vantage, capture and frame), the networks it was in,
 * from whom to whom, and what it says, under the names of the JSON. Flags that are not set, reserved bits that are zero,
 * and a good checksum are left out.
 */
export function messageLine(message: DecodedMessage): string {
  const { capture, frame, time, vantage, layers, link, source, destination, hopLimit, ...rest } = message
  const { kind, extensionHeaders, fragments, checksum, msgType: _, ...fields } = rest as Rest
  const words = [
    time ?? 'no-time',
    vantage,
    `${capture}#${frame}`,
    ...layers.flatMap(segmentWords),
    ...(link === null ? [] : [`${link.source}>${link.destination ?? '?'}`]),
    `${source}>${destination}`,
    `hopLimit=${hopLimit}`,
    ...(extensionHeaders ?? []),
    ...(fragments === undefined ? [] : [`fragments=${fragments.map((each) => `#${each.frame}`).join(',')}`]),
    String(kind ?? 'unknown'),
    ...checksumWords(checksum),
    ...fieldWords(fields),
  ]
  return escapeText(words.join(' '))
}

/** A field's name decides how it is written, whatever kind of message it is of. */
type Rest = Pick<DecodedMessage, 'kind' | 'extensionHeaders' | 'fragments' | 'checksum'> &
  Readonly<Record<string, unknown>>

/** The networks around a message: what tells one from another on one wire. */
function segmentWords(header: Header): readonly string[] {
  switch (header.kind) {
    case 'vlan':
      return [`vlan=${header.id}`]
    case 'mpls':
      return [`mpls=${header.label}`]
    case 'pppoe':
      return [`pppoe=${header.sessionId}`]
    case 'vxlan':
    case 'geneve':
      return [`${header.kind}=${header.vni}`]
    case 'gre':
      return [header.key === undefined ? 'gre' : `gre=${header.key}`]
    default:
      return []
  }
}

function checksumWords(checksum: DecodedMessage['checksum']): readonly string[] {
  if (checksum === null || checksum.status === 'good') return []
  return [`checksum=${checksum.status}${checksum.rating === undefined ? '' : `(${checksum.rating})`}`]
}

/** What every option says by itself, and what its kind says already. */
const SAID = new Set(['kind', 'type', 'code', 'length', 'msgType'])

function fieldWords(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) => valueWords(name, value))
}

function valueWords(name: string, value: unknown): readonly string[] {
  if (value === null || value === undefined || value === false || value === '') return []
  if (value === true) return [name]
  if (value === 0 && /^(reserved\d?|code)$/.test(name)) return []
  if (Array.isArray(value)) return value.length === 0 ? [] : listWords(name, value)
  if (typeof value === 'object') return [`${name}=${group(value as Item)}`]
  return [`${name}=${atom(value)}`]
}

/** Options stand by themselves; any other list under its name. */
function listWords(name: string, list: readonly unknown[]): readonly string[] {
  const items = list.map((item) => (typeof item === 'object' && item !== null ? group(item as Item) : atom(item)))
  return name === 'options' ? items : [`${name}=${items.join(',')}`]
}

/** An option, or a part of one. */
interface Item {
  readonly kind?: unknown
  readonly code?: unknown
  readonly type?: unknown
}

/** `[kind field=value …]`; an option this program has no name for is told by its number. */
function group(item: Item): string {
  const { kind, code, type } = item
  const number = kind === 'unknown' ? [code ?? type] : []
  const fields = Object.entries(item).filter(([name]) => !SAID.has(name))
  const words = [kind, ...number, ...fields.flatMap(([name, value]) => valueWords(name, value))]
  return `[${words.filter((word) => word !== undefined && word !== '').join(' ')}]`
}

/** Text that could be taken for several words, or for the end of a group, is quoted. */
function atom(value: unknown): string {
  const text = String(value)
  return typeof value === 'string' && /[\s"=,[\]]/.test(text) ? JSON.stringify(text) : text
}
