import { IPV6_LENGTH, ipv4Text, ipv6Text } from '../address.ts'
import { type Malformed, malformed } from '../malformed.ts'
import { u16 } from '../octets.ts'
import type { OptionData, OptionOf } from './option-reader.ts'
import type { Dhcpv6Option } from './options.ts'

/** RFC 7598 §5.1 to §5.3: MAP-E, MAP-T and Lightweight 4over6 containers. */
export interface S46ContainerOption extends OptionOf<'s46-cont-mape' | 's46-cont-mapt' | 's46-cont-lw'> {
  readonly options: readonly Dhcpv6Option[]
}

export function readS46Container<Kind extends S46ContainerOption['kind']>(data: OptionData<Kind>): S46ContainerOption {
  const { kind, code, at } = data
  return { kind, code, options: data.options(at) }
}

// RFC 7598 §4.1, octets of the content:
//  |     flags     |    ea-len     |  prefix4-len  |  ipv4-prefix (4) ...
//  |  prefix6-len  |  ipv6-prefix (as many octets as its length needs) ...
//  |  S46_RULE-options ...
const RULE_FLAGS = 0
const RULE_EA_LENGTH = 1
const RULE_PREFIX4_LENGTH = 2
const RULE_IPV4_PREFIX = 3
const RULE_PREFIX6_LENGTH = 7
export const RULE_IPV6_PREFIX = 8

/** RFC 7598 §4.1. */
export interface S46RuleOption extends OptionOf<'s46-rule'> {
  /** Flags but for F, the upper seven bits. */
  readonly reserved: number
  /** F: the rule is for forwarding too. */
  readonly forwarding: boolean
  readonly eaLength: number
  readonly prefix4Length: number
  readonly ipv4Prefix: string
  readonly prefix6Length: number
  readonly ipv6Prefix: string
  readonly options: readonly Dhcpv6Option[]
}

export function readS46Rule(data: OptionData<'s46-rule'>): S46RuleOption | Malformed {
  const { kind, code, octets, at } = data
  const prefix6Length = octets[at + RULE_PREFIX6_LENGTH]!
  const prefixEnd = prefixEndIn(data, at + RULE_IPV6_PREFIX, prefix6Length)
  if (typeof prefixEnd !== 'number') return prefixEnd
  const flags = octets[at + RULE_FLAGS]!
  return {
    kind,
    code,
    reserved: flags >> 1,
    forwarding: (flags & 0x01) !== 0,
    eaLength: octets[at + RULE_EA_LENGTH]!,
    prefix4Length: octets[at + RULE_PREFIX4_LENGTH]!,
    ipv4Prefix: ipv4Text(octets, at + RULE_IPV4_PREFIX),
    prefix6Length,
    ipv6Prefix: shortPrefixText(octets, at + RULE_IPV6_PREFIX, prefixEnd),
    options: data.options(prefixEnd),
  }
}

// RFC 7598 §4.3: | dmr-prefix6-len |  dmr-ipv6-prefix ...
const DMR_PREFIX6_LENGTH = 0
export const DMR_IPV6_PREFIX = 1

/** RFC 7598 §4.3. */
export interface S46DmrOption extends OptionOf<'s46-dmr'> {
  readonly prefix6Length: number
  readonly ipv6Prefix: string
}

export function readS46Dmr(data: OptionData<'s46-dmr'>): S46DmrOption | Malformed {
  const { kind, code, octets, at, end } = data
  const prefix6Length = octets[at + DMR_PREFIX6_LENGTH]!
  const prefixEnd = prefixEndIn(data, at + DMR_IPV6_PREFIX, prefix6Length)
  if (typeof prefixEnd !== 'number') return prefixEnd
  if (prefixEnd < end) return malformed(kind, 'bad-length', at, prefixEnd - at, end - at)
  return { kind, code, prefix6Length, ipv6Prefix: shortPrefixText(octets, at + DMR_IPV6_PREFIX, prefixEnd) }
}

// RFC 7598 §4.4: |  ipv4-address (4) | bindprefix6-len | bind-ipv6-prefix ... | S46_V4V6BIND-options ...
const BIND_IPV4_ADDRESS = 0
const BIND_PREFIX6_LENGTH = 4
export const BIND_IPV6_PREFIX = 5

/** RFC 7598 §4.4. */
export interface S46BindingOption extends OptionOf<'s46-v4v6-binding'> {
  readonly ipv4Address: string
  readonly prefix6Length: number
  readonly ipv6Prefix: string
  readonly options: readonly Dhcpv6Option[]
}

export function readS46Binding(data: OptionData<'s46-v4v6-binding'>): S46BindingOption | Malformed {
  const { kind, code, octets, at } = data
  const prefix6Length = octets[at + BIND_PREFIX6_LENGTH]!
  const prefixEnd = prefixEndIn(data, at + BIND_IPV6_PREFIX, prefix6Length)
  if (typeof prefixEnd !== 'number') return prefixEnd
  return {
    kind,
    code,
    ipv4Address: ipv4Text(octets, at + BIND_IPV4_ADDRESS),
    prefix6Length,
    ipv6Prefix: shortPrefixText(octets, at + BIND_IPV6_PREFIX, prefixEnd),
    options: data.options(prefixEnd),
  }
}

// RFC 7598 §4.5: |    offset     |   PSID-len    |             PSID              |
const PORT_OFFSET = 0
const PSID_LENGTH = 1
const PSID = 2
export const PORT_PARAMETERS_LENGTH = 4

/** RFC 7598 §4.5. */
export interface S46PortParametersOption extends OptionOf<'s46-port-parameters'> {
  readonly offset: number
  readonly psidLength: number
  /** The first psidLength bits of the field: on the left, so shifted. */
  readonly psid: number
  /** The bits right of them. */
  readonly padding: number
}

export function readS46PortParameters(data: OptionData<'s46-port-parameters'>): S46PortParametersOption {
  const { kind, code, octets, at } = data
  const psidLength = octets[at + PSID_LENGTH]!
  const field = u16(octets, at + PSID)
  const shift = Math.max(0, 16 - psidLength)
  return {
    kind,
    code,
    offset: octets[at + PORT_OFFSET]!,
    psidLength,
    psid: field >> shift,
    padding: field & ((1 << shift) - 1),
  }
}

/** One past a prefix that takes as many octets as its length in bits needs. */
function prefixEndIn(data: OptionData<string>, at: number, prefixLength: number): number | Malformed {
  const needed = Math.ceil(prefixLength / 8)
  const prefixEnd = at + needed
  if (prefixLength > 8 * IPV6_LENGTH) {
    return malformed(data.kind, 'bad-value', data.at, prefixEnd - data.at, data.sentEnd - data.at)
  }
  if (prefixEnd <= data.end) return prefixEnd
  const [reason, limit] =
    prefixEnd <= data.sentEnd ? (['cut', data.end] as const) : (['overrun', data.sentEnd] as const)
  return malformed(data.kind, reason, data.at, prefixEnd - data.at, limit - data.at)
}

/** A prefix of which only the octets [at, end) were sent. */
export function shortPrefixText(octets: Uint8Array, at: number, end: number): string {
  const prefix = new Uint8Array(IPV6_LENGTH)
  prefix.set(octets.subarray(at, Math.min(end, at + IPV6_LENGTH)))
  return ipv6Text(prefix, 0)
}
