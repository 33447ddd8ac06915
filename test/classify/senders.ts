import { compareSeen } from '../../src/observe/compare-seen.ts'
import type { ConversationRow } from '../../src/observe/rows.ts'
import type { Conversations, Joined, Rows, Seen, Senders, Settled } from '../../src/observe/settled.ts'

type Tables = Pick<Settled, 'stations' | 'addresses' | 'conversations' | 'neighborDiscovery' | 'dhcp' | 'icmpErrors'>
type Sent = Joined<{ readonly mac: string } | { readonly linkSource: string }>

/** The senders of rows made by hand; each row is told its own. */
export function sendersOf(rows: Tables): Senders {
  const { addresses, ...sent } = rows
  const found = new Map<string, { vantage: number; segment: number; mac: string; sent: number; first: Seen }>()
  const tell = (row: Sent, isSent: number) => {
    const mac = 'mac' in row ? row.mac : row.linkSource
    const key = `${row.vantage} ${row.segment} ${mac}`
    const known = found.get(key)
    const { vantage, segment, first } = row
    if (known === undefined) found.set(key, { vantage, segment, mac, sent: isSent, first })
    else {
      known.sent |= isSent
      if (compareSeen(first, known.first) < 0) known.first = first
    }
    Object.assign(row, { sender: [...found.keys()].indexOf(key) })
  }
  for (const table of Object.values(sent)) for (const row of table) tell(row, 1)
  for (const row of addresses) tell(row, 0)
  const all = [...found.values()]
  const macs = [...new Set(all.map(({ mac }) => mac))].sort()
  return {
    length: all.length,
    vantages: all.map(({ vantage }) => vantage),
    segments: all.map(({ segment }) => segment),
    mac: all.map(({ mac }) => macs.indexOf(mac)),
    sent: all.map((one) => one.sent),
    firsts: all.flatMap(({ first: { time, capture, frame } }) => [...(time ?? [0, -1]), capture, frame]),
    macs,
  }
}

/** Where nobody asks for them. */
export const NO_SENDERS: Senders = { length: 0, vantages: [], segments: [], mac: [], sent: [], firsts: [], macs: [] }

interface Listed {
  readonly segment: number
  readonly sender?: number
  readonly family?: number
}

/** Rows made by hand as those of a table. */
export function rowsOf<Row extends Listed>(rows: readonly Row[]): Rows<Row> {
  return {
    length: rows.length,
    get senders() {
      return rows.map(({ sender = -1 }) => sender)
    },
    segments: rows.map(({ segment }) => segment),
    families: rows.map(({ family = 0 }) => family),
    row: (index) => rows[index]!,
    [Symbol.iterator]: () => rows[Symbol.iterator](),
  }
}

/** Conversations made by hand. */
export function conversationsOf(rows: readonly Joined<ConversationRow>[]): Conversations {
  return Object.assign(rowsOf(rows), {
    between: (source: string, destination: string) =>
      rows.filter((row) => row.source === source && row.destination === destination),
  })
}
