import { type Dhcpv6Kind, MESSAGE_TYPES } from './dhcpv6/message-type.ts'
import { NDP_KINDS, type NdpKind } from './ndp/kind.ts'

/** What the messages that `decode` shows are called. */
export type MessageKind = NdpKind | Dhcpv6Kind

export const MESSAGE_KINDS: readonly MessageKind[] = [
  ...NDP_KINDS,
  ...(Object.keys(MESSAGE_TYPES) as (keyof typeof MESSAGE_TYPES)[]), // Object.keys forgets them
  'unknown-dhcpv6',
]
