import { compareSeen } from '../../src/observe/compare-seen.ts'
import type { Joined, Seen, Senders, Settled } from '../../src/observe/settled.ts'

type Rows = Pick<Settled, 'stations' | 'addresses' | 'conversations' | 'neighborDiscovery' | 'dhcp' | 'icmpErrors'>
type Sent = Joined<{ readonly mac: string } | { readonly linkSource: string }>

/** The senders of rows made by hand; each row is told its own. */
export function sendersOf(rows: Rows): Senders {
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
