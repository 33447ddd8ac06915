/** EtherTypes, as the IEEE assigned them. */
export const ETHERTYPE_IPV4 = 0x0800
export const ETHERTYPE_ARP = 0x0806
export const ETHERTYPE_VLAN = 0x8100 // IEEE 802.1Q
export const ETHERTYPE_PROVIDER_VLAN = 0x88a8 // IEEE 802.1ad
export const ETHERTYPE_QINQ = 0x9100 // used before it, as is the next
export const ETHERTYPE_QINQ_2 = 0x9200
export const ETHERTYPE_TRANSPARENT_ETHERNET = 0x6558 // RFC 1701; RFC 7637 §3.2
export const ETHERTYPE_IPV6 = 0x86dd
export const ETHERTYPE_MPLS = 0x8847 //           RFC 5332 §3
export const ETHERTYPE_MPLS_MULTICAST = 0x8848 // RFC 5332 §3
export const ETHERTYPE_PPPOE_SESSION = 0x8864 //  RFC 2516 §4

/** Of one VLAN tag of however many. */
export function isVlanTag(etherType: number): boolean {
  return (
    etherType === ETHERTYPE_VLAN ||
    etherType === ETHERTYPE_PROVIDER_VLAN ||
    etherType === ETHERTYPE_QINQ ||
    etherType === ETHERTYPE_QINQ_2
  )
}
