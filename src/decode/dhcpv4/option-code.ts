/** DHCPv4 option codes that dual stack is told by. */
export const PAD = 0 //                    RFC 2132 §3.1
export const END = 255 //                  RFC 2132 §3.2
export const REQUESTED_IP_ADDRESS = 50 //  RFC 2132 §9.1
export const IP_ADDRESS_LEASE_TIME = 51 // RFC 2132 §9.2
export const MESSAGE_TYPE = 53 //          RFC 2132 §9.6
export const SERVER_IDENTIFIER = 54 //     RFC 2132 §9.7
export const CLIENT_IDENTIFIER = 61 //     RFC 2132 §9.14
