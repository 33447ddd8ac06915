import { ipv6Text } from '../address.ts'
import { type Malformed, malformed, tooShort } from '../malformed.ts'
import { u24 } from '../octets.ts'
import { type Dhcpv6Kind, dhcpv6Kind, isRelayMessage } from './message-type.ts'
import { type Dhcpv6Option, decodeDhcpv6Options } from './options.ts'
import * as walk from './walk.ts'

export type Dhcpv6Message = ClientServerMessage | RelayMessage

/** RFC 8415 §8. Messages of types no RFC names are read this way too. */
export interface ClientServerMessage {
  readonly kind: Exclude<Dhcpv6Kind, RelayMessage['kind']>
  readonly msgType: number
  /** In DHCPv4-query and DHCPv4-response the flags (RFC 7341) stand in its place. */
  readonly transactionId: number
  readonly options: readonly Dhcpv6Option[]
}

/** RFC 8415 §9. */
export interface RelayMessage {
  readonly kind: 'relay-forward' | 'relay-reply'
  readonly msgType: number
  readonly hopCount: number
  readonly linkAddress: string
  readonly peerAddress: string
  readonly options: readonly Dhcpv6Option[]
}

/** The DHCPv6 message sent as [at, sentEnd), the payload of UDP, and captured as [at, end). */
export function decodeDhcpv6(octets: Uint8Array, at: number, end: number, sentEnd: number): Dhcpv6Message | Malformed {
  return decodeMessage(octets, at, end, sentEnd, 0)
}

function decodeMessage(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
  depth: number,
): Dhcpv6Message | Malformed {
  if (end <= at) return tooShort('dhcpv6', at, 1, end, sentEnd)
  const msgType = octets[at + walk.MESSAGE_TYPE]!
  const kind = dhcpv6Kind(msgType)
  const header = walk.headerLength(msgType)
  if (end - at < header) return tooShort(kind, at, header, end, sentEnd)
  if (depth > walk.DEPTH_LIMIT) return malformed(kind, 'too-deep', at, sentEnd - at, end - at)
  const options = decodeDhcpv6Options(octets, at + header, end, sentEnd, depth, decodeMessage)
  if (isRelayMessage(msgType)) {
    return {
      kind: kind as RelayMessage['kind'], // the two message types isRelayMessage knows
      msgType,
      hopCount: octets[at + walk.HOP_COUNT]!,
      linkAddress: ipv6Text(octets, at + walk.LINK_ADDRESS),
      peerAddress: ipv6Text(octets, at + walk.PEER_ADDRESS),
      options,
    }
  }
  return {
    kind: kind as ClientServerMessage['kind'], // all others
    msgType,
    transactionId: u24(octets, at + walk.TRANSACTION_ID),
    options,
  }
}
