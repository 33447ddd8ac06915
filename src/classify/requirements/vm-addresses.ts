import { isRoutableIpv6 } from '../address-scope.ts'
import { type Cloud, portText } from '../cloud.ts'
import { holdingsOf } from '../holdings.ts'

/** A VM's NIC that holds an address. */
export interface AddressOwner {
  /** null where no frame of its network was seen. */
  readonly network: number | null
  readonly project: string | null
  readonly mac: string
  readonly vm: string
  /** As notes name it: its port, else its MAC. */
  readonly text: string
  /** Whether its port is down and no frame of it was seen: a VM that is not running. */
  readonly isOff: boolean
}

type Owners = ReadonlyMap<string, readonly AddressOwner[]>

const indexed = new WeakMap<Cloud, Owners>()

/** VMs' NICs by the IPv6 addresses that they hold, or that Neutron gave them. */
export function ownersByAddress(cloud: Cloud): Owners {
  const known = indexed.get(cloud) ?? indexOwners(cloud)
  indexed.set(cloud, known)
  return known
}

function indexOwners(cloud: Cloud): Owners {
  const owners = new Map<string, AddressOwner[]>()
  const add = (address: string, owner: AddressOwner) => {
    const known = owners.get(address) ?? []
    owners.set(address, known)
    if (!known.some(({ network, mac }) => network === owner.network && mac === owner.mac)) known.push(owner)
  }
  for (const station of cloud.stations.withRole('vm-port')) {
    const holdings = holdingsOf(cloud, station)
    if (holdings.length === 0) continue
    const { network, mac, vm, port } = station
    const text = port === null ? mac : portText(cloud, port)
    const { project } = cloud.networks[network]!
    for (const { address, family } of holdings) {
      if (family === 6 && isRoutableIpv6(address)) add(address, { network, project, mac, vm: vm!, text, isOff: false })
    }
  }
  for (const [address, owner] of configuredOwners(cloud)) add(address, owner)
  return owners
}

function configuredOwners(cloud: Cloud): readonly (readonly [string, AddressOwner])[] {
  const { lookup, networks } = cloud
  if (lookup === null) return []
  const indexes = new Map(networks.map(({ networkId, index }) => [networkId, index]))
  return lookup.inventory.ports.flatMap((port) => {
    const vm = lookup.vmOf(port)
    if (vm === null) return []
    const project = lookup.networkById(port.networkId)?.projectId ?? null
    const network = indexes.get(port.networkId) ?? null
    const { macAddress: mac, status } = port
    const isSeen = network !== null && cloud.stations.at(network, mac) !== undefined
    const owner = { network, project, mac, vm, text: portText(cloud, port), isOff: status === 'DOWN' && !isSeen }
    return port.fixedIps
      .filter(({ ipAddress }) => isRoutableIpv6(ipAddress))
      .map(({ ipAddress }): readonly [string, AddressOwner] => [ipAddress, owner])
  })
}
