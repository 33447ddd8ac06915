/** How a network is told from others on one wire. */
export type SegmentKind = 'untagged' | 'vlan' | 'vxlan' | 'gre' | 'geneve' | 'ip-tunnel'

/** At the numbers of `segment-number.ts`. */
export const SEGMENT_KINDS: readonly SegmentKind[] = ['untagged', 'vlan', 'vxlan', 'gre', 'geneve', 'ip-tunnel']
