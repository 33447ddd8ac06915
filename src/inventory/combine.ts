import { isDeepStrictEqual } from 'node:util'
import { quoted } from './quoted.ts'
import type { Records } from './records.ts'
import { apiName, type Kind } from './spellings.ts'

/** What one file says of one thing, and where: the path of the file and the place in it. */
export interface Statement<K extends Kind> {
  readonly record: Records[K]
  readonly path: string
  readonly at: string
}

/** Everything said of one thing. */
export interface Combined<K extends Kind> {
  readonly record: Records[K]
  /** The files that spoke of it. */
  readonly paths: readonly string[]
}

export interface Combination<K extends Kind> {
  /** By id. */
  readonly combined: readonly Combined<K>[]
  readonly problems: readonly string[]
}

/**
 * One record for each id. Several answers about one thing add up (`openstack port list` says less than `port show`);
 * where two say the same field differently, they are of different times or clouds, and nothing tells which is right.
 */
export function combine<K extends Kind>(kind: K, statements: readonly Statement<K>[]): Combination<K> {
  const byId = new Map<string, Statement<K>[]>()
  for (const statement of statements) {
    const others = byId.get(statement.record.id)
    if (others === undefined) byId.set(statement.record.id, [statement])
    else others.push(statement)
  }
  const ids = [...byId].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    combined: ids.map(([, said]) => ({
      record: Object.assign({}, ...said.map(({ record }) => record)),
      paths: [...new Set(said.map(({ path }) => path))],
    })),
    problems: ids.flatMap(([id, said]) => conflicts(kind, id, said)),
  }
}

function conflicts<K extends Kind>(kind: K, id: string, said: readonly Statement<K>[]): string[] {
  const problems: string[] = []
  const first = new Map<string, { readonly value: unknown; readonly at: string }>()
  for (const { record, at } of said) {
    for (const [field, value] of Object.entries(record)) {
      const before = first.get(field)
      if (before === undefined) first.set(field, { value, at })
      else if (!isDeepStrictEqual(inOrder(before.value), inOrder(value))) {
        const differ = `${apiName(kind, field)}: ${quoted(before.value)} and ${quoted(value)}`
        problems.push(`${before.at} and ${at}: both are ${kind} ${quoted(id)}, but differ in ${differ}`)
      }
    }
  }
  return problems
}

/** Neutron promises no order of a list. */
function inOrder(value: unknown): unknown {
  return Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value
}
