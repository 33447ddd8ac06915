import { type InterfaceKind, interfaceRole } from '../../inventory/interface-names.ts'
import { macNumberText, macOfText, NO_MAC } from '../../observe/mac-number-text.ts'
import type { ConversationRow } from '../../observe/rows.ts'
import type { Joined, Settled } from '../../observe/settled.ts'
import { isGroupIpv6, isGroupMacNumber, isIpv6 } from '../address-scope.ts'

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
  /** MACs that take part in almost all unicast frames. */
  readonly busy: readonly string[]
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
  const { places, segments, senders, conversations } = settled
  const earsAt = Array.from({ length: places.length }, (_, place) => {
    const vantage = places.vantages[place]!
    return mayBePorts[vantage] && segments[places.segments[place]!]!.kind === 'untagged' ? ears[vantage] : undefined
  })
  const owners = new AddressOwners(settled)
  const at = ({ sender }: Pick<Unicast, 'sender'>) => earsAt[senders.places[sender]!]
  const hearLink = (sender: number, destination: number, frames: number) => {
    if (!isGroupMacNumber(destination)) at({ sender })?.unicast(senders.macs[sender]!, destination, frames)
  }
  const hearRow = (row: Unicast) => {
    const { vantage, sender, linkDestination, destination, count } = row
    const ear = at(row)
    if (ear === undefined) return
    if (linkDestination !== null) hearLink(sender, macOfText(linkDestination)!, count)
    else if (!isGroupAddress(destination)) ear.unicast(senders.macs[sender]!, owners.at(vantage, destination), count)
  }
  for (const row of settled.stations) at(row)?.senders.add(row.mac)
  for (const row of settled.neighborDiscovery) {
    const isAdvertisement = row.kind === 'router-advertisement'
    if (isAdvertisement) advertisers.add(row.linkSource)
    const ear = at(row)
    if (isAdvertisement) ear?.routers.add(row.linkSource)
    hearRow(row)
  }
  for (const row of settled.dhcp) {
    const ear = at(row)
    if (SERVER_MESSAGES.has(row.kind)) ear?.servers.add(row.linkSource)
    hearRow(row)
  }
  let isCooked = false
  conversations.eachLink((sender, destination, frames) => {
    if (destination === NO_MAC) isCooked = true
    else hearLink(sender, destination, frames)
  })
  if (isCooked) for (const row of conversations) if (row.linkDestination === null) hearRow(row)
  return ears
}

export function isServerMessage(kind: string): boolean {
  return SERVER_MESSAGES.has(kind)
}

type Unicast = Pick<Joined<ConversationRow>, 'vantage' | 'sender' | 'linkDestination' | 'destination' | 'count'>

class Ear implements Heard {
  readonly advertisers: ReadonlySet<string>
  readonly senders = new Set<string>()
  readonly routers = new Set<string>()
  readonly servers = new Set<string>()
  /** Unicast frames that each MAC address takes part in. */
  readonly #counts = new Map<number, number>()
  unicastFrames = 0

  constructor(advertisers: ReadonlySet<string>) {
    this.advertisers = advertisers
  }

  /** @param receiver undefined: it is not known */
  unicast(sender: number, receiver: number | undefined, frames: number): void {
    this.unicastFrames += frames
    this.#takesPart(sender, frames)
    if (receiver !== undefined && receiver !== sender) this.#takesPart(receiver, frames)
  }

  #takesPart(mac: number, frames: number): void {
    this.#counts.set(mac, (this.#counts.get(mac) ?? 0) + frames)
  }

  get busy(): readonly string[] {
    const busy = [...this.#counts].filter(([, frames]) => frames / this.unicastFrames >= ALMOST_ALL)
    return busy.map(([mac]) => macNumberText(mac))
  }
}

function isGroupAddress(address: string): boolean {
  return isIpv6(address) ? isGroupIpv6(address) : Number.parseInt(address, 10) >= 224
}

/** Cooked captures record no destination MAC: there the owner of the destination address stands for it. */
class AddressOwners {
  readonly #settled: Settled
  #known: ReadonlyMap<string, number> | undefined

  constructor(settled: Settled) {
    this.#settled = settled
  }

  at(vantage: number, address: string): number | undefined {
    this.#known ??= this.#collected()
    return this.#known.get(`${vantage} ${address}`)
  }

  #collected(): ReadonlyMap<string, number> {
    const { senders, addresses } = this.#settled
    const owners = new Map<string, number>()
    for (const { vantage, address, sender, learned } of addresses) {
      if (learned !== 'traffic') owners.set(`${vantage} ${address}`, senders.macs[sender]!)
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
  const { busy } = heard
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
