import { type Dhcpv6Message, decodeDhcpv6 } from './dhcpv6/message.ts'
import { dhcpv6Kind } from './dhcpv6/message-type.ts'
import type { Header } from './header-trail.ts'
import { DHCPV6, type Layers, NEIGHBOR_DISCOVERY } from './layers.ts'
import { type Malformed, malformed } from './malformed.ts'
import type { MessageKind } from './message-kind.ts'
import { decodeNdp, type NdpMessage, ndpKind } from './ndp/message.ts'
import { u16 } from './octets.ts'
import { isRerouted } from './packet-headers.ts'
import { UDP_HEADER, UDP_LENGTH } from './plain-headers.ts'
import { type Checksum, upperLayerChecksum } from './upper-checksum.ts'

type WithChecksum<Message> = Message extends unknown ? Omit<Message, 'checksum'> & { checksum: Checksum | null } : never

/** A Neighbor Discovery or DHCPv6 message, in full. `checksum` is ICMPv6's or UDP's; null where it was not captured. */
export type Message = Readonly<WithChecksum<NdpMessage | Dhcpv6Message | MalformedMessage>>

/** A message that does not decode. */
export interface MalformedMessage {
  /** There where it is known. */
  readonly kind?: MessageKind
  readonly malformed: Malformed
}

/** Whether `readFrame` met a message that `decodeMessage` decodes. */
export function carriesMessage(layers: Layers): boolean {
  return layers.carries === NEIGHBOR_DISCOVERY || layers.carries === DHCPV6
}

/** The kind of the message that `layers` carries; undefined where not even that was captured. */
export function messageKind(octets: Uint8Array, layers: Layers): MessageKind | undefined {
  if (layers.carries === NEIGHBOR_DISCOVERY) return ndpKind(octets[layers.upperAt]!)
  const at = layers.upperAt + UDP_HEADER
  return at < layers.upperEnd ? dhcpv6Kind(octets[at]!) : undefined
}

/** The message that `layers` carries (see `carriesMessage`); `headers` are those of its packet, from the outside in. */
export function decodeMessage(octets: Uint8Array, layers: Layers, headers: readonly Header[]): Message {
  return layers.carries === NEIGHBOR_DISCOVERY
    ? neighborDiscovery(octets, layers, headers)
    : dhcpv6(octets, layers, headers)
}

function neighborDiscovery(octets: Uint8Array, layers: Layers, headers: readonly Header[]): Message {
  const { upperAt, upperEnd, upperSentEnd } = layers
  const checksum = upperLayerChecksum(octets, layers, upperSentEnd, isRerouted(headers))
  const kind = ndpKind(octets[upperAt]!)
  const message = decodeNdp(octets, upperAt, upperEnd, upperSentEnd)! // `readFrame` has seen its type
  return message.kind === 'malformed' ? { kind, checksum, malformed: message } : { ...message, checksum }
}

function dhcpv6(octets: Uint8Array, layers: Layers, headers: readonly Header[]): Message {
  const { upperAt, upperSentEnd } = layers
  const length = u16(octets, upperAt + UDP_LENGTH)
  // RFC 768: what an IP packet holds beyond the Length is no part of the datagram. 0: a jumbogram (RFC 2675 §4).
  const claimedEnd = length === 0 ? upperSentEnd : upperAt + length
  const checksum = upperLayerChecksum(octets, layers, claimedEnd, isRerouted(headers))
  if (claimedEnd - upperAt < UDP_HEADER) {
    return { checksum, malformed: malformed('udp', 'bad-length', upperAt + UDP_LENGTH, UDP_HEADER, length) }
  }
  const sentEnd = Math.min(claimedEnd, upperSentEnd)
  const message = decodeDhcpv6(octets, upperAt + UDP_HEADER, Math.min(layers.upperEnd, sentEnd), sentEnd)
  if (message.kind !== 'malformed') return { checksum, ...message }
  const kind = messageKind(octets, layers)
  return { ...(kind && { kind }), checksum, malformed: message }
}
