import type { Seen } from '../observe/settled.ts'
import { NANOSECONDS, nanosecondsBetween, shiftTime } from '../observe/time.ts'
import { whyDeaf, whyIncomplete } from './absence.ts'
import { isGroupMac } from './address-scope.ts'
import { type Cloud, networkOf, type Station } from './cloud.ts'
import { compareSeen } from './evidence.ts'
import { type Family, holdingsOf } from './holdings.ts'

/** So many unanswered requests are no accident. */
const ENOUGH = 3
/** Nobody answered so long after the last. */
const PATIENCE_NS = 4 * NANOSECONDS
/** A request counts only if the capture runs so long past it. */
const COUNTS_NS = 3 * NANOSECONDS

/** What a NIC asked for at its own port, and what came back. */
export interface Asking {
  readonly family: Family
  readonly kind: 'router-solicitation' | 'solicit' | 'discover'
  readonly vantage: number
  readonly asked: readonly Seen[]
  readonly answered: readonly Seen[]
}

/** The requests of a NIC for addresses of a family that nobody answered. */
export interface InVain {
  readonly family: Family
  readonly asked: readonly { readonly kind: Asking['kind']; readonly seen: Seen }[]
  readonly vantage: number
  /** Why it proves nothing; null where it does. */
  readonly why: string | null
}

/** Whether a NIC that holds no address of a family asked for one in vain; null where it did not ask enough, or was answered. */
export function askedInVain(cloud: Cloud, station: Station, family: Family): InVain | null {
  for (const vantage of station.ports) {
    const found = inVainAt(cloud, station, family, vantage)
    if (found !== null) return found
  }
  return null
}

function inVainAt(cloud: Cloud, station: Station, family: Family, vantage: number): InVain | null {
  const askings = askingsAt(cloud, station, vantage).filter((asking) => asking.family === family)
  const unanswered = askings.filter((asking) => asking.asked.length > 0 && asking.answered.length === 0)
  const asked = unanswered
    .flatMap(({ kind, asked: seen }) => seen.map((one) => ({ kind, seen: one })))
    .sort((a, b) => compareSeen(a.seen, b.seen))
  if (asked.length < ENOUGH) return null
  return {
    family,
    asked,
    vantage,
    why: whyProvesNothing(
      cloud,
      station,
      family,
      vantage,
      asked.map(({ seen }) => seen),
    ),
  }
}

function whyProvesNothing(
  cloud: Cloud,
  station: Station,
  family: Family,
  vantage: number,
  asked: readonly Seen[],
): string | null {
  const incomplete = whyIncomplete(cloud, ['neighborDiscovery', 'dhcp'])
  if (incomplete !== null) return incomplete
  if (cloud.vantages[vantage]!.guessed) return 'whose port that interface is was told by its frames alone'
  const first = asked[0]!.time
  const deaf = asked.map(({ time }) =>
    whyDeaf(cloud, vantage, first, time === null ? null : shiftTime(time, COUNTS_NS)),
  )
  if (deaf.filter((why) => why === null).length < ENOUGH) return deaf.find((why) => why !== null) ?? null
  return whyNobodyServes(cloud, station, family)
}

/** Only where someone is to answer: a subnet of that family, or another station that got an answer. */
function whyNobodyServes(cloud: Cloud, station: Station, family: Family): string | null {
  const { networkId } = cloud.networks[station.network]!
  if (cloud.lookup !== null && networkId !== null) {
    if (cloud.lookup.subnetsOf(networkId).some(({ ipVersion }) => ipVersion === family)) return null
  }
  const others = cloud.stations.filter((other) => other.network === station.network && other !== station)
  const served = others.some(
    (other) =>
      other.role === 'vm-port' &&
      (other.ports.some((vantage) =>
        askingsAt(cloud, other, vantage).some((asking) => asking.family === family && asking.answered.length > 0),
      ) ||
        holdsLease(cloud, other, family)),
  )
  return served ? null : `no IPv${family} subnet is known on that network, and no other station got an answer there`
}

function holdsLease(cloud: Cloud, station: Station, family: Family): boolean {
  return holdingsOf(cloud, station).some(
    (holding) => holding.family === family && holding.learned.learned.some(({ learned }) => learned === 'lease'),
  )
}

const askings = new WeakMap<Cloud, Map<string, readonly Asking[]>>()

/** Everything a station asked for at one vantage of its own. */
export function askingsAt(cloud: Cloud, station: Station, vantage: number): readonly Asking[] {
  const known = askings.get(cloud) ?? new Map<string, readonly Asking[]>()
  askings.set(cloud, known)
  const key = `${station.index}/${vantage}`
  const found = known.get(key) ?? [routerAsking(cloud, station, vantage), ...dhcpAskings(cloud, station, vantage)]
  known.set(key, found)
  return found
}

function routerAsking(cloud: Cloud, { mac, network }: Station, vantage: number): Asking {
  const rows = cloud.settled.neighborDiscovery.filter(
    (row) => row.vantage === vantage && networkOf(cloud, row) === network,
  )
  const asked = rows
    .filter((row) => row.kind === 'router-solicitation' && row.linkSource === mac)
    .flatMap(({ seen }) => seen)
    .sort(compareSeen)
  const answered = rows
    .filter((row) => row.kind === 'router-advertisement' && row.linkSource !== mac)
    .filter(({ linkDestination }) => linkDestination === null || linkDestination === mac || isGroupMac(linkDestination))
    .flatMap(({ seen }) => seen)
    .filter((seen) => answers(seen, asked))
    .sort(compareSeen)
  return { family: 6, kind: 'router-solicitation', vantage, asked, answered }
}

function dhcpAskings(cloud: Cloud, station: Station, vantage: number): readonly Asking[] {
  const rows = cloud.settled.dhcp.filter((row) => row.vantage === vantage && networkOf(cloud, row) === station.network)
  const mine = rows.filter(
    ({ clientMac, linkSource, linkDestination }) =>
      linkSource === station.mac || linkDestination === station.mac || clientMac === station.mac,
  )
  const asking = (family: Family, kind: 'solicit' | 'discover', replies: readonly string[]): Asking => ({
    family,
    kind,
    vantage,
    asked: mine
      .filter((row) => row.kind === kind && row.linkSource === station.mac)
      .flatMap((row) => sightings(row))
      .sort(compareSeen),
    answered: mine
      .filter((row) => row.family === family && replies.includes(row.kind) && row.linkSource !== station.mac)
      .map(({ first }) => first)
      .sort(compareSeen),
  })
  return [asking(6, 'solicit', ['advertise', 'reply']), asking(4, 'discover', ['offer', 'ack'])]
}

/** Of a message sent again and again the first and the last are known, and how many lay between. */
function sightings({
  count,
  first,
  last,
}: {
  readonly count: number
  readonly first: Seen
  readonly last: Seen
}): readonly Seen[] {
  if (count < 2) return [first]
  return [...Array.from({ length: count - 1 }, () => first), last]
}

function answers({ time }: Seen, asked: readonly Seen[]): boolean {
  const first = asked[0]?.time
  const last = asked.at(-1)?.time
  if (time === null || first == null || last == null) return true
  return nanosecondsBetween(first, time) >= 0 && nanosecondsBetween(last, time) <= PATIENCE_NS
}
