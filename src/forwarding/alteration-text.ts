import type { Alteration } from './alteration.ts'

/** In words: `routerLifetimeS 1800 became 100`, `option mtu removed`. */
export function alterationText({ field, sent, received }: Alteration): string {
  const name = NAMES.get(field) ?? field
  if (sent === null) return field.startsWith('option') ? `${name} added` : `${name} ${received} added`
  if (received === null) return field.startsWith('option') ? `${name} removed` : `${name} ${sent} removed`
  return `${name} ${sent} became ${received}`
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['hopLimit', 'hop limit'],
  ['ethernetSource', 'Ethernet source'],
  ['vlanTag', 'VLAN tag'],
])
