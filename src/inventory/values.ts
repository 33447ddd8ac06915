import * as z from 'zod'
import { addressText, macText, parseAddress, parseMac } from '../decode/address.ts'
import type { Ipv6Mode } from './neutron.ts'

/**
 * The values that fields of Neutron's answers hold, as the API and several generations of clients spell them. Each says
 * what it expected; the message's other half, what was there, is added where the value is at hand.
 */

/** A schema of whatever `read` can make sense of; undefined is no sense. */
function value<T>(expected: string, read: (given: unknown) => T | undefined) {
  return z.unknown().transform((given, context): T => {
    const result = read(given)
    if (result !== undefined) return result
    context.issues.push({ code: 'custom', message: `expected ${expected}`, input: given })
    return z.NEVER
  })
}

function ofText<T>(read: (text: string) => T | undefined): (given: unknown) => T | undefined {
  return (given) => (typeof given === 'string' ? read(given) : undefined)
}

/** null, '' and the `None` of clients that printed Python's text mean null. */
function orNull<T>(read: (given: unknown) => T | undefined): (given: unknown) => T | null | undefined {
  return (given) => (given === null || given === '' || given === 'None' ? null : read(given))
}

export const id = value('an id', ofText(nonEmpty))
export const idOrNull = value('an id or null', orNull(ofText(nonEmpty)))
/** null is ''. */
export const text = value('text', (given) => (given === null ? '' : ofText(asIs)(given)))
/** '' is null. A thing may well be named `None`. */
export const name = value('text or null', (given) => (given === null || given === '' ? null : ofText(asIs)(given)))
export const textOrNull = value('text or null', orNull(ofText(asIs)))
/** '' is a port that is bound to no node, null one of which nothing was said. */
export const host = value('text or null', (given) => (given === null ? null : ofText(asIs)(given)))
export const flag = value('true or false', readFlag)
export const countOrNull = value('a whole number or null', orNull(readCount))
export const count = value('a whole number', readCount)
export const macAddress = value('a MAC address', ofText(readMac))
export const macAddressOrNull = value('a MAC address or null', orNull(ofText(readMac)))
export const ipAddress = value('an IP address', ofText(readAddress))
export const ipAddressOrNull = value('an IP address or null', orNull(ofText(readAddress)))
export const prefix = value('a prefix such as 2001:db8::/64', ofText(readPrefix))
/** `allowed_address_pairs` take either. */
export const addressOrPrefix = value(
  'an IP address or a prefix',
  ofText((given) => (given.includes('/') ? readPrefix(given) : readAddress(given))),
)
export const ipVersion = value('4 or 6', readIpVersion)
export const ipv6ModeOrNull = value('"slaac", "dhcpv6-stateful", "dhcpv6-stateless" or null', orNull(readIpv6Mode))
/** A list of texts, or (`openstack subnet list --long` of older clients) one text with commas between them. */
export const texts = value('a list of texts', readTexts)

function asIs(given: string): string {
  return given
}

function nonEmpty(given: string): string | undefined {
  return given === '' ? undefined : given
}

/** `openstack network …` of older clients prints `router:external` as a word. */
const FLAGS = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
  ['external', true],
  ['internal', false],
])

function readFlag(given: unknown): boolean | undefined {
  return FLAGS.get(typeof given === 'string' ? given.toLowerCase() : given)
}

function readCount(given: unknown): number | undefined {
  const number = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

function readMac(given: string): string | undefined {
  const octets = parseMac(given)
  return octets && macText(octets, 0)
}

function readAddress(given: string): string | undefined {
  const octets = parseAddress(given)
  return octets && addressText(octets, 0, octets.length)
}

function readPrefix(given: string): string | undefined {
  const [, address, length] = /^([^/]+)\/(\d{1,3})$/.exec(given) ?? []
  const octets = address === undefined ? undefined : parseAddress(address)
  if (octets === undefined || Number(length) > octets.length * 8) return undefined
  return `${addressText(octets, 0, octets.length)}/${Number(length)}`
}

/** The family of an address or prefix that was read as one. */
export function ipVersionOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4
}

function readIpVersion(given: unknown): 4 | 6 | undefined {
  const version = readCount(given)
  return version === 4 || version === 6 ? version : undefined
}

function readIpv6Mode(given: unknown): Ipv6Mode | undefined {
  return IPV6_MODES.find((mode) => mode === given)
}

const IPV6_MODES: readonly Ipv6Mode[] = ['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless']

function readTexts(given: unknown): readonly string[] | undefined {
  if (given === null) return []
  if (typeof given === 'string') return given.split(/[\s,]+/).filter((part) => part !== '')
  return Array.isArray(given) && given.every((part) => typeof part === 'string') ? given : undefined
}
