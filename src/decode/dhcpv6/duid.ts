import { hexText, linkLayerText } from '../address.ts'
import { u16, u32 } from '../octets.ts'

/** A DHCP Unique Identifier. `octets` is all of it: two identifiers are equal when those are (RFC 8415 §11). */
export type Duid = DuidLlt | DuidEn | DuidLl | DuidUuid | UnknownDuid

/** RFC 8415 §11.2. */
export interface DuidLlt {
  readonly kind: 'duid-llt'
  readonly hardwareType: number
  /** Seconds since 2000-01-01T00:00:00Z, modulo 2³². */
  readonly timeS: number
  readonly linkLayerAddress: string
  readonly octets: string
}

/** RFC 8415 §11.3. */
export interface DuidEn {
  readonly kind: 'duid-en'
  readonly enterpriseNumber: number
  readonly identifier: string
  readonly octets: string
}

/** RFC 8415 §11.4. */
export interface DuidLl {
  readonly kind: 'duid-ll'
  readonly hardwareType: number
  readonly linkLayerAddress: string
  readonly octets: string
}

/** RFC 8415 §11.5, RFC 6355 §4. */
export interface DuidUuid {
  readonly kind: 'duid-uuid'
  readonly uuid: string
  readonly octets: string
}

/** A type no RFC defines, or one too short for its type; null where even the type is missing. */
export interface UnknownDuid {
  readonly kind: 'unknown'
  readonly type: number | null
  readonly octets: string
}

// RFC 8415 §11.2 to §11.5, octets from the DUID type.
export const DUID_LLT = 1
export const DUID_EN = 2
export const DUID_LL = 3
export const DUID_UUID = 4
const HARDWARE_TYPE = 2
const LLT_TIME = 4
const LLT_ADDRESS = 8
const LL_ADDRESS = 4
const ENTERPRISE_NUMBER = 2
const EN_IDENTIFIER = 6
const UUID = 2
const UUID_END = 18

/** The DUID that fills [at, end). */
export function decodeDuid(octets: Uint8Array, at: number, end: number): Duid {
  const type = end - at < HARDWARE_TYPE ? null : u16(octets, at)
  const all = hexText(octets, at, end)
  if (type === DUID_LLT && end - at >= LLT_ADDRESS) {
    return {
      kind: 'duid-llt',
      hardwareType: u16(octets, at + HARDWARE_TYPE),
      timeS: u32(octets, at + LLT_TIME),
      linkLayerAddress: linkLayerText(octets, at + LLT_ADDRESS, end),
      octets: all,
    }
  }
  if (type === DUID_EN && end - at >= EN_IDENTIFIER) {
    const enterpriseNumber = u32(octets, at + ENTERPRISE_NUMBER)
    return { kind: 'duid-en', enterpriseNumber, identifier: hexText(octets, at + EN_IDENTIFIER, end), octets: all }
  }
  if (type === DUID_LL && end - at >= LL_ADDRESS) {
    const hardwareType = u16(octets, at + HARDWARE_TYPE)
    return { kind: 'duid-ll', hardwareType, linkLayerAddress: linkLayerText(octets, at + LL_ADDRESS, end), octets: all }
  }
  if (type === DUID_UUID && end - at === UUID_END) {
    return { kind: 'duid-uuid', uuid: uuidText(octets, at + UUID), octets: all }
  }
  return { kind: 'unknown', type, octets: all }
}

/** RFC 9562 §4. */
function uuidText(octets: Uint8Array, at: number): string {
  const hex = hexText(octets, at, at + 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
