import type { DhcpRow } from '../../observe/rows.ts'
import type { Joined, Settled } from '../../observe/settled.ts'
import { nanosecondsBetween } from '../../observe/time.ts'

/** Which message answers which, by family, as far as it takes to time an exchange. */
const ANSWERS = new Map<string, readonly string[]>([
  ['6 solicit', ['advertise', 'reply']],
  ['6 request', ['reply']],
  ['6 information-request', ['reply']],
  ['4 discover', ['offer']],
  ['4 request', ['ack', 'nak']],
])

/**
 * Of vantages that saw the same DHCP exchanges of a client, from the server's end to the client's: who asks waits longest, and
 * the time on the way is nobody's but theirs. Differences are taken at one vantage each, so that clocks need not agree. Only
 * those that an exchange tells apart.
 */
export function fromServerToClient(settled: Settled, vantages: readonly number[], client: string): readonly number[] {
  const waits = new Map(vantages.map((vantage) => [vantage, waitsAt(settled, vantage, client)]))
  const common = [...(waits.get(vantages[0]!)?.keys() ?? [])].sort().find((exchange) => {
    const all = vantages.map((vantage) => waits.get(vantage)!.get(exchange))
    return all.every((wait) => wait !== undefined) && new Set(all).size === all.length
  })
  if (common === undefined) return []
  const waitOf = (vantage: number) => waits.get(vantage)!.get(common)!
  return [...vantages].sort((a, b) => waitOf(a) - waitOf(b))
}

/** Nanoseconds from each request of a client to its first answer, by exchange. */
function waitsAt(settled: Settled, vantage: number, client: string): ReadonlyMap<string, number> {
  const rows = settled.dhcp.filter((row) => row.vantage === vantage)
  const waits = new Map<string, number>()
  for (const request of rows) {
    const answers = ANSWERS.get(`${request.family} ${request.kind}`)
    if (answers === undefined || request.linkSource !== client) continue
    for (const answer of rows) {
      if (answer.family !== request.family || answer.xid !== request.xid || !answers.includes(answer.kind)) continue
      const wait = waitFor(request, answer)
      const key = `${request.family} ${request.kind} ${request.xid}`
      if (wait !== null && wait >= 0 && wait < (waits.get(key) ?? Infinity)) waits.set(key, wait)
    }
  }
  return waits
}

function waitFor(request: Joined<DhcpRow>, answer: Joined<DhcpRow>): number | null {
  const [from, to] = [request.first.time, answer.first.time]
  return from === null || to === null ? null : nanosecondsBetween(from, to)
}
