import { hexText, IPV6_LENGTH } from '../address.ts'
import { readDomainName } from '../domain-name.ts'
import { type Malformed, malformed } from '../malformed.ts'
import { u16 } from '../octets.ts'
import { ipv6Texts } from './address-list.ts'
import type { OptionData, OptionOf } from './option-reader.ts'

// RFC 9463 §4.1, octets of the content:
//  |       Service Priority        |         ADN Length            |
//  |  authentication-domain-name ...
//  |         Addr Length           |  ipv6-address(es) ...
//  |  Service Parameters (SvcParams) ...
const SERVICE_PRIORITY = 0
const ADN_LENGTH = 2
export const ENCRYPTED_DNS_NAME = 4

/** RFC 9463 §4.1. In its ADN-only mode nothing follows the name: then there are neither addresses nor parameters. */
export interface EncryptedDnsOption extends OptionOf<'encrypted-dns'> {
  readonly servicePriority: number
  readonly authenticationDomainName: string
  readonly addresses?: readonly string[]
  /** Service parameters as RFC 9460 §2.2 encodes them, hex. */
  readonly serviceParameters?: string
}

export function readEncryptedDns(data: OptionData<'encrypted-dns'>): EncryptedDnsOption | Malformed {
  const { kind, code, octets, at, end } = data
  const nameAt = at + ENCRYPTED_DNS_NAME
  const nameEnd = nameAt + u16(octets, at + ADN_LENGTH)
  if (nameEnd > end) return malformed(kind, 'overrun', at, nameEnd - at, end - at)
  const name = readDomainName(octets, nameAt, nameEnd)
  if ('kind' in name) return name
  if (!name.terminated || name.end < nameEnd) {
    return malformed(kind, 'bad-name', nameAt, name.end - nameAt, nameEnd - nameAt)
  }
  const servicePriority = u16(octets, at + SERVICE_PRIORITY)
  const option = { kind, code, servicePriority, authenticationDomainName: name.name }
  if (nameEnd === end) return option
  if (end - nameEnd < 2) return malformed(kind, 'too-short', nameEnd, 2, end - nameEnd)
  const addressesAt = nameEnd + 2
  const addressesEnd = addressesAt + u16(octets, nameEnd)
  if (addressesEnd > end) return malformed(kind, 'overrun', at, addressesEnd - at, end - at)
  if ((addressesEnd - addressesAt) % IPV6_LENGTH !== 0) {
    return malformed(kind, 'bad-length', addressesAt, IPV6_LENGTH, addressesEnd - addressesAt)
  }
  return {
    ...option,
    addresses: ipv6Texts(octets, addressesAt, addressesEnd),
    serviceParameters: hexText(octets, addressesEnd, end),
  }
}
