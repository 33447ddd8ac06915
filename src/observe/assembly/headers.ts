import { ETHERTYPE_TRANSPARENT_ETHERNET } from '../../decode/link/ether-type.ts'

// Lengths of headers and places in them, in octets, as far as they are looked at here.

export const ETHERNET_HEADER: u32 = 14
export const MAC: u32 = 6
/** IEEE 802.1Q: the tag between the addresses and the EtherType, and what of it is the id. */
export const VLAN_TAG: u32 = 4
export const VLAN_ID = 0x0fff

/** RFC 791 §3.1: version 4, five words of header. */
export const IPV4_WITHOUT_OPTIONS = 0x45
export const IPV4_HEADER: u32 = 20
export const IPV4_TOTAL_LENGTH: u32 = 2
export const IPV4_FRAGMENT: u32 = 6
export const IPV4_TTL = 8
export const IPV4_PROTOCOL = 9
export const IPV4_ADDRESSES = 12
/** Of `IPV4_FRAGMENT`: More Fragments, and the offset. */
export const FRAGMENTED = 0x3fff

/** RFC 8200 §3. */
export const IPV6_HEADER: u32 = 40
export const IPV6_PAYLOAD_LENGTH: u32 = 4
export const IPV6_NEXT_HEADER = 6
export const IPV6_HOP_LIMIT = 7
export const IPV6_SOURCE = 8
export const IPV6_DESTINATION = 24

export const UDP_HEADER: u32 = 8
export const UDP_DESTINATION: u32 = 2
export const UDP_LENGTH: u32 = 4
export const UDP_CHECKSUM = 6

/** RFC 7348 §5: flags, and the VNI in the upper 24 bits of its second word. */
export const VXLAN_HEADER: u32 = 8
export const VALID_VNI = 0x08
export const VXLAN_VNI: u32 = 4
/** GRE with a key (its second word) and nothing else, version 0 (RFC 2890 §2), that carries Ethernet. */
export const GRE_HEADER: u32 = 8
export const GRE_KEY_ETHERNET: u32 = 0x2000_0000 | ETHERTYPE_TRANSPARENT_ETHERNET
export const GRE_KEY: u32 = 4
