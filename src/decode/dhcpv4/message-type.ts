/** Names of the DHCP message types, at their numbers: RFC 2132 §9.6, RFC 3203, RFC 4388 §6.1, RFC 6926, RFC 7724. */
const KINDS = [
  'bootp',
  'discover',
  'offer',
  'request',
  'decline',
  'ack',
  'nak',
  'release',
  'inform',
  'forcerenew',
  'leasequery',
  'leaseunassigned',
  'leaseunknown',
  'leaseactive',
  'bulkleasequery',
  'leasequerydone',
] as const

export type Dhcpv4Kind = (typeof KINDS)[number] | 'unknown-dhcpv4'

/** The name of a message type; `bootp` for 0, which stands for a message without one. */
export function dhcpv4Kind(messageType: number): Dhcpv4Kind {
  return KINDS[messageType] ?? 'unknown-dhcpv4'
}
