import { advertisementOf } from '../forwarding/advertisement.ts'
import { compareSeen } from '../observe/compare-seen.ts'
import type { DhcpRow, Family } from '../observe/rows.ts'
import type { Joined, JoinedNd, Seen } from '../observe/settled.ts'
import { compareTimes, NANOSECONDS, nanosecondsBetween, shiftTime } from '../observe/time.ts'
import { whyDeaf, whyIncomplete } from './absence.ts'
import { isGroupMac } from './address-scope.ts'
import { type Cloud, networkOf, type Station, vantageText } from './cloud.ts'
import { holdingsOf } from './holdings.ts'
import { isServerMessage } from './situate/own-station.ts'

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

/**
 * Whether a NIC that holds no address of a family asked for one in vain, at one of its own interfaces; null where it did not
 * ask enough, or was answered.
 */
export function askedInVain(cloud: Cloud, station: Station, family: Family): InVain | null {
  const found = station.ports.flatMap((vantage) => inVainAt(cloud, station, family, vantage) ?? [])
  return found.find(({ why }) => why === null) ?? found[0] ?? null
}

function inVainAt(cloud: Cloud, station: Station, family: Family, vantage: number): InVain | null {
  const askings = askingsAt(cloud, station, vantage).filter((asking) => asking.family === family)
  const unanswered = askings.filter(({ asked, answered }) => asked.length > 0 && answered.length === 0)
  const asked = unanswered
    .filter(({ kind }) => kind !== 'solicit' || !isAutonomous(cloud, station, vantage))
    .flatMap(({ kind, asked: seen }) => seen.map((one) => ({ kind, seen: one })))
    .sort((a, b) => compareSeen(a.seen, b.seen))
  if (asked.length < ENOUGH || !isServed(cloud, station, family)) return null
  const times = asked.map(({ seen }) => seen)
  return { family, asked, vantage, why: whyProvesNothing(cloud, vantage, times) }
}

/** Whether RAs at its interface offer addresses that a host forms itself, and none by DHCPv6: then nobody is to answer a SOLICIT. */
function isAutonomous(cloud: Cloud, { network, mac }: Station, vantage: number): boolean {
  const advertisements = (requestsOf(cloud).router.get(vantage) ?? [])
    .filter((row) => row.kind === 'router-advertisement' && row.linkSource !== mac && networkOf(cloud, row) === network)
    .flatMap((row) => advertisementOf(row) ?? [])
  const offers = advertisements.some(({ options }) =>
    options.some((option) => option.kind === 'prefix-information' && option.autonomous),
  )
  return offers && !advertisements.some(({ managed }) => managed)
}

function whyProvesNothing(cloud: Cloud, vantage: number, asked: readonly Seen[]): string | null {
  const incomplete = whyIncomplete(cloud, ['neighborDiscovery', 'dhcp'])
  if (incomplete !== null) return incomplete
  if (cloud.vantages[vantage]!.guessed) return `an answer need not pass ${vantageText(cloud, vantage)}`
  const first = asked[0]!.time
  const deaf = asked.map(({ time }) =>
    whyDeaf(cloud, vantage, first, time === null ? null : shiftTime(time, COUNTS_NS)),
  )
  if (deaf.filter((why) => why === null).length < ENOUGH) return deaf.find((why) => why !== null) ?? null
  return null
}

/** Whether someone is to answer: a subnet of that family is there, or another station got an answer. */
function isServed(cloud: Cloud, station: Station, family: Family): boolean {
  const { subnets } = cloud.networks[station.network]!
  if (subnets.some(({ ipVersion }) => ipVersion === family)) return true
  return (vmsByNetwork(cloud).get(station.network) ?? []).some(
    (other) => other !== station && (holdsLease(cloud, other, family) || isAnswered(cloud, other, family)),
  )
}

const vms = new WeakMap<Cloud, ReadonlyMap<number, readonly Station[]>>()

function vmsByNetwork(cloud: Cloud): ReadonlyMap<number, readonly Station[]> {
  const known = vms.get(cloud)
  if (known !== undefined) return known
  const found = new Map<number, Station[]>()
  for (const station of cloud.stations.withRole('vm-port')) {
    const there = found.get(station.network)
    if (there === undefined) found.set(station.network, [station])
    else there.push(station)
  }
  vms.set(cloud, found)
  return found
}

function isAnswered(cloud: Cloud, station: Station, family: Family): boolean {
  return station.ports.some((vantage) =>
    askingsAt(cloud, station, vantage).some((asking) => asking.family === family && asking.answered.length > 0),
  )
}

function holdsLease(cloud: Cloud, station: Station, family: Family): boolean {
  return holdingsOf(cloud, station).some(
    (holding) => holding.family === family && holding.learned.learned.some(({ learned }) => learned === 'lease'),
  )
}

/**
 * Answers to the same requests that other vantages show: with how many, from whom and where. They left, and did not arrive.
 */
