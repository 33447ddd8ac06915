import { ipv6Text } from '../address.ts'
import type { OptionData, OptionOf } from './option-reader.ts'
import type { Dhcpv6Option } from './options.ts'
import { type RelayedMessage, readRelayedMessage } from './relayed-message.ts'

// RFC 5007 §4.1.2.1, octets of the content:
//  |  query-type   |  link-address (16) | query-options ...
const QUERY_TYPE = 0
const LINK_ADDRESS = 1
export const QUERY_OPTIONS = 17

/** RFC 5007 §4.1.2.1. */
export interface LeaseQueryOption extends OptionOf<'lq-query'> {
  readonly queryType: number
  readonly linkAddress: string
  readonly options: readonly Dhcpv6Option[]
}

export function readLeaseQuery(data: OptionData<'lq-query'>): LeaseQueryOption {
  const { kind, code, octets, at } = data
  return {
    kind,
    code,
    queryType: octets[at + QUERY_TYPE]!,
    linkAddress: ipv6Text(octets, at + LINK_ADDRESS),
    options: data.options(at + QUERY_OPTIONS),
  }
}

/** RFC 5007 §4.1.2.2: what a server knows about one client. */
export interface ClientDataOption extends OptionOf<'client-data'> {
  readonly options: readonly Dhcpv6Option[]
}

export function readClientData(data: OptionData<'client-data'>): ClientDataOption {
  const { kind, code, at } = data
  return { kind, code, options: data.options(at) }
}

// RFC 5007 §4.1.2.4: |  peer-address (16) | DHCP-relay-message ...
const PEER_ADDRESS = 0
export const QUERIED_MESSAGE = 16

/** RFC 5007 §4.1.2.4: the relay message the server last had from the client. */
export interface LeaseQueryRelayDataOption extends OptionOf<'lq-relay-data'>, RelayedMessage {
  readonly peerAddress: string
}

export function readLeaseQueryRelayData(data: OptionData<'lq-relay-data'>): LeaseQueryRelayDataOption {
  const { kind, code, octets, at } = data
  return {
    kind,
    code,
    peerAddress: ipv6Text(octets, at + PEER_ADDRESS),
    ...readRelayedMessage(data, at + QUERIED_MESSAGE),
  }
}
