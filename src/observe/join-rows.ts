import type { TableName } from './caps.ts'
import { JoinedRows, type Keys, type Sightings } from './joined-rows.ts'
import type { Numbers } from './observation.ts'
import { FIRST, LAST, ROW_NUMBERS } from './row-numbers.ts'
import type { RowOwners } from './row-owners.ts'
import { SameRows } from './same-rows.ts'
import { fromDeltas, SIGHTING_NUMBERS } from './sightings.ts'
import type { SituatedPart } from './situated-part.ts'

/** The rows of one table of all parts. */
export function joinRows(parts: readonly SituatedPart[], name: TableName, owners: RowOwners): JoinedRows {
  const keys = { ...keysOf(parts, name), owners: owners.find(parts, name) }
  if (!parts.some(({ sharesVantages }) => sharesVantages)) return new JoinedRows(keys, () => sightingsOf(parts, name))
  const shared = (owner: number) => parts.some((part) => part.isShared(owners.vantage(owner)))
  const joined = new SameRows(keys, sightingsOf(parts, name), name).joined(shared)
  return new JoinedRows(joined.keys, () => joined.sightings)
}

/** The keys of all parts' rows, one after the other; of one part alone as they are. */
function keysOf(parts: readonly SituatedPart[], name: TableName): Omit<Keys, 'owners'> {
  const tables = parts.map(({ part }) => part[name])
  const [first] = tables
  if (first !== undefined && tables.length === 1) {
    return { words: asWords(first.words), keyAt: asWords(first.keyAt), keyLength: asWords(first.keyLength) }
  }
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const words = new Uint32Array(tables.reduce((sum, table) => sum + table.words.length, 0))
  const keyAt = new Uint32Array(rows)
  const keyLength = new Uint32Array(rows)
  let used = 0
  let row = 0
  for (const table of tables) {
    words.set(table.words, used)
    keyLength.set(table.keyLength, row)
    for (let at = 0; at < table.rows; at++) keyAt[row++] = table.keyAt[at]! + used
    used += table.words.length
  }
  return { words, keyAt, keyLength }
}

/** Read back from JSON, words are an array. */
function asWords(words: Numbers): Uint32Array {
  return words instanceof Uint32Array ? words : Uint32Array.from(words)
}

/** All sightings of all parts' rows, their frames numbered. */
function sightingsOf(parts: readonly SituatedPart[], name: TableName): Sightings {
  const numbers = new Float64Array(parts.reduce((sum, { part }) => sum + part[name].rows, 0) * ROW_NUMBERS)
  const lists = new Map<number, number[]>()
  let row = 0
  for (const part of parts) {
    const { rows, numbers: own, followed } = part.part[name]
    const there = numbers.subarray(row * ROW_NUMBERS, (row + rows) * ROW_NUMBERS)
    there.set(own)
    part.numberFrames(there, LAST, ROW_NUMBERS)
    part.numberFrames(there, FIRST, ROW_NUMBERS)
    for (const [which, deltas] of followed) {
      const list = fromDeltas(deltas)
      part.numberFrames(list, 0, SIGHTING_NUMBERS)
      lists.set(row + which, list)
    }
    row += rows
  }
  return { numbers, lists }
}
