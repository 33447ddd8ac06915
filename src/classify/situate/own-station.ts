import type { ConversationRow } from '../../observe/observation.ts'
import type { Joined, Settled } from '../../observe/settled.ts'
import { isGroupIpv6, isGroupMac, isIpv6 } from '../address-scope.ts'

/** A port's own station takes part in all unicast frames there but what a switch floods before it has learned a MAC. */
const ALMOST_ALL = 0.9

const SERVER_MESSAGES = new Set(['advertise', 'reply', 'reconfigure', 'offer', 'ack', 'nak'])

/** What was heard at one vantage outside any tag or tunnel, as far as it tells whose interface it is. */
export interface Heard {
  readonly routers: ReadonlySet<string>
  readonly servers: ReadonlySet<string>
  /** Share of the unicast frames each MAC takes part in. */
  readonly shares: ReadonlyMap<string, number>
}

/** For every vantage; rows of tagged and tunnelled segments are left out. */
export function hear(settled: Settled): readonly Heard[] {
  const owners = addressOwners(settled)
  const ears = settled.vantages.map(() => new Ear())
  for (const row of settled.neighborDiscovery) {
    if (!untagged(settled, row.segment)) continue
    const ear = ears[row.vantage]!
    if (row.kind === 'router-advertisement') ear.routers.add(row.linkSource)
    ear.unicast(row, owners)
  }
  for (const row of settled.dhcp) {
    if (!untagged(settled, row.segment)) continue
    const ear = ears[row.vantage]!
    if (SERVER_MESSAGES.has(row.kind)) ear.servers.add(row.linkSource)
    ear.unicast(row, owners)
  }
  for (const row of settled.conversations) if (untagged(settled, row.segment)) ears[row.vantage]!.unicast(row, owners)
  return ears
}

export function isServerMessage(kind: string): boolean {
  return SERVER_MESSAGES.has(kind)
}

type Unicast = Pick<
  Joined<ConversationRow>,
  'vantage' | 'linkSource' | 'linkDestination' | 'source' | 'destination' | 'count'
>

class Ear implements Heard {
  readonly routers = new Set<string>()
  readonly servers = new Set<string>()
  readonly #counts = new Map<string, number>()
  #total = 0

  unicast(row: Unicast, owners: ReadonlyMap<string, string>): void {
    const { vantage, linkSource, linkDestination, destination, count } = row
    if (linkDestination === null ? isGroupAddress(destination) : isGroupMac(linkDestination)) return
    const receiver = linkDestination ?? owners.get(`${vantage} ${destination}`)
    this.#total += count
    for (const mac of new Set([linkSource, receiver])) {
      if (mac !== undefined) this.#counts.set(mac, (this.#counts.get(mac) ?? 0) + count)
    }
  }

  get shares(): ReadonlyMap<string, number> {
    return new Map([...this.#counts].map(([mac, count]) => [mac, count / this.#total]))
  }
}

function isGroupAddress(address: string): boolean {
  return isIpv6(address) ? isGroupIpv6(address) : Number.parseInt(address, 10) >= 224
}

/** Cooked captures record no destination MAC: there the owner of the destination address stands for it. */
function addressOwners(settled: Settled): ReadonlyMap<string, string> {
  const owners = new Map<string, string>()
  for (const { vantage, address, mac, learned } of settled.addresses) {
    if (learned !== 'traffic') owners.set(`${vantage} ${address}`, mac)
  }
  return owners
}

function untagged(settled: Settled, segment: number): boolean {
  return settled.segments[segment]!.kind === 'untagged'
}

export type PortKind = 'tap' | 'router-interface' | 'router-gateway'

/**
 * The MAC of the port whose interface a vantage is, where its frames tell: on a tap the one host that takes part in all
 * unicast (the DHCP server on its own), on `qr-` the router that advertises, on `qg-` no router of the outside.
 */
export function ownStation(heard: Heard, kind: PortKind): string | null {
  const busy = [...heard.shares].filter(([, share]) => share >= ALMOST_ALL).map(([mac]) => mac)
  const busyRouters = busy.filter((mac) => heard.routers.has(mac))
  if (kind === 'router-interface') return only(busyRouters) ?? only(busy) ?? only([...heard.routers])
  const hosts = busy.filter((mac) => !heard.routers.has(mac))
  if (kind === 'router-gateway') return only(hosts)
  return only(hosts)
}

/** A tap on which a client and its DHCP server take part in all unicast is the one's or the other's. */
export interface ClientOrServer {
  readonly client: string
  readonly server: string
}

export function clientOrServer(heard: Heard): ClientOrServer | null {
  const busy = [...heard.shares].filter(([mac, share]) => share >= ALMOST_ALL && !heard.routers.has(mac))
  const servers = busy.map(([mac]) => mac).filter((mac) => heard.servers.has(mac))
  const clients = busy.map(([mac]) => mac).filter((mac) => !heard.servers.has(mac))
  const [client, server] = [only(clients), only(servers)]
  return client === null || server === null ? null : { client, server }
}

function only(macs: readonly string[]): string | null {
  return macs.length === 1 ? macs[0]! : null
}
