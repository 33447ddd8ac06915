/** What Neighbor Discovery messages are called, in the order of their types. */
export const NDP_KINDS = [
  'router-solicitation',
  'router-advertisement',
  'neighbor-solicitation',
  'neighbor-advertisement',
  'redirect',
] as const
export type NdpKind = (typeof NDP_KINDS)[number]
