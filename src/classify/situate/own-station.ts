import { type InterfaceKind, interfaceRole } from '../../inventory/interface-names.ts'
import type { ConversationRow } from '../../observe/rows.ts'
import type { Joined, Settled } from '../../observe/settled.ts'
import { isGroupIpv6, isGroupMac, isIpv6 } from '../address-scope.ts'

/** A port's own station takes part in all unicast frames there but what a switch floods before it has learned a MAC. */
const ALMOST_ALL = 0.9

const SERVER_MESSAGES = new Set(['advertise', 'reply', 'reconfigure', 'offer', 'ack', 'nak'])

/** What was heard at one vantage outside any tag or tunnel, as far as it tells whose interface it is. */
export interface Heard {
  readonly senders: ReadonlySet<string>
  readonly routers: ReadonlySet<string>
  readonly servers: ReadonlySet<string>
  /** MACs that advertise anywhere. */
  readonly advertisers: ReadonlySet<string>
  /** Share of the unicast frames each MAC takes part in. */
  readonly shares: ReadonlyMap<string, number>
  /** Unicast frames in all. */
  readonly unicastFrames: number
}

/**
 * For every vantage that may be a port's interface, which is all that it tells; of others nothing. Rows of tagged and tunnelled
 * segments are left out.
 */
export function hear(settled: Settled): readonly Heard[] {
  const mayBePorts = settled.vantages.map(({ name }) => isPortKind(interfaceRole(name).kind))
  const advertisers = new Set<string>()
  const ears = mayBePorts.map(() => new Ear(advertisers))
  if (!mayBePorts.includes(true)) return ears
  const owners = new AddressOwners(settled)
  const at = ({ vantage, segment }: Pick<Unicast, 'vantage' | 'segment'>) =>
    mayBePorts[vantage] === true && settled.segments[segment]!.kind === 'untagged' ? ears[vantage] : undefined
  for (const row of settled.stations) at(row)?.senders.add(row.mac)
  for (const row of settled.neighborDiscovery) {
    const isAdvertisement = row.kind === 'router-advertisement'
    if (isAdvertisement) advertisers.add(row.linkSource)
    const ear = at(row)
    if (isAdvertisement) ear?.routers.add(row.linkSource)
    ear?.unicast(row, owners)
  }
  for (const row of settled.dhcp) {
    const ear = at(row)
    if (SERVER_MESSAGES.has(row.kind)) ear?.servers.add(row.linkSource)
    ear?.unicast(row, owners)
  }
  for (const row of settled.conversations) at(row)?.unicast(row, owners)
  return ears
}

export function isServerMessage(kind: string): boolean {
  return SERVER_MESSAGES.has(kind)
}

type Unicast = Pick<
  Joined<ConversationRow>,
  'vantage' | 'segment' | 'linkSource' | 'linkDestination' | 'source' | 'destination' | 'count'
>

class Ear implements Heard {
  readonly advertisers: ReadonlySet<string>
  readonly senders = new Set<string>()
  readonly routers = new Set<string>()
  readonly servers = new Set<string>()
  readonly #counts = new Map<string, number>()
  #total = 0

  constructor(advertisers: ReadonlySet<string>) {
    this.advertisers = advertisers
  }

  unicast(row: Unicast, owners: AddressOwners): void {
    const { vantage, linkSource, linkDestination, destination, count } = row
    if (linkDestination === null ? isGroupAddress(destination) : isGroupMac(linkDestination)) return
    const receiver = linkDestination ?? owners.at(vantage, destination)
    this.#total += count
    this.#takesPart(linkSource, count)
    if (receiver !== undefined && receiver !== linkSource) this.#takesPart(receiver, count)
  }

