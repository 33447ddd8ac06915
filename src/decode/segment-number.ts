/** How a network is told from others on one wire, where numbers are kept: see `segment-kind.ts`. */
export const UNTAGGED = 0
export const VLAN = 1
export const VXLAN = 2
export const GRE = 3
export const GENEVE = 4
export const IP_TUNNEL = 5
