import type { JoinedNd } from '../observe/settled.ts'
import { Contents, isCut } from './content.ts'
import type { Epoch } from './moment.ts'
import { isForAll, type Located, type Situation } from './situation.ts'
import { Track } from './track.ts'

/** A router on one network, as it names itself. */
export interface RouterIdentity {
  readonly network: number
  readonly mac: string
  readonly address: string
}

const LINUX_COOKED: readonly number[] = [113, 276]

/** Routers followed on one network: a flood has thousands, all but the network's own sending little each. */
const MOST_ROUTERS = 32

export interface Routers {
  readonly kept: readonly RouterIdentity[]
  /** How many more there were. */
  readonly leftOut: number
}

/** All advertisements, by who sent them and where they were seen; a vantage's track of a router is made once. */
export class Advertisements {
  readonly #epoch: Epoch
  readonly #contents = new Contents()
  /** Rows by network and source address, then vantage. */
  readonly #rows = new Map<string, Map<number, JoinedNd[]>>()
  readonly #macs = new Map<string, Set<string>>()
  readonly #tracks = new Map<string, Track>()

  constructor(situation: Situation, epoch: Epoch) {
    this.#epoch = epoch
    const all = situation.settled.neighborDiscovery.filter(({ kind }) => kind === 'router-advertisement')
    for (const row of [...all.filter((each) => !isCut(each)), ...all.filter(isCut)]) {
      this.#contents.numberOf(row)
      const network = networkAt(situation, row)
      if (network !== null) this.#add(network, row)
    }
  }

  #add(network: number, row: JoinedNd): void {
    const key = `${network} ${row.source}`
    const byVantage = this.#rows.get(key) ?? new Map<number, JoinedNd[]>()
    this.#rows.set(key, byVantage)
    const rows = byVantage.get(row.vantage)
    if (rows === undefined) byVantage.set(row.vantage, [row])
    else rows.push(row)
  }

  /** Routers that advertised where `isOrigin` holds, by network, MAC and address; of each network those that did so most. */
  routers(isOrigin: (row: JoinedNd, network: number) => boolean): Routers {
    const found = new Map<number, Map<string, { readonly router: RouterIdentity; count: number }>>()
    for (const [key, byVantage] of this.#rows) {
      const network = Number(key.slice(0, key.indexOf(' ')))
      const ofNetwork = found.get(network) ?? new Map<string, { readonly router: RouterIdentity; count: number }>()
      for (const row of [...byVantage.values()].flat()) {
        if (!isOrigin(row, network)) continue
        const router = { network, mac: row.linkSource, address: row.source }
        const name = `${row.linkSource} ${row.source}`
        const known = ofNetwork.get(name) ?? { router, count: 0 }
        known.count += row.seen.length
        found.set(network, ofNetwork.set(name, known))
        const macs = this.#macs.get(key) ?? new Set<string>()
        this.#macs.set(key, macs.add(row.linkSource))
      }
    }
    const kept: RouterIdentity[] = []
    let leftOut = 0
    for (const ofNetwork of found.values()) {
      const byCount = [...ofNetwork.values()].sort((a, b) => b.count - a.count || byIdentity(a.router, b.router))
      kept.push(...byCount.slice(0, MOST_ROUTERS).map(({ router }) => router))
      leftOut += Math.max(byCount.length - MOST_ROUTERS, 0)
    }
    return { kept: kept.sort(byIdentity), leftOut }
  }

  /** Vantages that saw advertisements from the router's address on its network. */
  vantagesOf({ network, address }: RouterIdentity): readonly number[] {
    return [...(this.#rows.get(`${network} ${address}`)?.keys() ?? [])].sort((a, b) => a - b)
  }

  /** What a vantage saw of the router, whatever Ethernet source it had, unless that is another router's of the same address. */
  track(router: RouterIdentity, vantage: number): Track {
    const key = `${vantage} ${router.network} ${router.address} ${router.mac}`
    const known = this.#tracks.get(key)
    if (known !== undefined) return known
    const rows = this.#rows.get(`${router.network} ${router.address}`)?.get(vantage) ?? []
    const macs = this.#macs.get(`${router.network} ${router.address}`)
    const mine = rows.filter(({ linkSource }) => linkSource === router.mac || macs?.has(linkSource) !== true)
    const track = new Track(vantage, mine, this.#contents, this.#epoch)
    this.#tracks.set(key, track)
    return track
  }
}

/** A row's network; where a port shows a VLAN tag that means nothing there, the port's: the tag should have been stripped. */
function networkAt(situation: Situation, row: JoinedNd): number | null {
  const { role, network } = situation.vantages[row.vantage]!
  const told = situation.networkOf(row)
  if (told !== null || role !== 'vm-port') return told
  return situation.settled.segments[row.segment]!.kind === 'vlan' && isForAll(row) ? network : null
}

/** Whether a row shows a tag that was to be stripped before its port. */
export function isMistagged(situation: Situation, row: JoinedNd): boolean {
  return situation.settled.segments[row.segment]!.kind === 'vlan' && situation.networkOf(row) === null
}

/** Whether a row's frames passed an interface between nodes: a physical one, or a provider bridge with the provider's tags. */
export function isBetweenNodes(situation: Situation, row: Located): boolean {
  const { role } = situation.vantages[row.vantage]!
  const { kind } = situation.settled.segments[row.segment]!
  const cooked = LINUX_COOKED.includes(situation.settled.vantages[row.vantage]!.linkType)
  if (role === 'physical') return !cooked || kind !== 'untagged'
  return role === 'bridge' && kind === 'vlan' && situation.isCertain(row)
}

function byIdentity(a: RouterIdentity, b: RouterIdentity): number {
  return a.network - b.network || compare(a.mac, b.mac) || compare(a.address, b.address)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
