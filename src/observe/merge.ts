import { CAPS, type Caps, TABLE_NAMES } from './caps.ts'
import type { Keyed, Observation, Part, Table } from './observation.ts'

/**
 * The union of two Observations. Associative, commutative, idempotent, with `nothing` as identity: parts are told apart by
 * what they cover, sorted by it, and the caps keep rows by their hashes alone.
 */
export function merge(a: Observation, b: Observation, caps: Caps = CAPS): Observation {
  const parts = new Map<string, Part>()
  for (const part of [...a.parts, ...b.parts]) {
    const key = coverKey(part)
    const known = parts.get(key)
    parts.set(key, known === undefined ? part : tighter(known, part))
  }
  const sorted = [...parts].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, part]) => part)
  return { parts: capped(sorted, caps) }
}

/** What a part covers, as text that orders captures by id, then ranges by their start. */
function coverKey({ capture, ranges }: Part): string {
  return `${capture} ${ranges.map(([start, end]) => `${String(start).padStart(16, '0')}-${end}`).join(' ')}`
}

/** Of two copies of a part, one of which caps may have thinned further: what both keep. */
function tighter(a: Part, b: Part): Part {
  let part = a
  for (const name of TABLE_NAMES) if (b[name].threshold < part[name].threshold) part = { ...part, [name]: b[name] }
  return part
}

function capped(parts: readonly Part[], caps: Caps): readonly Part[] {
  let result = parts
  for (const name of TABLE_NAMES) {
    const threshold = thresholdOf(
      result.map((part) => part[name]),
      caps[name],
    )
    if (threshold !== undefined) result = result.map((part) => ({ ...part, [name]: below(part[name], threshold) }))
  }
  return result
}

/** The hash that all rows must stay under, or undefined where none is to be left out. */
function thresholdOf(tables: readonly Table<Keyed>[], cap: number): number | undefined {
  const lowest = Math.min(...tables.map((table) => table.threshold))
  const hashes: number[] = []
  let over = false
  for (const table of tables) {
    over ||= table.threshold > lowest
    for (const row of table.rows) if (!row.pinned && row.hash < lowest) hashes.push(row.hash)
  }
  if (hashes.length <= cap) return over ? lowest : undefined
  return Math.min(lowest, Uint32Array.from(hashes).sort()[cap]!)
}

function below<Row extends Keyed>(table: Table<Row>, threshold: number): Table<Row> {
  return { ...table, threshold, rows: table.rows.filter((row) => row.pinned || row.hash < threshold) }
}
