import type { Learned } from './rows.ts'

/** How an address was learned, as the number that stands in keys. */
export const DAD = 0
export const NS = 1
export const NA = 2
export const LEASE = 3
export const ARP = 4
export const TRAFFIC = 5

/** Names, at their numbers. */
export const LEARNED: readonly Learned[] = ['dad', 'ns', 'na', 'lease', 'arp', 'traffic']
