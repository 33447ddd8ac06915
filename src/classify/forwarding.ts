import { type Forwarding, followAdvertisements } from '../forwarding/follow.ts'
import type { Situation } from '../forwarding/situation.ts'
import { type Cloud, networkOf, networkText, placeKey } from './cloud.ts'

/** The cloud, as far as following frames asks. */
export function situationOf(cloud: Cloud): Situation {
  return {
    settled: cloud.settled,
    vantages: cloud.vantages,
    networks: cloud.networks.map(({ index }) => ({ name: networkText(cloud, index) })),
    upstreamRouters: cloud.upstreamRouters,
    networkOf: (row) => networkOf(cloud, row),
    isCertain: (row) => cloud.places.get(placeKey(row))?.certain === true,
    isStray: (network, mac) => isStray(cloud, network, mac),
  }
}

function isStray({ lookup, networks }: Cloud, network: number, mac: string): boolean {
  const { networkId } = networks[network]!
  if (lookup === null || networkId === null) return false
  return lookup.portsByMac(mac).length > 0 && !lookup.macBelongs(networkId, mac)
}

const followed = new WeakMap<Cloud, Forwarding>()

/** Where the advertisements of routers beyond the cloud went; followed once for all that ask. */
export function upstreamForwarding(cloud: Cloud): Forwarding {
  const known = followed.get(cloud) ?? followAdvertisements(situationOf(cloud))
  followed.set(cloud, known)
  return known
}
