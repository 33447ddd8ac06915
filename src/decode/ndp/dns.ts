import { hexText, IPV6_LENGTH, ipv6Text } from '../address.ts'
import { readDomainName, readDomainNames } from '../domain-name.ts'
import { type Malformed, malformed } from '../malformed.ts'
import { u16, u32 } from '../octets.ts'
import type { NdpOptionData, NdpOptionOf } from './option-reader.ts'
import { trailing, type WithTrailing } from './trailing.ts'

// RFC 8106 §5.1 and §5.2:
//  |     Type      |     Length    |           Reserved            |
//  |                           Lifetime                            |
//  |      Addresses of recursive servers, or search names ...
const RESERVED = 2
const LIFETIME = 4
export const DNS_LIST = 8

/** RFC 8106 §5.1. */
export interface RecursiveDnsServerOption extends NdpOptionOf<'recursive-dns-server'>, WithTrailing {
  readonly reserved: number
  readonly lifetimeS: number
  readonly addresses: readonly string[]
}

export function readRecursiveDnsServer(data: NdpOptionData<'recursive-dns-server'>): RecursiveDnsServerOption {
  const { kind, type, length, octets, at, end } = data
  const addresses: string[] = []
  let next = at + DNS_LIST
  for (; next + IPV6_LENGTH <= end; next += IPV6_LENGTH) addresses.push(ipv6Text(octets, next))
  return {
    kind,
    type,
    length,
    reserved: u16(octets, at + RESERVED),
    lifetimeS: u32(octets, at + LIFETIME),
    addresses,
    ...trailing(data, next - at),
  }
}

/** RFC 8106 §5.2. */
export interface DnsSearchListOption extends NdpOptionOf<'dns-search-list'>, WithTrailing {
  readonly reserved: number
  readonly lifetimeS: number
  readonly domainNames: readonly string[]
  /** Where the names stopped making sense: those before still count, and `trailing` is what follows. */
  readonly malformed?: Malformed
}

/** Padding with zeros is left out; `trailing` keeps the octets after the names where they are anything else. */
export function readDnsSearchList(data: NdpOptionData<'dns-search-list'>): DnsSearchListOption {
  const { kind, type, length, octets, at, end } = data
  const { names, end: namesEnd, fault } = readDomainNames(octets, at + DNS_LIST, end, true)
  return {
    kind,
    type,
    length,
    reserved: u16(octets, at + RESERVED),
    lifetimeS: u32(octets, at + LIFETIME),
    domainNames: names,
    ...(fault === undefined ? {} : { malformed: fault }),
    ...(isZero(octets, namesEnd, end) ? {} : trailing(data, namesEnd - at)),
  }
}

// RFC 9463 §6.1:
//  |     Type      |     Length    |        Service Priority       |
//  |                           Lifetime                            |
//  |          ADN Length           |  authentication-domain-name ...
//  |          Addr Length          |  ipv6-address(es) ...
//  |       SvcParams Length        |  Service Parameters ...
const SERVICE_PRIORITY = 2
const ENCRYPTED_LIFETIME = 4
const ADN_LENGTH = 8
const ADN = 10
export const ENCRYPTED_DNS_LENGTH = ADN

/** RFC 9463 §6.1. With the ADN alone (its ADN-only mode) the lengths after it may be left out. */
export interface EncryptedDnsOption extends NdpOptionOf<'encrypted-dns'>, WithTrailing {
  readonly servicePriority: number
  readonly lifetimeS: number
  readonly authenticationDomainName: string
  readonly addresses: readonly string[]
  /** Service parameters as RFC 9460 §2.2 encodes them, hex. */
  readonly serviceParameters: string
}

/** Padding with zeros is left out, as above. */
export function readEncryptedDns(data: NdpOptionData<'encrypted-dns'>): EncryptedDnsOption | Malformed {
  const { kind, type, length, octets, at, end } = data
  const adnEnd = at + ADN + u16(octets, at + ADN_LENGTH)
  if (adnEnd > end) return malformed(kind, 'overrun', at, adnEnd - at, end - at)
  const name = readDomainName(octets, at + ADN, adnEnd)
  if ('kind' in name) return name
  if (!name.terminated || name.end < adnEnd) return malformed(kind, 'bad-name', at + ADN, name.end - at, adnEnd - at)
  const addresses = lengthed(octets, adnEnd, end)
  if (addresses.end > end) return malformed(kind, 'overrun', at, addresses.end - at, end - at)
  if ((addresses.end - addresses.at) % IPV6_LENGTH !== 0) {
    return malformed(kind, 'bad-length', addresses.at, IPV6_LENGTH, addresses.end - addresses.at)
  }
  const parameters = lengthed(octets, addresses.end, end)
  if (parameters.end > end) return malformed(kind, 'overrun', at, parameters.end - at, end - at)
  const texts: string[] = []
  for (let next = addresses.at; next < addresses.end; next += IPV6_LENGTH) texts.push(ipv6Text(octets, next))
  return {
    kind,
    type,
    length,
    servicePriority: u16(octets, at + SERVICE_PRIORITY),
    lifetimeS: u32(octets, at + ENCRYPTED_LIFETIME),
    authenticationDomainName: name.name,
    addresses: texts,
    serviceParameters: hexText(octets, parameters.at, parameters.end),
    ...(isZero(octets, parameters.end, end) ? {} : trailing(data, parameters.end - at)),
  }
}

/** The range of what a 16-bit length at `at` announces; empty where not even the length fits. */
function lengthed(octets: Uint8Array, at: number, end: number): { readonly at: number; readonly end: number } {
  return at + 2 > end ? { at, end: at } : { at: at + 2, end: at + 2 + u16(octets, at) }
}

function isZero(octets: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (octets[i] !== 0) return false
  return true
}
