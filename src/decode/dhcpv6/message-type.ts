/**
 * DHCPv6 message types (RFC 8415 §7.3 and the IANA registry it opened). Left out: those of the failover protocol (24 to 35,
 * RFC 8156), which servers speak among themselves over TCP.
 */
export const MESSAGE_TYPES = {
  solicit: 1,
  advertise: 2,
  request: 3,
  confirm: 4,
  renew: 5,
  rebind: 6,
  reply: 7,
  release: 8,
  decline: 9,
  reconfigure: 10,
  'information-request': 11,
  'relay-forward': 12,
  'relay-reply': 13,
  leasequery: 14, //              RFC 5007
  'leasequery-reply': 15, //      RFC 5007
  'leasequery-done': 16, //       RFC 5460
  'leasequery-data': 17, //       RFC 5460
  'reconfigure-request': 18, //   RFC 6977
  'reconfigure-reply': 19, //     RFC 6977
  'dhcpv4-query': 20, //          RFC 7341
  'dhcpv4-response': 21, //       RFC 7341
  activeleasequery: 22, //        RFC 7653
  starttls: 23, //                RFC 7653
  'addr-reg-inform': 36, //       RFC 9686
  'addr-reg-reply': 37, //        RFC 9686
} as const

/** Name of a DHCPv6 message type; 'unknown-dhcpv6' for those no RFC names. */
export type Dhcpv6Kind = keyof typeof MESSAGE_TYPES | 'unknown-dhcpv6'

export const RELAY_FORWARD = MESSAGE_TYPES['relay-forward']
export const RELAY_REPLY = MESSAGE_TYPES['relay-reply']

const KINDS: readonly (Dhcpv6Kind | undefined)[] = Object.entries(MESSAGE_TYPES).reduce<Dhcpv6Kind[]>(
  (kinds, [kind, type]) => {
    kinds[type] = kind as keyof typeof MESSAGE_TYPES // Object.entries forgets the keys' type
    return kinds
  },
  [],
)

/** The kind a message of this type has in JSON and in an Observation. */
export function dhcpv6Kind(messageType: number): Dhcpv6Kind {
  return KINDS[messageType] ?? 'unknown-dhcpv6'
}

/** Relay-forward and Relay-reply have a header of their own (RFC 8415 §9). */
export function isRelayMessage(messageType: number): boolean {
  return messageType === RELAY_FORWARD || messageType === RELAY_REPLY
}