  #takesPart(mac: string, count: number): void {
    this.#counts.set(mac, (this.#counts.get(mac) ?? 0) + count)
  }

  get unicastFrames(): number {
    return this.#total
  }

  get shares(): ReadonlyMap<string, number> {
    return new Map([...this.#counts].map(([mac, count]) => [mac, count / this.#total]))
  }
}

function isGroupAddress(address: string): boolean {
  return isIpv6(address) ? isGroupIpv6(address) : Number.parseInt(address, 10) >= 224
}

/** Cooked captures record no destination MAC: there the owner of the destination address stands for it. */
class AddressOwners {
  readonly #settled: Settled
  #known: ReadonlyMap<string, string> | undefined

  constructor(settled: Settled) {
    this.#settled = settled
  }

  at(vantage: number, address: string): string | undefined {
    this.#known ??= this.#collected()
    return this.#known.get(`${vantage} ${address}`)
  }

  #collected(): ReadonlyMap<string, string> {
    const owners = new Map<string, string>()
    for (const { vantage, address, mac, learned } of this.#settled.addresses) {
      if (learned !== 'traffic') owners.set(`${vantage} ${address}`, mac)
    }
    return owners
  }
}

export type PortKind = 'tap' | 'router-interface' | 'router-gateway'

export function isPortKind(kind: InterfaceKind): kind is PortKind {
  return kind === 'tap' || kind === 'router-interface' || kind === 'router-gateway'
}

/** The MACs that an interface could be the port of, as its own frames tell, and whether one of them alone is proof. */
export interface Candidates {
  readonly macs: readonly string[]
  readonly sure: boolean
  /** Unicast frames that tell it. */
  readonly frames: number
}

/**
 * On a tap the hosts that take part in all unicast, on `qr-` the router that advertises, on `qg-` no router of the outside;
 * where no unicast is, whoever else sends there. A VM that advertises is no router where nothing else takes part in all.
 */
export function candidatesOf(heard: Heard, kind: PortKind): Candidates {
  const busy = [...heard.shares].filter(([, share]) => share >= ALMOST_ALL).map(([mac]) => mac)
  const hosts = busy.filter((mac) => !heard.advertisers.has(mac))
  const frames = heard.unicastFrames
  const isDumb = kind === 'router-gateway' ? hosts.length === 0 : busy.length === 0
  if (kind !== 'router-interface' && isDumb) {
    return { macs: [...heard.senders].filter((mac) => !heard.advertisers.has(mac)), sure: false, frames }
  }
  if (kind !== 'router-interface') return { macs: hosts.length > 0 ? hosts : busy, sure: true, frames }
  const routers = busy.filter((mac) => heard.routers.has(mac))
  if (routers.length > 0) return { macs: routers, sure: true, frames }
  return { macs: busy.length > 0 ? busy : [...heard.routers], sure: false, frames }
}

/**
 * Of interfaces' candidates each one's own, where it can be told: a MAC that is another interface's beyond doubt (where more
 * frames tell it) is not this one's, and of several the one that is a candidate nowhere else. Interfaces of one key are one
 * port's.
 */
export function ownStations(
  interfaces: readonly { readonly key: string; readonly candidates: Candidates }[],
): readonly (string | null)[] {
  const homes = new Map<string, string>()
  const sure = interfaces.filter(({ candidates }) => candidates.sure && candidates.macs.length === 1)
  for (const { key, candidates } of [...sure].sort((a, b) => b.candidates.frames - a.candidates.frames)) {
    if (!homes.has(candidates.macs[0]!)) homes.set(candidates.macs[0]!, key)
  }
  const elsewhere = (mac: string, key: string) => (homes.get(mac) ?? key) !== key
  const left = ({ key, candidates }: (typeof interfaces)[number]) =>
    candidates.macs.filter((mac) => !elsewhere(mac, key))
  for (let before = -1; before !== homes.size; ) {
    before = homes.size
    for (const one of interfaces) {
      const [mac, second] = left(one)
      if (mac !== undefined && second === undefined && !homes.has(mac)) homes.set(mac, one.key)
    }
  }
  const keys = new Map<string, Set<string>>()
  for (const { key, candidates } of interfaces) {
    for (const mac of candidates.macs) keys.set(mac, (keys.get(mac) ?? new Set<string>()).add(key))
  }
  const owns = interfaces.map((one) => only(left(one)) ?? only(left(one).filter((mac) => keys.get(mac)!.size === 1)))
  const byKey = new Map(interfaces.flatMap(({ key }, i) => (owns[i] === null ? [] : [[key, owns[i]!] as const])))
  return interfaces.map(({ key }, i) => owns[i] ?? byKey.get(key) ?? null)
}

function only(macs: readonly string[]): string | null {
  return macs.length === 1 ? macs[0]! : null
}
