import { byFirst } from '../../src/classify/evidence.ts'
import { compareSeen } from '../../src/observe/compare-seen.ts'
import { compareText } from '../../src/observe/compare-text.ts'
import { macOfText } from '../../src/observe/mac-number-text.ts'
import type { Segment } from '../../src/observe/observation.ts'
import type { ConversationRow } from '../../src/observe/rows.ts'
import type { Conversations, Joined, Places, Rows, Seen, Senders, Settled } from '../../src/observe/settled.ts'

type Tables = Pick<Settled, 'stations' | 'addresses' | 'conversations' | 'neighborDiscovery' | 'dhcp' | 'icmpErrors'>
type Sent = Joined<{ readonly mac: string } | { readonly linkSource: string }>
type Tunnel = { readonly vantage: number; readonly segment: number; readonly family: number }

interface Sender {
  readonly vantage: number
  readonly segment: number
  readonly mac: string
  first: Seen
  versions: number
}

/** The places and senders of rows made by hand; each row is told its own. */
export function ownersOf(
  rows: Tables,
  segments: readonly Segment[],
  tunnels: readonly Tunnel[],
): Pick<Settled, 'places' | 'senders'> {
  const found = new Map<string, Sender>()
  const tell = (row: Sent, version: number) => {
    const mac = 'mac' in row ? row.mac : row.linkSource
    const key = `${row.vantage} ${row.segment} ${mac}`
    const { vantage, segment, first } = row
    const sender = found.get(key) ?? { vantage, segment, mac, first, versions: 0 }
    found.set(key, sender)
    sender.versions |= 1 << version
    if (compareSeen(first, sender.first) < 0) sender.first = first
    Object.assign(row, { sender: [...found.keys()].indexOf(key) })
  }
  for (const row of rows.conversations) tell(row, row.family)
  for (const row of rows.neighborDiscovery) tell(row, 6)
  for (const row of rows.dhcp) tell(row, row.family)
  for (const table of [rows.stations, rows.icmpErrors]) for (const row of table) tell(row, 0)
  const sending = found.size
  for (const row of rows.addresses) tell(row, row.family)
  const all = [...found.values()]
  const places = placesOf(segments, all, tunnels)
  return { places, senders: sendersOf(all, sending, places) }
}

function placesOf(segments: readonly Segment[], senders: readonly Sender[], tunnels: readonly Tunnel[]): Places {
  const versions = new Map<string, number>()
  for (const { vantage, segment } of senders) versions.set(`${vantage} ${segment}`, 0)
  for (const { vantage, segment, family } of tunnels) {
    const key = `${vantage} ${segment}`
    versions.set(key, (versions.get(key) ?? 0) | (1 << family))
  }
  const places = [...versions].map(([key, tunnelVersions]) => {
    const [vantage, segment] = key.split(' ').map(Number)
    return { vantage: vantage!, segment: segment!, tunnelVersions, ...segments[segment!]! }
  })
  places.sort((a, b) => a.vantage - b.vantage || compareText(a.kind, b.kind) || (a.id ?? -1) - (b.id ?? -1))
  return {
    length: places.length,
    vantages: places.map(({ vantage }) => vantage),
    segments: places.map(({ segment }) => segment),
    tunnelVersions: places.map((place) => place.tunnelVersions),
  }
}

function sendersOf(all: readonly Sender[], sending: number, { vantages, segments }: Places): Senders {
  const isAt =
    ({ vantage, segment }: Sender) =>
    (_: unknown, place: number) =>
      vantages[place] === vantage && segments[place] === segment
  return {
    length: all.length,
    sending,
    places: all.map((sender) => Array.from({ length: vantages.length }).findIndex(isAt(sender))),
    macs: all.map(({ mac }) => macOfText(mac)!),
    versions: all.map(({ versions }) => versions),
    mac: (sender) => all[sender]!.mac,
    first: (sender) => all[sender]!.first,
    compareFirsts: (a, b) => compareSeen(all[a]!.first, all[b]!.first),
  }
}

/** Where nobody asks for them. */
export const NO_OWNERS = ownersOf(
  {
    stations: rowsOf([]),
    addresses: rowsOf([]),
    conversations: conversationsOf([]),
    neighborDiscovery: [],
    dhcp: [],
    icmpErrors: [],
  },
  [],
  [],
)

/** Rows made by hand as those of a table. */
export function rowsOf<Row extends { readonly first: Seen; readonly sender?: number }>(
  rows: readonly Row[],
): Rows<Row> {
  return {
    length: rows.length,
    of: (senders) => rows.filter(({ sender = -1 }) => senders.includes(sender)).sort(byFirst),
    [Symbol.iterator]: () => rows[Symbol.iterator](),
  }
}

/** Conversations made by hand. */
export function conversationsOf(rows: readonly Joined<ConversationRow>[]): Conversations {
  return Object.assign(rowsOf(rows), {
    between: (source: string, destination: string) =>
      rows.filter((row) => row.source === source && row.destination === destination).sort(byFirst),
    eachLink: (tell: Parameters<Conversations['eachLink']>[0]) => {
      for (const { sender, linkDestination, count } of rows) tell(sender, macOfText(linkDestination ?? '')!, count)
    },
  })
}
