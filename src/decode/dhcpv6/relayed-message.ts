import { hexText } from '../address.ts'
import type { Malformed } from '../malformed.ts'
import type { Dhcpv6Message } from './message.ts'
import type { OptionData, OptionOf } from './option-reader.ts'

/** A message in an option, up to the option's end. */
export interface RelayedMessage {
  readonly message: Dhcpv6Message | Malformed
  /** Of a message whose header is not all there: what was captured of it, hex. */
  readonly octets?: string
}

/** RFC 8415 §21.10: the message a relay carries. */
export interface RelayMessageOption extends OptionOf<'relay-message'>, RelayedMessage {}

export function readRelayMessage(data: OptionData<'relay-message'>): RelayMessageOption {
  return { kind: data.kind, code: data.code, ...readRelayedMessage(data, data.at) }
}

/** The message at `at` in an option. */
export function readRelayedMessage(data: OptionData<string>, at: number): RelayedMessage {
  const message = data.message(at)
  return message.kind === 'malformed' ? { message, octets: hexText(data.octets, at, data.end) } : { message }
}
