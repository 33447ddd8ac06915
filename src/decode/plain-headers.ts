import { ETHERTYPE_TRANSPARENT_ETHERNET } from './link/ether-type.ts'

// Lengths of the headers that nearly all frames have, and places in them, in octets: for who reads them without the detours of `frame.ts`,
// here and compiled ahead.

export const ETHERNET_HEADER = 14
export const MAC = 6
/** IEEE 802.1Q: the tag between the addresses and the EtherType, and what of it is the id. */
export const VLAN_TAG = 4
export const VLAN_ID = 0x0fff

/** RFC 791 §3.1: version 4, five words of header. */
export const IPV4_WITHOUT_OPTIONS = 0x45
export const IPV4_HEADER = 20
export const IPV4_TOTAL_LENGTH = 2
export const IPV4_FRAGMENT = 6
export const IPV4_TTL = 8
export const IPV4_PROTOCOL = 9
export const IPV4_ADDRESSES = 12
/** Of `IPV4_FRAGMENT`: More Fragments, and the offset. */
export const FRAGMENTED = 0x3fff

/** RFC 8200 §3. */
export const IPV6_HEADER = 40
export const IPV6_PAYLOAD_LENGTH = 4
export const IPV6_NEXT_HEADER = 6
export const IPV6_HOP_LIMIT = 7
export const IPV6_SOURCE = 8
export const IPV6_DESTINATION = 24

// RFC 768
//  |          Source Port          |       Destination Port        |
//  |             Length            |           Checksum            |
export const UDP_HEADER = 8
export const UDP_DESTINATION = 2
export const UDP_LENGTH = 4
export const UDP_CHECKSUM = 6

/** RFC 7348 §5: flags, and the VNI in the upper 24 bits of its second word. */
export const VXLAN_HEADER = 8
export const VALID_VNI = 0x08
export const VXLAN_VNI = 4
/** GRE with a key (its second word) and nothing else, version 0 (RFC 2890 §2), that carries Ethernet. */
export const GRE_HEADER = 8
export const GRE_KEY_ETHERNET = 0x2000_0000 | ETHERTYPE_TRANSPARENT_ETHERNET
export const GRE_KEY = 4
