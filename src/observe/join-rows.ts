import type { TableName } from './caps.ts'
import { JoinedRows, type Keys } from './joined-rows.ts'
import { NumberedSightings } from './numbered-sightings.ts'
import type { Numbers } from './observation.ts'
import { PartSightings } from './part-sightings.ts'
import type { RowOwners } from './row-owners.ts'
import { SameRows } from './same-rows.ts'
import type { SituatedPart } from './situated-part.ts'

/** The rows of one table of all parts. */
export function joinRows(parts: readonly SituatedPart[], name: TableName, owners: RowOwners): JoinedRows {
  const keys = { ...keysOf(parts, name), owners: owners.find(parts, name) }
  if (!parts.some(({ sharesVantages }) => sharesVantages)) {
    const [only] = parts
    return new JoinedRows(keys, () =>
      only !== undefined && parts.length === 1 ? new PartSightings(only, name) : new NumberedSightings(parts, name),
    )
  }
  const shared = (owner: number) => parts.some((part) => part.isShared(owners.vantage(owner)))
  const joined = new SameRows(keys, new NumberedSightings(parts, name), name).joined(shared)
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
