import { u16, u32 } from '../octets.ts'
import type { OptionData, OptionOf } from './option-reader.ts'

export type SecondsKind =
  | 'information-refresh-time' // RFC 8415 §21.23
  | 'clt-time' //                 RFC 5007 §4.1.2.3
  | 'sol-max-rt' //               RFC 8415 §21.24
  | 'inf-max-rt' //               RFC 8415 §21.25

/** Options that are one number of seconds. */
export interface SecondsOption extends OptionOf<SecondsKind> {
  readonly valueS: number
}

export function readSeconds<Kind extends SecondsKind>({ kind, code, octets, at }: OptionData<Kind>): SecondsOption {
  return { kind, code, valueS: u32(octets, at) }
}

/** RFC 8415 §21.9. */
export interface ElapsedTimeOption extends OptionOf<'elapsed-time'> {
  /** On the wire in hundredths of a second; 655350 stands for that and more. */
  readonly elapsedTimeMs: number
}

export function readElapsedTime({ kind, code, octets, at }: OptionData<'elapsed-time'>): ElapsedTimeOption {
  return { kind, code, elapsedTimeMs: u16(octets, at) * 10 }
}

/** RFC 8415 §21.8. */
export interface PreferenceOption extends OptionOf<'preference'> {
  readonly preference: number
}

export function readPreference({ kind, code, octets, at }: OptionData<'preference'>): PreferenceOption {
  return { kind, code, preference: octets[at]! }
}

/** RFC 8415 §21.19: the message a client is to answer with. */
export interface ReconfigureMessageOption extends OptionOf<'reconfigure-message'> {
  readonly msgType: number
}

export function readReconfigureMessage(data: OptionData<'reconfigure-message'>): ReconfigureMessageOption {
  const { kind, code, octets, at } = data
  return { kind, code, msgType: octets[at]! }
}

/** RFC 8415 §21.14 and §21.20: there or not there. */
export interface PresenceOption extends OptionOf<'rapid-commit' | 'reconfigure-accept'> {}

export function readPresence<Kind extends PresenceOption['kind']>({ kind, code }: OptionData<Kind>): PresenceOption {
  return { kind, code }
}

/** RFC 8415 §21.7 (ORO) and RFC 4994 §3 (ERO), in their order, repeats included. */
export interface OptionRequestOption extends OptionOf<'option-request' | 'echo-request'> {
  readonly requestedOptions: readonly number[]
}

export function readOptionRequest<Kind extends OptionRequestOption['kind']>(
  data: OptionData<Kind>,
): OptionRequestOption {
  const { kind, code, octets, at, end } = data
  return { kind, code, requestedOptions: u16List(octets, at, end) }
}

/** RFC 5970 §3.3. */
export interface ClientArchitectureOption extends OptionOf<'client-architecture'> {
  readonly architectureTypes: readonly number[]
}

export function readClientArchitecture(data: OptionData<'client-architecture'>): ClientArchitectureOption {
  const { kind, code, octets, at, end } = data
  return { kind, code, architectureTypes: u16List(octets, at, end) }
}

function u16List(octets: Uint8Array, at: number, end: number): readonly number[] {
  const numbers: number[] = []
  for (let next = at; next + 2 <= end; next += 2) numbers.push(u16(octets, next))
  return numbers
}

/** RFC 5970 §3.4. */
export interface NetworkInterfaceIdentifierOption extends OptionOf<'network-interface-identifier'> {
  readonly type: number
  readonly major: number
  readonly minor: number
}

export function readNetworkInterfaceIdentifier(
  data: OptionData<'network-interface-identifier'>,
): NetworkInterfaceIdentifierOption {
  const { kind, code, octets, at } = data
  return { kind, code, type: octets[at]!, major: octets[at + 1]!, minor: octets[at + 2]! }
}

/** RFC 8357: the UDP port the relay next in line sent from, 0 where it is 547. */
export interface RelayPortOption extends OptionOf<'relay-port'> {
  readonly downstreamSourcePort: number
}

export function readRelayPort({ kind, code, octets, at }: OptionData<'relay-port'>): RelayPortOption {
  return { kind, code, downstreamSourcePort: u16(octets, at) }
}
