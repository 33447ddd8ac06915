import { interfaceRole, PORT_ID_PREFIX_LENGTH } from './interface-names.ts'
import type { Inventory, Network, Port, Router, Subnet } from './neutron.ts'
import { roleOf } from './port-role.ts'

/** Ports that one interface name could mean. */
export interface AmbiguousInterface {
  readonly portIdPrefix: string
  readonly ports: readonly Port[]
}

/** The questions a capture asks of an inventory, each answered by an index. */
export class InventoryLookup {
  readonly inventory: Inventory
  readonly ambiguousInterfaces: readonly AmbiguousInterface[]
  readonly #networks: ReadonlyMap<string, Network>
  readonly #subnets: ReadonlyMap<string, Subnet>
  readonly #ports: ReadonlyMap<string, Port>
  readonly #routers: ReadonlyMap<string, Router>
  readonly #portsByIdPrefix: ReadonlyMap<string, readonly Port[]>
  readonly #portsByMac: ReadonlyMap<string, readonly Port[]>
  readonly #portsOfNetwork: ReadonlyMap<string, readonly Port[]>
  readonly #portsOfDevice: ReadonlyMap<string, readonly Port[]>
  readonly #subnetsOfNetwork: ReadonlyMap<string, readonly Subnet[]>
  readonly #networksBySegment: ReadonlyMap<string, readonly Network[]>
  readonly #parentOfSubport: ReadonlyMap<string, Port>
  readonly #subportIds: ReadonlySet<number>
  readonly #macsAllowedOn: ReadonlyMap<string, ReadonlySet<string>>

