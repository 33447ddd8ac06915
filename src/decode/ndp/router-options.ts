import { IPV6_LENGTH, ipv6Text } from '../address.ts'
import { u16, u32 } from '../octets.ts'
import type { NdpOptionData, NdpOptionOf } from './option-reader.ts'
import { trailing, type WithTrailing } from './trailing.ts'

// RFC 4861 §4.6.4:
//  |     Type      |    Length     |           Reserved            |
//  |                              MTU                              |
const MTU_RESERVED = 2
const MTU = 4
export const MTU_LENGTH = 8

/** RFC 4861 §4.6.4. */
export interface MtuOption extends NdpOptionOf<'mtu'>, WithTrailing {
  readonly reserved: number
  readonly mtu: number
}

export function readMtu(data: NdpOptionData<'mtu'>): MtuOption {
  const { kind, type, length, octets, at } = data
  const reserved = u16(octets, at + MTU_RESERVED)
  return { kind, type, length, reserved, mtu: u32(octets, at + MTU), ...trailing(data, MTU_LENGTH) }
}

// RFC 6275 §7.3:
//  |     Type      |    Length     |           Reserved            |
//  |                     Advertisement Interval                    |
const INTERVAL_RESERVED = 2
const INTERVAL = 4
export const INTERVAL_LENGTH = 8

/** RFC 6275 §7.3. */
export interface AdvertisementIntervalOption extends NdpOptionOf<'advertisement-interval'>, WithTrailing {
  readonly reserved: number
  readonly advertisementIntervalMs: number
}

export function readAdvertisementInterval(data: NdpOptionData<'advertisement-interval'>): AdvertisementIntervalOption {
  const { kind, type, length, octets, at } = data
  return {
    kind,
    type,
    length,
    reserved: u16(octets, at + INTERVAL_RESERVED),
    advertisementIntervalMs: u32(octets, at + INTERVAL),
    ...trailing(data, INTERVAL_LENGTH),
  }
}

// RFC 6275 §7.4:
//  |     Type      |    Length     |           Reserved            |
//  |     Home Agent Preference     |      Home Agent Lifetime      |
const AGENT_RESERVED = 2
const AGENT_PREFERENCE = 4
const AGENT_LIFETIME = 6
export const AGENT_LENGTH = 8

/** RFC 6275 §7.4. */
export interface HomeAgentInformationOption extends NdpOptionOf<'home-agent-information'>, WithTrailing {
  readonly reserved: number
  /** A 16-bit signed integer. */
  readonly homeAgentPreference: number
  readonly homeAgentLifetimeS: number
}

export function readHomeAgentInformation(data: NdpOptionData<'home-agent-information'>): HomeAgentInformationOption {
  const { kind, type, length, octets, at } = data
  return {
    kind,
    type,
    length,
    reserved: u16(octets, at + AGENT_RESERVED),
    homeAgentPreference: (u16(octets, at + AGENT_PREFERENCE) << 16) >> 16,
    homeAgentLifetimeS: u16(octets, at + AGENT_LIFETIME),
    ...trailing(data, AGENT_LENGTH),
  }
}

// RFC 4191 §2.3:
//  |     Type      |    Length     | Prefix Length |Resvd|Prf|Resvd|
//  |                        Route Lifetime                         |
//  |                   Prefix (0, 8 or 16 octets)                  |
const ROUTE_PREFIX_LENGTH = 2
const ROUTE_FLAGS = 3
const ROUTE_LIFETIME = 4
const ROUTE_PREFIX = 8
export const ROUTE_FIXED_LENGTH = ROUTE_PREFIX

/** RFC 4191 §2.3. */
export interface RouteInformationOption extends NdpOptionOf<'route-information'>, WithTrailing {
  readonly prefixLength: number
  /** Prf as on the wire: 0 medium, 1 high, 3 low; 2 is reserved, and kept. */
  readonly preference: number
  /** The three bits before Prf. */
  readonly reserved1: number
  /** The three bits after it. */
  readonly reserved2: number
  readonly routeLifetimeS: number
  /** Octets not sent are zero; bits after the prefix length are shown as sent. */
  readonly prefix: string
}

export function readRouteInformation(data: NdpOptionData<'route-information'>): RouteInformationOption {
  const { kind, type, length, octets, at, end } = data
  const flags = octets[at + ROUTE_FLAGS]!
  const prefix = new Uint8Array(IPV6_LENGTH)
  prefix.set(octets.subarray(at + ROUTE_PREFIX, Math.min(end, at + ROUTE_PREFIX + IPV6_LENGTH)))
  return {
    kind,
    type,
    length,
    prefixLength: octets[at + ROUTE_PREFIX_LENGTH]!,
    preference: (flags >> 3) & 0x03,
    reserved1: flags >> 5,
    reserved2: flags & 0x07,
    routeLifetimeS: u32(octets, at + ROUTE_LIFETIME),
    prefix: ipv6Text(prefix, 0),
    ...trailing(data, ROUTE_PREFIX + IPV6_LENGTH),
  }
}

// RFC 8781 §4:
//  |     Type      |    Length     |     Scaled Lifetime     | PLC |
//  |              Highest 96 bits of the Prefix (12)               |
const PREF64_LIFETIME = 2
const PREF64_PREFIX = 4
const PREF64_PREFIX_LENGTH = 12
export const PREF64_LENGTH = PREF64_PREFIX + PREF64_PREFIX_LENGTH
/** Prefix lengths by their codes; 6 and 7 mean nothing. */
const PREFIX_LENGTHS: readonly number[] = [96, 64, 56, 48, 40, 32]

/** RFC 8781 §4. */
export interface Pref64Option extends NdpOptionOf<'pref64'>, WithTrailing {
  /** On the wire in units of 8 seconds. */
  readonly lifetimeS: number
  readonly prefixLengthCode: number
  /** What the code says; null for codes without a meaning. */
  readonly prefixLength: number | null
  /** The 96 bits sent, the rest zero. */
  readonly prefix: string
}

export function readPref64(data: NdpOptionData<'pref64'>): Pref64Option {
  const { kind, type, length, octets, at } = data
  const lifetime = u16(octets, at + PREF64_LIFETIME)
  const prefix = new Uint8Array(IPV6_LENGTH)
  prefix.set(octets.subarray(at + PREF64_PREFIX, at + PREF64_LENGTH))
  return {
    kind,
    type,
    length,
    lifetimeS: lifetime & 0xfff8, // 13 bits times 8
    prefixLengthCode: lifetime & 0x07,
    prefixLength: PREFIX_LENGTHS[lifetime & 0x07] ?? null,
    prefix: ipv6Text(prefix, 0),
    ...trailing(data, PREF64_LENGTH),
  }
}
