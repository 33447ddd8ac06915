/** How a network is told from others on one wire. */
export type SegmentKind = 'untagged' | 'vlan' | 'vxlan' | 'gre' | 'geneve' | 'ip-tunnel'

/** In a fixed order: the index is the kind's number where numbers are kept. */
export const SEGMENT_KINDS: readonly SegmentKind[] = ['untagged', 'vlan', 'vxlan', 'gre', 'geneve', 'ip-tunnel']
