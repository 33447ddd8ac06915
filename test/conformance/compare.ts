import type { Item } from './json.ts'
import { isTree, sizeOf, type Tree, type Value } from './tree.ts'
import { sameText } from './wording.ts'

/** One value that differs, or stands on one side alone. */
export interface Difference {
  /** Names from the message inward, repeated fields with their index. */
  readonly path: string
  /** The last of the names. */
  readonly name: string
  /** In tshark's words; undefined where the other side alone has it. */
  readonly ours: Value | undefined
  readonly theirs: Value | undefined
  /** The object of ours that is compared: an option, a message. */
  readonly source: Item
  /** The tree of theirs it is compared with. */
  readonly golden: Tree | undefined
}

export interface Comparison {
  /** Values compared, those that stand on one side alone included. */
  fields: number
  agreeing: number
  readonly differences: Difference[]
}

export function newComparison(): Comparison {
  return { fields: 0, agreeing: 0, differences: [] }
}

/** Compares in both directions: what ours has and theirs lacks, what theirs has and ours lacks, what both have. */
export function compareTrees(ours: Tree, theirs: Tree, into: Comparison, source: Item, path = ''): void {
  const of = (ours.source as Item | undefined) ?? source
  for (const name of new Set([...ours.fields.keys(), ...theirs.fields.keys()])) {
    const mine = ours.fields.get(name) ?? []
    const golden = theirs.fields.get(name) ?? []
    for (let i = 0; i < Math.max(mine.length, golden.length); i++) {
      const at = `${path}/${name}${i > 0 ? `[${i}]` : ''}`
      compareValues(mine[i], golden[i], into, { path: at, name, source: of, golden: theirs })
    }
  }
}

function compareValues(
  ours: Value | undefined,
  theirs: Value | undefined,
  into: Comparison,
  where: Pick<Difference, 'path' | 'name' | 'source' | 'golden'>,
): void {
  if (ours !== undefined && theirs !== undefined && isTree(ours) && isTree(theirs)) {
    compareTrees(ours, theirs, into, where.source, where.path)
    return
  }
  const size = Math.max(1, ours === undefined ? 0 : sizeOf(ours), theirs === undefined ? 0 : sizeOf(theirs))
  into.fields += size
  if (typeof ours === 'string' && typeof theirs === 'string' && sameText(ours, theirs)) into.agreeing += size
  else {
    const source =
      ours !== undefined && isTree(ours) ? ((ours.source as Item | undefined) ?? where.source) : where.source
    into.differences.push({ ...where, ours, theirs, source })
  }
}
