import { hexText } from '../address.ts'
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
}

export function readAuthentication(data: OptionData<'authentication'>): AuthenticationOption {
  const { kind, code, octets, at, end } = data
  return {
    kind,
    code,
    protocol: octets[at + PROTOCOL]!,
    algorithm: octets[at + ALGORITHM]!,
    rdm: octets[at + RDM]!,
    replayDetection: hexText(octets, at + REPLAY_DETECTION, at + AUTHENTICATION_INFORMATION),
    authenticationInformation: hexText(octets, at + AUTHENTICATION_INFORMATION, end),
  }
}
