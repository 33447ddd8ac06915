/** How an address was learned, as the number that stands in keys. */
export const DAD = 0
export const NS = 1
export const NA = 2
export const LEASE = 3
export const ARP = 4
export const TRAFFIC = 5
