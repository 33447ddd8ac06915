import { CAPS, type Caps, TABLE_NAMES, type TableName } from './caps.ts'
import type { Observation, Part, Table } from './observation.ts'
import { below } from './table.ts'

/**
 * The union of two Observations. Associative, commutative, idempotent, with `nothing` as identity: parts are told apart by
 * what they cover, sorted by it, and the caps keep rows by their hashes alone.
 */
export function merge(a: Observation, b: Observation, caps: Caps = CAPS): Observation {
  return mergeAll([a, b], caps)
}

/** The union of many, as of two and two: but caps thin each table once. */
export function mergeAll(observations: readonly Observation[], caps: Caps = CAPS): Observation {
  const parts = new Map<string, Part>()
  for (const part of observations.flatMap((each) => each.parts)) {
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
  return TABLE_NAMES.reduce((thinned, name) => capTable(thinned, name, caps[name]), parts)
}

function capTable<Name extends TableName>(parts: readonly Part[], name: Name, cap: number): readonly Part[] {
  if (parts.length < 2) return parts // a part keeps to its own cap
  const lowest = Math.min(...parts.map((part) => part[name].threshold))
  const threshold = Math.min(lowest, thresholdOf(parts, name, cap, lowest))
  if (parts.every((part) => part[name].threshold === threshold)) return parts
  return parts.map((part) => ({ ...part, [name]: below(part[name], threshold) }))
}

/** The hash that rows must stay under so that no more than `cap` remain: a row that several parts of a capture hold is one. */
function thresholdOf(parts: readonly Part[], name: TableName, cap: number, lowest: number): number {
  const rows = parts.reduce((sum, part) => sum + part[name].rows, 0)
  if (rows <= cap) return lowest
  const byCapture = new Map<string, Table[]>()
  for (const part of parts) {
    const tables = byCapture.get(part.capture)
    if (tables === undefined) byCapture.set(part.capture, [part[name]])
    else tables.push(part[name])
  }
  const hashes = new Uint32Array(rows)
  let count = 0
  for (const tables of byCapture.values()) count += putDistinct(tables, lowest, hashes.subarray(count))
  return hashes.subarray(0, count).sort()[cap] ?? lowest
}

/** Puts the hashes below `lowest` of rows that are not pinned into a list, each once. @returns how many there are */
function putDistinct(tables: readonly Table[], lowest: number, into: Uint32Array): number {
  let count = 0
  for (const { rows, pinned, hashes } of tables) {
    for (let row = 0; row < rows; row++) if (pinned[row] === 0 && hashes[row]! < lowest) into[count++] = hashes[row]!
  }
  const sorted = into.subarray(0, count).sort()
  let distinct = 0
  for (let at = 0; at < count; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) sorted[distinct++] = sorted[at]!
  return distinct
}
