/** ICMPv6 message types: RFC 4443 §2.1, RFC 4861 §4. */
export const DESTINATION_UNREACHABLE = 1
export const PACKET_TOO_BIG = 2
export const TIME_EXCEEDED = 3
export const PARAMETER_PROBLEM = 4
export const ECHO_REQUEST = 128
export const ECHO_REPLY = 129
export const ROUTER_SOLICITATION = 133
export const ROUTER_ADVERTISEMENT = 134
export const NEIGHBOR_SOLICITATION = 135
export const NEIGHBOR_ADVERTISEMENT = 136
export const REDIRECT = 137

/** Types below this one report errors (RFC 4443 §2.1). */
export const INFORMATIONAL = 128
