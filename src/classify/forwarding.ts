import { followAdvertisements } from '../forwarding/follow.ts'
import type { Forwarding } from '../forwarding/port-forwarding.ts'
import type { Situation } from '../forwarding/situation.ts'
import { type Cloud, networkOf, placeOf, type SituatedVantage, wireText } from './cloud.ts'

/** The cloud, as far as following frames asks. */
export function situationOf(cloud: Cloud): Situation {
  return {
    settled: cloud.settled,
    vantages: cloud.vantages.map((vantage) => ({ ...vantage, mustAdvertise: mustAdvertise(cloud, vantage) })),
    networks: cloud.networks.map(({ index, name, networkId, tenant }) => {
      const wire = wireText(cloud, index)
      return { name: name ?? networkId ?? (wire === '' ? `n${index + 1}` : wire), networkId, wire, tenant }
    }),
    upstreamRouters: cloud.upstreamRouters,
    networkOf: (row) => networkOf(cloud, row),
    isCertain: (row) => placeOf(cloud, row)?.certain === true,
    isStray: (network, mac) => isStray(cloud, network, mac),
  }
}

/** A subnet with `ipv6_ra_mode` has a router advertise on its interface. */
function mustAdvertise({ lookup }: Cloud, { role, port }: SituatedVantage): boolean {
  if (lookup === null || port === null || role !== 'router-interface') return false
  return port.fixedIps.some(({ subnetId }) => (lookup.subnetById(subnetId)?.ipv6RaMode ?? null) !== null)
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
