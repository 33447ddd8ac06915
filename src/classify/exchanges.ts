import { whyIncomplete, whyTryDoesNotCount } from './absence.ts'
import { isRoutableIpv6 } from './address-scope.ts'
import { type Addressee, type Cloud, isCooked, isVm, networkOf, type Station, senderOf, stationOf } from './cloud.ts'
import { type Conversation, conversationsOf } from './conversations.ts'
import { addresseeOf } from './situate/stations.ts'

/** Packets from one address to another as they pass one network: who put them there, for whom. */
export interface Leg {
  readonly row: Conversation
  readonly network: number
  /** The station that put them on this network: the sender, or a router. */
  readonly from: Station | undefined
  /** Whom they are handed to; undefined where the capture does not tell, or where nothing is known of that MAC. */
  readonly to: Addressee | undefined
}

/** IPv6 packets between routable addresses, by source and destination. */
export interface Exchanges {
  /** What VMs put on their networks, by first frame. */
  readonly ofVms: readonly Leg[]
  from(source: string, destination: string): readonly Leg[]
  /** What a station put on its network. */
  by(station: Station): readonly Leg[]
}

const indexed = new WeakMap<Cloud, Exchanges>()

export function exchangesOf(cloud: Cloud): Exchanges {
  const known = indexed.get(cloud)
  if (known !== undefined) return known
  const exchanges = indexExchanges(cloud)
  indexed.set(cloud, exchanges)
  return exchanges
}

/** Legs are made of those conversations alone that are asked for. */
function indexExchanges(cloud: Cloud): Exchanges {
  const { conversations } = cloud.settled
  const reverse = reverseNetworks(cloud)
  const made = new Map<Conversation, Leg | null>()
  const legOf = (row: Conversation): readonly Leg[] => {
    let leg = made.get(row)
    if (leg === undefined) {
      leg = makeLeg(cloud, row, reverse)
      made.set(row, leg)
    }
    return leg === null ? [] : [leg]
  }
  let ofVms: readonly Leg[] | undefined
  return {
    get ofVms() {
      ofVms ??= conversationsOf(cloud, cloud.stations.withRole('vm-port'))
        .flatMap(legOf)
        .filter(({ from }) => isVm(from))
      return ofVms
    },
    from: (source, destination) => conversations.between(source, destination).flatMap(legOf),
    by: (station) =>
      conversationsOf(cloud, [station])
        .flatMap(legOf)
        .filter(({ from }) => from === station),
  }
}

function makeLeg(cloud: Cloud, row: Conversation, reverse: Reverse): Leg | null {
  if (row.family === 4 || !isRoutableIpv6(row.source) || !isRoutableIpv6(row.destination)) return null
  const known = networkOf(cloud, row)
  const network = known ?? outsideOf(cloud, row, reverse)
  if (network === null) return null
  const from = known === null ? stationOf(cloud, network, row.linkSource) : senderOf(cloud, row)
  const to = stationOf(cloud, network, row.linkDestination) ?? addresseeOf(cloud, network, row.linkDestination)
  return { row, network, from, to }
}

/**
 * A frame of unknown place on a cooked capture, of a MAC that no port has, is on the one network of the outside from which that
 * interface shows packets the other way.
 */
function outsideOf(
  cloud: Cloud,
  { vantage, linkSource, source, destination }: Leg['row'],
  reverse: Reverse,
): number | null {
  if (cloud.lookup === null || !isCooked(cloud.settled.vantages[vantage]!)) return null
  if (cloud.lookup.portsByMac(linkSource).length > 0) return null
  const outside = [...(reverse.get(`${vantage} ${destination} ${source}`) ?? [])].filter((network) => {
    const { external, tenant } = cloud.networks[network]!
    return external || !tenant
  })
  return outside.length === 1 ? outside[0]! : null
}

type Reverse = ReadonlyMap<string, ReadonlySet<number>>

/** Networks of packets on cooked captures, by vantage and addresses, where an inventory tells which are the outside. */
function reverseNetworks(cloud: Cloud): Reverse {
  const found = new Map<string, Set<number>>()
  if (cloud.lookup === null) return found
  for (const row of cloud.settled.conversations) {
    if (!isCooked(cloud.settled.vantages[row.vantage]!)) continue
    const network = networkOf(cloud, row)
    const key = `${row.vantage} ${row.source} ${row.destination}`
    if (network !== null) found.set(key, (found.get(key) ?? new Set<number>()).add(network))
  }
  return found
}

/** Whether a leg's frames are for this MAC; cooked captures leave it open, and then they may be. */
export function isFor({ row }: Leg, mac: string): boolean {
  return row.linkDestination === null || row.linkDestination === mac
}

/** The same packets on another network, after one router: hop limit lower by one, another Ethernet source. */
export function legsBeyond(exchanges: Exchanges, leg: Leg): readonly Leg[] {
  const { source, destination, hopLimit, linkSource } = leg.row
  return exchanges
    .from(source, destination)
    .filter(
      ({ row, network }) =>
        network !== leg.network &&
        row.hopLimit === hopLimit - 1 &&
        (row.linkSource !== linkSource || leg.to?.mac === linkSource),
    )
}

/** Packets back to the station that put these on their network, wherever on it they were seen. */
export function backLegs(exchanges: Exchanges, { row, network, from }: Leg): readonly Leg[] {
  return exchanges
    .from(row.destination, row.source)
    .filter((back) => back.network === network && back.from !== from && isFor(back, row.linkSource))
}

/**
 * The answer to packets, as far as their sender got it: where an interface of its own shows the packets and listened on,
 * whole, an answer that is not there did not arrive, whatever other vantages show. A node's own interfaces of one port (`tap`
 * and `qvo`, say) must all show it; after a migration, those of one node are enough.
 */
export function answerOf(
  cloud: Cloud,
  exchanges: Exchanges,
  leg: Leg,
  isAnswer: (back: Leg) => boolean = () => true,
): Leg | undefined {
  const backs = backLegs(exchanges, leg).filter(isAnswer)
  if (backs.length === 0) return undefined
  const nodes = new Map<string, number[]>()
  for (const { row } of ownLegs(cloud, exchanges, leg)) {
    const { node } = cloud.settled.vantages[row.vantage]!
    const vantages = nodes.get(node)
    if (vantages === undefined) nodes.set(node, [row.vantage])
    else vantages.push(row.vantage)
  }
  if (nodes.size === 0) return backs[0]
  for (const vantages of nodes.values()) {
    const received = vantages.map((vantage) => backs.find(({ row }) => row.vantage === vantage))
    if (received.every((back) => back !== undefined)) return received[0]
  }
  return undefined
}

/** The same packets at interfaces of their sender's own where an answer could not be missed. */
function ownLegs(cloud: Cloud, exchanges: Exchanges, { row, network, from }: Leg): readonly Leg[] {
  if (from === undefined || from.ports.length === 0 || whyIncomplete(cloud, ['conversations']) !== null) return []
  return exchanges
    .from(row.source, row.destination)
    .filter(
      (own) =>
        own.network === network &&
        own.from === from &&
        from.ports.includes(own.row.vantage) &&
        !cloud.vantages[own.row.vantage]!.guessed &&
        whyTryDoesNotCount(cloud, own.row.first) === null,
    )
}
