import type { JoinedNd, Seen } from '../observe/settled.ts'
import { withoutChecksum } from './alteration.ts'
import type { SharedFrame } from './clock-pair.ts'
import type { Epoch } from './moment.ts'
import { type Located, nodeOf, type Situation } from './situation.ts'

/** Copies of one frame pass an interface within this time: one for each tunnel, or in and out of a bridge. */
export const COPY_NS = 20_000_000

/** What one node saw that others may have seen, by what it was. */
export interface NodeFrames {
  /** Messages of which every sighting is known, by content: when they came, ascending. */
  readonly series: Map<string, Float64Array>
  /** All others: how often, and when first and last. One entry for each interface that saw another number of them. */
  readonly bounds: Map<string, Bounds[]>
}

interface Bounds {
  readonly count: number
  readonly first: number
  readonly last: number
}

/** The frames of every node, by its name. Frames whose network is not known are left out: elsewhere they may be others. */
export function framesByNode(situation: Situation, epoch: Epoch): ReadonlyMap<string, NodeFrames> {
  const { neighborDiscovery, dhcp, conversations } = situation.settled
  const nodes = new Map<string, NodeFrames>()
  const at = (row: Located): NodeFrames => {
    const node = nodeOf(situation, row.vantage)
    const known = nodes.get(node) ?? { series: new Map(), bounds: new Map() }
    nodes.set(node, known)
    return known
  }
  const collect = (row: Located & Bounded & Pick<JoinedNd, 'linkSource'>, what: string) => {
    const network = situation.networkOf(row)
    if (network !== null) addBounds(at(row).bounds, `${network} ${row.linkSource} ${what}`, row, epoch)
  }
  for (const row of neighborDiscovery) {
    const network = situation.networkOf(row)
    if (network === null) continue
    const what = `${network} ${row.linkSource} ${row.source} ${row.destination} ${row.hopLimit} ${withoutChecksum(row.octets)}`
    if (isFollowed(row)) addSeries(at(row).series, what, row, epoch)
    else addBounds(at(row).bounds, what, row, epoch)
  }
  for (const row of dhcp) collect(row, `${row.kind} ${row.source} ${row.destination} ${row.xid} ${row.clientId ?? ''}`)
  for (const row of conversations) collect(row, `${row.source} ${row.destination} ${row.hopLimit}`)
  return nodes
}

/** Whether every sighting is known: so it is of RAs, RSs, Redirects and unsolicited NAs, but for those beyond the cap. */
function isFollowed({ seen, count }: JoinedNd): boolean {
  return count === 1 || seen.length > 1
}

function addSeries(series: Map<string, Float64Array>, what: string, { seen }: JoinedNd, epoch: Epoch): void {
  if (seen.length <= (series.get(what)?.length ?? 0)) return
  const times = new Float64Array(seen.length)
  let timed = 0
  for (const { time } of seen) if (time !== null) times[timed++] = epoch.ns(time)
  const sorted = times.subarray(0, timed).sort()
  const once = sorted.filter((time, i) => i === 0 || time - sorted[i - 1]! > COPY_NS)
  if (once.length > (series.get(what)?.length ?? 0)) series.set(what, once)
}

interface Bounded {
  readonly count: number
  readonly first: Seen
  readonly last: Seen
}

function addBounds(bounds: Map<string, Bounds[]>, what: string, { count, first, last }: Bounded, epoch: Epoch): void {
  if (first.time === null || last.time === null) return
  const known = bounds.get(what) ?? []
  bounds.set(what, known)
  if (known.some((each) => each.count === count)) return
  known.push({ count, first: epoch.ns(first.time), last: epoch.ns(last.time) })
}

/** Between its first and its last packet a conversation takes so much longer on another node, or less. */
const STRETCH_NS = 40_000_000
const STRETCH = 250e-6

/** Frames of one node with what may be the same on another. */
export function sharedFrames(a: NodeFrames, b: NodeFrames): readonly SharedFrame[] {
  const shared: SharedFrame[] = []
  for (const [what, times] of a.series) {
    const partners = b.series.get(what)
    if (partners !== undefined) for (const at of times) shared.push({ at, partners })
  }
  for (const [what, bounds] of a.bounds) {
    for (const mine of bounds) {
      const theirs = b.bounds.get(what)?.find((each) => isAsLong(mine, each))
      if (theirs === undefined) continue
      shared.push({ at: mine.first, partners: Float64Array.of(theirs.first) })
      if (mine.count > 1) shared.push({ at: mine.last, partners: Float64Array.of(theirs.last) })
    }
  }
  return shared
}

/** How many contents both saw: where this is 0, comparing is in vain. */
export function contentsShared(a: NodeFrames, b: NodeFrames): number {
  const common = (x: ReadonlyMap<string, unknown>, y: ReadonlyMap<string, unknown>) =>
    [...x.keys()].reduce((count, key) => count + (y.has(key) ? 1 : 0), 0)
  return common(a.series, b.series) + common(a.bounds, b.bounds)
}

function isAsLong(a: Bounds, b: Bounds): boolean {
  if (a.count !== b.count) return false
  const [long, other] = [a.last - a.first, b.last - b.first]
  return Math.abs(long - other) <= STRETCH_NS + STRETCH * long
}
