import { hexText } from '../address.ts'
import { u32 } from '../octets.ts'
import type { OptionData, OptionOf } from './option-reader.ts'

// RFC 8415 §21.11, octets of the content:
//  |   protocol    |   algorithm   |      RDM      |               |
//  |          replay detection (64 bits)           |  auth-info ...
const PROTOCOL = 0
const ALGORITHM = 1
const RDM = 2
const REPLAY_DETECTION = 3
export const AUTHENTICATION_INFORMATION = 11

/** RFC 8415 §21.11. */
export interface AuthenticationOption extends OptionOf<'authentication'> {
  readonly protocol: number
  readonly algorithm: number
  readonly rdm: number
  readonly replayDetection: string
  readonly authenticationInformation: string
  /** What that says under the delayed protocol (RFC 3315 §21.4.1). */
  readonly delayed?: DelayedAuthentication
  /** What that says under the reconfigure key protocol (RFC 8415 §20.4.1). */
  readonly reconfigureKey?: ReconfigureKey
}

export interface DelayedAuthentication {
  readonly realm: string
  readonly keyId: number
  readonly hmacMd5: string
}

export interface ReconfigureKey {
  readonly type: number
  readonly value: string
}

const DELAYED = 2
const RECONFIGURE_KEY = 3
// RFC 3315 §21.4.1: |  DHCP realm ... |  key ID (4)  |  HMAC-MD5 (16)  |
const KEY_ID_LENGTH = 4
const HMAC_LENGTH = 16
// RFC 8415 §20.4.1: |  type (1)  |  value (16)  |
const KEY_VALUE = 1
const KEY_LENGTH = 17

export function readAuthentication(data: OptionData<'authentication'>): AuthenticationOption {
  const { kind, code, octets, at, end } = data
  const protocol = octets[at + PROTOCOL]!
  return {
    kind,
    code,
    protocol,
    algorithm: octets[at + ALGORITHM]!,
    rdm: octets[at + RDM]!,
    replayDetection: hexText(octets, at + REPLAY_DETECTION, at + AUTHENTICATION_INFORMATION),
    authenticationInformation: hexText(octets, at + AUTHENTICATION_INFORMATION, end),
    ...readInformation(protocol, octets, at + AUTHENTICATION_INFORMATION, end),
  }
}

function readInformation(
  protocol: number,
  octets: Uint8Array,
  at: number,
  end: number,
): Pick<AuthenticationOption, 'delayed' | 'reconfigureKey'> {
  if (protocol === RECONFIGURE_KEY && end - at === KEY_LENGTH) {
    return { reconfigureKey: { type: octets[at]!, value: hexText(octets, at + KEY_VALUE, end) } }
  }
  const hmac = end - HMAC_LENGTH
  const keyId = hmac - KEY_ID_LENGTH
  if (protocol !== DELAYED || keyId < at) return {}
  return {
    delayed: { realm: hexText(octets, at, keyId), keyId: u32(octets, keyId), hmacMd5: hexText(octets, hmac, end) },
  }
}