export function answersElsewhere(
  cloud: Cloud,
  station: Station,
  { family, asked, vantage }: InVain,
): readonly string[] {
  const { neighborDiscovery, dhcp } = cloud.settled
  const first = asked[0]!.seen
  const counts = new Map<string, number>()
  const say = (kind: string, source: string, at: number, count: number) => {
    const text = `${kind} of ${source} at ${vantageText(cloud, at)}`
    counts.set(text, (counts.get(text) ?? 0) + count)
  }
  if (family === 6 && asked.some(({ kind }) => kind === 'router-solicitation')) {
    for (const row of neighborDiscovery) {
      if (row.kind !== 'router-advertisement' || row.vantage === vantage || networkOf(cloud, row) !== station.network)
        continue
      const since = row.seen.filter((seen) => compareSeen(first, seen) <= 0).length
      if (since > 0) say('RA', row.source, row.vantage, since)
    }
  }
  const exchanges = new Set(
    dhcp.filter((row) => row.family === family && row.linkSource === station.mac).map(({ xid }) => xid),
  )
  for (const row of dhcp) {
    if (row.family !== family || row.vantage === vantage || !exchanges.has(row.xid) || !isServerMessage(row.kind))
      continue
    if (networkOf(cloud, row) === station.network) say(row.kind.toUpperCase(), row.source, row.vantage, row.count)
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([text, count]) => `${count} ${text}`)
}

interface Requests {
  readonly router: ReadonlyMap<number, readonly JoinedNd[]>
  readonly dhcp: ReadonlyMap<number, readonly Joined<DhcpRow>[]>
}

const requests = new WeakMap<Cloud, Requests>()

/** What asks and answers, by vantage. */
function requestsOf(cloud: Cloud): Requests {
  const known = requests.get(cloud)
  if (known !== undefined) return known
  const { neighborDiscovery, dhcp } = cloud.settled
  const router = neighborDiscovery.filter(
    ({ kind }) => kind === 'router-solicitation' || kind === 'router-advertisement',
  )
  const found = {
    router: byVantage(router),
    dhcp: byVantage(dhcp),
  }
  requests.set(cloud, found)
  return found
}

function byVantage<Row extends { readonly vantage: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  const found = new Map<number, Row[]>()
  for (const row of rows) {
    const there = found.get(row.vantage)
    if (there === undefined) found.set(row.vantage, [row])
    else there.push(row)
  }
  return found
}

const askings = new WeakMap<Cloud, Map<string, readonly Asking[]>>()

/** Everything a station asked for at one vantage of its own. */
export function askingsAt(cloud: Cloud, station: Station, vantage: number): readonly Asking[] {
  const known = askings.get(cloud) ?? new Map<string, readonly Asking[]>()
  askings.set(cloud, known)
  const key = `${station.number}/${vantage}`
  const found = known.get(key) ?? [routerAsking(cloud, station, vantage), ...dhcpAskings(cloud, station, vantage)]
  known.set(key, found)
  return found
}

function routerAsking(cloud: Cloud, { mac, network }: Station, vantage: number): Asking {
  const rows = (requestsOf(cloud).router.get(vantage) ?? []).filter((row) => networkOf(cloud, row) === network)
  const asked = rows
    .filter((row) => row.kind === 'router-solicitation' && row.linkSource === mac)
    .flatMap(({ seen }) => seen)
    .sort(compareSeen)
    .filter(isFirstCopy)
  const answered = rows
    .filter((row) => row.kind === 'router-advertisement' && row.linkSource !== mac)
    .filter(({ linkDestination }) => linkDestination === null || linkDestination === mac || isGroupMac(linkDestination))
    .flatMap(({ seen }) => seen)
    .filter((seen) => answers(seen, asked))
    .sort(compareSeen)
  return { family: 6, kind: 'router-solicitation', vantage, asked, answered }
}

function dhcpAskings(cloud: Cloud, station: Station, vantage: number): readonly Asking[] {
  const rows = (requestsOf(cloud).dhcp.get(vantage) ?? []).filter((row) => networkOf(cloud, row) === station.network)
  const mine = rows.filter(
    ({ clientMac, linkSource, linkDestination }) =>
      linkSource === station.mac || linkDestination === station.mac || clientMac === station.mac,
  )
  const asking = (family: Family, kind: 'solicit' | 'discover', answers: readonly string[]): Asking => {
    const sent = mine.filter((row) => row.kind === kind && row.linkSource === station.mac)
    const exchanges = new Set(sent.map(({ xid }) => xid))
    const answered = mine.filter((row) => row.family === family && answers.includes(row.kind) && exchanges.has(row.xid))
    return {
      family,
      kind,
      vantage,
      asked: sent.flatMap(sightings).sort(compareSeen),
      answered: answered.map(({ first }) => first).sort(compareSeen),
    }
  }
  return [asking(6, 'solicit', ['advertise', 'reply']), asking(4, 'discover', ['offer', 'ack', 'nak'])]
}

/** Two captures of one interface may hold one frame: then its time is the same to the nanosecond. */
function isCopy(a: Seen, b: Seen): boolean {
  return a.capture !== b.capture && a.time !== null && b.time !== null && compareTimes(a.time, b.time) === 0
}

function isFirstCopy(seen: Seen, i: number, sorted: readonly Seen[]): boolean {
  const before = sorted[i - 1]
  return before === undefined || !isCopy(before, seen)
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
  if (count < 2 || isCopy(first, last)) return [first]
  return [...Array.from({ length: count - 1 }, () => first), last]
}

function answers({ time }: Seen, asked: readonly Seen[]): boolean {
  const first = asked[0]?.time
  const last = asked.at(-1)?.time
  if (time === null || first == null || last == null) return true
  return nanosecondsBetween(first, time) >= 0 && nanosecondsBetween(last, time) <= PATIENCE_NS
}