  constructor(inventory: Inventory) {
    const { networks, subnets, ports, routers } = inventory
    this.inventory = inventory
    this.#networks = byId(networks)
    this.#subnets = byId(subnets)
    this.#ports = byId(ports)
    this.#routers = byId(routers)
    this.#portsByIdPrefix = group(ports, ({ id }) => [id.slice(0, PORT_ID_PREFIX_LENGTH).toLowerCase()])
    this.#portsByMac = group(ports, ({ macAddress }) => [macAddress])
    this.#portsOfNetwork = group(ports, ({ networkId }) => (networkId === null ? [] : [networkId]))
    this.#subnetsOfNetwork = group(subnets, ({ networkId }) => [networkId])
    this.#networksBySegment = group(networks, ({ segments }) =>
      segments.map(({ networkType, segmentationId }) => segmentKey(networkType, segmentationId)),
    )
    this.#parentOfSubport = new Map(ports.flatMap((port) => port.subports.map(({ portId }) => [portId, port])))
    this.#subportIds = new Set(ports.flatMap(({ subports }) => subports.map((subport) => subport.segmentationId)))
    this.#portsOfDevice = group(ports, (port) => {
      const device = this.#parentOfSubport.get(port.id)?.deviceId ?? port.deviceId
      return device === '' ? [] : [device]
    })
    this.#macsAllowedOn = allowedMacs(ports)
    this.ambiguousInterfaces = [...this.#portsByIdPrefix]
      .filter(([, candidates]) => candidates.length > 1)
      .map(([portIdPrefix, candidates]) => ({ portIdPrefix, ports: candidates }))
  }

  networkById(id: string | null): Network | undefined {
    return id === null ? undefined : this.#networks.get(id)
  }

  subnetById(id: string | null): Subnet | undefined {
    return id === null ? undefined : this.#subnets.get(id)
  }

  portById(id: string | null): Port | undefined {
    return id === null ? undefined : this.#ports.get(id)
  }

  routerById(id: string | null): Router | undefined {
    return id === null ? undefined : this.#routers.get(id)
  }

  /** The port whose interface this is; undefined where none is, or where several could be (`ambiguousInterfaces`). */
  portByInterface(name: string): Port | undefined {
    const candidates = this.portsByInterface(name)
    return candidates.length === 1 ? candidates[0] : undefined
  }

  portsByInterface(name: string): readonly Port[] {
    const { portIdPrefix, prefix } = interfaceRole(name)
    const named = portIdPrefix === null ? [] : (this.#portsByIdPrefix.get(portIdPrefix) ?? [])
    return named.length === 0 && prefix === 'tap' ? this.#metadataPorts(name) : named
  }

  /**
   * OVN's metadata agent names its veth pair tap, ten characters of the *network's* id, then 0 (on br-int) or 1 (in the
   * namespace): as long as the name of a port's tap, so the inventory alone tells them apart.
   */
  #metadataPorts(name: string): readonly Port[] {
    const [, networkIdPrefix] = /^tap([0-9a-f]{8}-[0-9a-f])[01](?:@.*)?$/is.exec(name) ?? []
    if (networkIdPrefix === undefined) return []
    return this.inventory.ports.filter(
      ({ deviceOwner, networkId }) =>
        deviceOwner === 'network:distributed' && networkId?.toLowerCase().startsWith(networkIdPrefix.toLowerCase()),
    )
  }

  /** All ports with this MAC: MACs are unique per network only, and trunk subports and DVR interfaces share them. */
  portsByMac(macAddress: string): readonly Port[] {
    return this.#portsByMac.get(macAddress) ?? []
  }

  /** Whether a port of the network has this MAC, or may use it by an allowed address pair. */
  macBelongs(networkId: string, macAddress: string): boolean {
    return this.#macsAllowedOn.get(networkId)?.has(macAddress) ?? false
  }

  portsOf(networkId: string): readonly Port[] {
    return this.#portsOfNetwork.get(networkId) ?? []
  }

  subnetsOf(networkId: string): readonly Subnet[] {
    return this.#subnetsOfNetwork.get(networkId) ?? []
  }

  /** Several where several physical networks use the same VLAN id. `flat` networks have the id null. */
  networksBySegment(networkType: string, segmentationId: number | null): readonly Network[] {
    return this.#networksBySegment.get(segmentKey(networkType, segmentationId)) ?? []
  }

  /** The VM that a VM's port belongs to: a trunk subport's is its parent's (its own `device_id` names the trunk). */
  vmOf(port: Port): string | null {
    if (roleOf(port) !== 'vm-port') return null
    const { deviceId } = this.#parentOfSubport.get(port.id) ?? port
    return deviceId === '' ? null : deviceId
  }

  /** Whether some trunk port's VM numbers a subport's frames so. */
  isSubportId(segmentationId: number | null): boolean {
    return segmentationId !== null && this.#subportIds.has(segmentationId)
  }

  /** Every port of a VM or router, trunk subports included. */
  portsOfDevice(deviceId: string): readonly Port[] {
    return this.#portsOfDevice.get(deviceId) ?? []
  }

  /** The node the port is bound to. */
  hostOf(port: Port): string | null {
    return port.host ?? this.#parentOfSubport.get(port.id)?.host ?? null
  }

  /** The id of the router whose interface or gateway this port is. */
  routerIdOf(port: Port): string | null {
    const role = roleOf(port)
    const ofRouter = role === 'router-interface' || role === 'router-gateway' || port.deviceOwner === HA_INTERFACE
    return ofRouter && port.deviceId !== '' ? port.deviceId : null
  }

  routerOf(port: Port): Router | undefined {
    return this.routerById(this.routerIdOf(port))
  }

  /**
   * Whether the network makes a tenant: it is not `router:external`, not shared, has a project (networks of HA routers
   * have none), and is no provider network, one with no router interface and no subnet with `ipv6_ra_mode`.
   */
  isTenantNetwork(network: Network): boolean {
    if (network.external || network.shared || network.projectId === null) return false
    return (
      this.portsOf(network.id).some((port) => roleOf(port) === 'router-interface') ||
      this.subnetsOf(network.id).some(({ ipv6RaMode }) => ipv6RaMode !== null)
    )
  }
}

const HA_INTERFACE = 'network:router_ha_interface'

/** The MACs whose rows no cap may push out of an Observation, ascending: all that ports have or may use. */
export function pinnedMacs({ ports }: Inventory): readonly string[] {
  const macs = ports.flatMap(macsOf)
  return [...new Set(macs)].sort()
}

function macsOf(port: Port): string[] {
  const others = [...port.allowedAddressPairs, ...port.subports].map(({ macAddress }) => macAddress)
  return [port.macAddress, ...others.filter((mac) => mac !== null)]
}

function allowedMacs(ports: readonly Port[]): ReadonlyMap<string, ReadonlySet<string>> {
  const macs = new Map<string, Set<string>>()
  for (const { networkId, macAddress, allowedAddressPairs } of ports) {
    if (networkId === null) continue
    const ofNetwork = macs.get(networkId) ?? new Set<string>()
    ofNetwork.add(macAddress)
    for (const pair of allowedAddressPairs) if (pair.macAddress !== null) ofNetwork.add(pair.macAddress)
    macs.set(networkId, ofNetwork)
  }
  return macs
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]))
}

function group<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const members = groups.get(key)
      if (members === undefined) groups.set(key, [item])
      else members.push(item)
    }
  }
  return groups
}

function segmentKey(networkType: string | null, segmentationId: number | null): string {
  return `${networkType ?? ''} ${segmentationId ?? ''}`
}
