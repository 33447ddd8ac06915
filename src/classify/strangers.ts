import type { Cloud } from './cloud.ts'

const indexed = new WeakMap<Cloud, ReadonlyMap<string, readonly number[]>>()

/** Senders with a MAC address of which no network is known. */
export function strangersWith(cloud: Cloud, mac: string): readonly number[] {
  const known = indexed.get(cloud) ?? indexStrangers(cloud)
  indexed.set(cloud, known)
  return known.get(mac) ?? []
}

function indexStrangers({ settled: { senders }, stations }: Cloud): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>()
  for (const sender of stations.strangers) {
    const mac = senders.mac(sender)
    const known = found.get(mac)
    if (known === undefined) found.set(mac, [sender])
    else known.push(sender)
  }
  return found
}
