/** How a network is told from others on one wire. */
export type SegmentKind = 'untagged' | 'vlan' | 'vxlan' | 'gre' | 'geneve' | 'ip-tunnel'

export const UNTAGGED = 0
export const VLAN = 1
export const VXLAN = 2
export const GRE = 3
export const GENEVE = 4
export const IP_TUNNEL = 5

/** At those numbers, which are kept where numbers are. */
export const SEGMENT_KINDS: readonly SegmentKind[] = ['untagged', 'vlan', 'vxlan', 'gre', 'geneve', 'ip-tunnel']
