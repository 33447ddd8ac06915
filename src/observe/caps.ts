/** Rows each table of an Observation keeps at most, beside those of stations that the inventory names. */
export interface Caps {
  readonly stations: number
  readonly addresses: number
  readonly conversations: number
  readonly neighborDiscovery: number
  readonly dhcp: number
  readonly icmpErrors: number
  readonly tunnels: number
  readonly fragments: number
}

export type TableName = keyof Caps

export const CAPS: Caps = {
  stations: 32_768,
  addresses: 65_536,
  conversations: 131_072,
  neighborDiscovery: 32_768,
  dhcp: 32_768,
  icmpErrors: 16_384,
  tunnels: 16_384,
  fragments: 4096,
}

export const TABLE_NAMES = Object.keys(CAPS) as readonly TableName[]

/** Sightings kept of one ND message, the earliest: a day of RAs every few seconds is some 29,000. */
export const SIGHTINGS_CAP = 65_536
