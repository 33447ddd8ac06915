import { type Cloud, isVm, type Station } from '../cloud.ts'
import { type Exchanges, exchangesOf, isFor, type Leg, legsBeyond } from '../exchanges.ts'
import { ipv6OnlyVms } from './ipv6-only.ts'
import { type AddressOwner, ownersByAddress } from './vm-addresses.ts'

/** The two ways from VM to VM: on one network by MAC, or on two through a router. */
export type WayName = 'switched' | 'routed'

/** VMs, their addresses, and what passes between them. */
export interface Scene {
  readonly cloud: Cloud
  readonly exchanges: Exchanges
  /** NICs of VMs without IPv4. */
  readonly only: readonly Station[]
  readonly isOnly: (station: Station | undefined) => station is Station
  /** VMs' NICs by an address they hold. */
  readonly owners: ReadonlyMap<string, readonly AddressOwner[]>
}

export function sceneOf(cloud: Cloud): Scene {
  const only = ipv6OnlyVms(cloud)
  const numbers = new Set(only.map(({ number }) => number))
  const isOnly = (station: Station | undefined): station is Station =>
    station !== undefined && numbers.has(station.number)
  return { cloud, exchanges: exchangesOf(cloud), only, isOnly, owners: ownersByAddress(cloud) }
}

/** The other VM whose address a packet is for, where its frame goes straight there. */
export function switchedOwner(scene: Scene, { row, network, from }: Leg): AddressOwner | undefined {
  const { owners } = scene
  if (!isVm(from) || !holds(scene, from, row.source)) return undefined
  const straight = ({ mac }: AddressOwner) => (row.linkDestination ?? mac) === mac
  return owners.get(row.destination)?.find((one) => one.network === network && one.vm !== from.vm && straight(one))
}

export function switchedPeer(scene: Scene, leg: Leg): Station | undefined {
  const owner = switchedOwner(scene, leg)
  return owner === undefined ? undefined : scene.cloud.stations.at(leg.network, owner.mac)
}

/** Whether an address that a VM sends from is its own: it claimed it, or nobody else on its network did. A VM may forward. */
export function holds({ owners }: Scene, { network, mac }: Station, address: string): boolean {
  const here = (owners.get(address) ?? []).filter((owner) => owner.network === network)
  return here.length === 0 ? !owners.has(address) : here.some((owner) => owner.mac === mac)
}

/** Where packets that a VM handed to its router come out for another VM on another network of the project. */
export function arrivals(scene: Scene, leg: Leg): readonly { readonly leg: Leg; readonly peer: Station }[] {
  const { cloud, exchanges, owners } = scene
  if (!isVm(leg.from) || !holds(scene, leg.from, leg.row.source) || isVm(leg.to)) return []
  return legsBeyond(exchanges, leg).flatMap((beyond) => {
    if (!isTenantRouter(cloud, beyond.from) || !sameProject(cloud, leg.network, beyond.network)) return []
    const owner = owners
      .get(leg.row.destination)
      ?.find(({ network, mac }) => network === beyond.network && isFor(beyond, mac))
    const peer = owner === undefined ? undefined : cloud.stations.at(beyond.network, owner.mac)
    return peer === undefined || peer.vm === leg.from?.vm ? [] : [{ leg: beyond, peer }]
  })
}

function isTenantRouter(cloud: Cloud, station: Station | undefined): boolean {
  return station?.role === 'router-interface' && !cloud.upstreamRouters.has(station.mac)
}

/** Without an inventory: a virtual router joins the networks of one project only. */
function sameProject(cloud: Cloud, a: number, b: number): boolean {
  const [one, other] = [cloud.networks[a]!, cloud.networks[b]!]
  return cloud.lookup === null ? one.tenant && other.tenant : one.project !== null && one.project === other.project
}
