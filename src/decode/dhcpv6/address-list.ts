import { IPV6_LENGTH, ipv6Text } from '../address.ts'
import type { OptionData, OptionOf } from './option-reader.ts'

export type AddressListKind =
  | 'sip-server-addresses' //   RFC 3319 §3.2
  | 'dns-servers' //            RFC 3646 §3
  | 'nis-servers' //            RFC 3898
  | 'nisp-servers' //           RFC 3898
  | 'sntp-servers' //           RFC 4075 §4
  | 'bcmcs-server-addresses' // RFC 4280
  | 'pana-agents' //            RFC 5192
  | 'capwap-access-controllers' // RFC 5417
  | 'lq-client-links' //        RFC 5007 §4.1.2.5

/** Options that are a list of IPv6 addresses and nothing else. */
export interface AddressListOption extends OptionOf<AddressListKind> {
  readonly addresses: readonly string[]
}

export function readAddressList<Kind extends AddressListKind>(data: OptionData<Kind>): AddressListOption {
  const { kind, code, octets, at, end } = data
  return { kind, code, addresses: ipv6Texts(octets, at, end) }
}

/** The IPv6 addresses that lie wholly in [at, end). */
export function ipv6Texts(octets: Uint8Array, at: number, end: number): readonly string[] {
  const addresses: string[] = []
  for (let next = at; next + IPV6_LENGTH <= end; next += IPV6_LENGTH) addresses.push(ipv6Text(octets, next))
  return addresses
}

/** RFC 8415 §21.12 (Server Unicast), RFC 7598 §4.2 (S46 BR): one address. */
export interface AddressOption extends OptionOf<'server-unicast' | 's46-br'> {
  readonly address: string
}

export function readAddress<Kind extends 'server-unicast' | 's46-br'>(data: OptionData<Kind>): AddressOption {
  const { kind, code, octets, at } = data
  return { kind, code, address: ipv6Text(octets, at) }
}
