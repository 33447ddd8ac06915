import { hexText, ipv6Text } from '../address.ts'
import { u32 } from '../octets.ts'
import type { OptionData, OptionOf } from './option-reader.ts'
import type { Dhcpv6Option } from './options.ts'

// RFC 8415 §21.4 IA_NA and §21.21 IA_PD, octets of the content; IA_TA (§21.5) has no T1 and T2.
//  |                        IAID (4 octets)                        |
//  |                              T1                               |
//  |                              T2                               |
//  |  options ...
export const IAID = 0
const T1 = 4
const T2 = 8
export const IA_OPTIONS = 12
export const IA_TA_OPTIONS = 4

// RFC 8415 §21.6 IA Address:
//  |                         IPv6-address (16)                     |
//  |                      preferred-lifetime                       |
//  |                        valid-lifetime                         |
//  |  options ...
export const ADDRESS = 0
export const ADDRESS_PREFERRED_LIFETIME = 16
export const ADDRESS_VALID_LIFETIME = 20
export const ADDRESS_OPTIONS = 24

// RFC 8415 §21.22 IA Prefix:
//  |                      preferred-lifetime                       |
//  |                        valid-lifetime                         |
//  | prefix-length |           IPv6-prefix (16) ...                |
//  |  options ...
export const PREFIX_PREFERRED_LIFETIME = 0
export const PREFIX_VALID_LIFETIME = 4
export const PREFIX_LENGTH = 8
export const PREFIX = 9
export const PREFIX_OPTIONS = 25

/** RFC 8415 §21.4 and §21.21. Infinity is 4294967295 (§7.7), as everywhere. */
export interface IdentityAssociationOption extends OptionOf<'ia-na' | 'ia-pd'> {
  readonly iaid: number
  readonly t1S: number
  readonly t2S: number
  readonly options: readonly Dhcpv6Option[]
}

/** RFC 8415 §21.5. */
export interface TemporaryAssociationOption extends OptionOf<'ia-ta'> {
  readonly iaid: number
  readonly options: readonly Dhcpv6Option[]
}

/** RFC 8415 §21.6. */
export interface IaAddressOption extends OptionOf<'ia-address'> {
  readonly address: string
  readonly preferredLifetimeS: number
  readonly validLifetimeS: number
  readonly options: readonly Dhcpv6Option[]
}

/** RFC 8415 §21.22. */
export interface IaPrefixOption extends OptionOf<'ia-prefix'> {
  readonly preferredLifetimeS: number
  readonly validLifetimeS: number
  readonly prefixLength: number
  /** All sixteen octets: bits after the prefix length are shown as sent. */
  readonly prefix: string
  readonly options: readonly Dhcpv6Option[]
}

export function readIdentityAssociation(data: OptionData<'ia-na' | 'ia-pd'>): IdentityAssociationOption {
  const { kind, code, octets, at } = data
  return {
    kind,
    code,
    iaid: u32(octets, at + IAID),
    t1S: u32(octets, at + T1),
    t2S: u32(octets, at + T2),
    options: data.options(at + IA_OPTIONS),
  }
}

export function readTemporaryAssociation(data: OptionData<'ia-ta'>): TemporaryAssociationOption {
  const { kind, code, octets, at } = data
  return { kind, code, iaid: u32(octets, at + IAID), options: data.options(at + IA_TA_OPTIONS) }
}

export function readIaAddress(data: OptionData<'ia-address'>): IaAddressOption {
  const { kind, code, octets, at } = data
  return {
    kind,
    code,
    address: ipv6Text(octets, at + ADDRESS),
    preferredLifetimeS: u32(octets, at + ADDRESS_PREFERRED_LIFETIME),
    validLifetimeS: u32(octets, at + ADDRESS_VALID_LIFETIME),
    options: data.options(at + ADDRESS_OPTIONS),
  }
}

export function readIaPrefix(data: OptionData<'ia-prefix'>): IaPrefixOption {
  const { kind, code, octets, at } = data
  return {
    kind,
    code,
    preferredLifetimeS: u32(octets, at + PREFIX_PREFERRED_LIFETIME),
    validLifetimeS: u32(octets, at + PREFIX_VALID_LIFETIME),
    prefixLength: octets[at + PREFIX_LENGTH]!,
    prefix: ipv6Text(octets, at + PREFIX),
    options: data.options(at + PREFIX_OPTIONS),
  }
}

// RFC 6603 §4.2: |  prefix-len   |  IPv6-subnet-ID ...
const EXCLUDED_PREFIX_LENGTH = 0
const SUBNET_ID = 1
/** A length between these is valid (RFC 6603 §4.2). */
export const PD_EXCLUDE_LEAST = 2
export const PD_EXCLUDE_MOST = 17

/** RFC 6603 §4.2: the subnet ID follows the bits of the delegated prefix it is in. */
export interface PdExcludeOption extends OptionOf<'pd-exclude'> {
  readonly prefixLength: number
  readonly subnetId: string
}

export function readPdExclude({ kind, code, octets, at, end }: OptionData<'pd-exclude'>): PdExcludeOption {
  return {
    kind,
    code,
    prefixLength: octets[at + EXCLUDED_PREFIX_LENGTH]!,
    subnetId: hexText(octets, at + SUBNET_ID, end),
  }
}
