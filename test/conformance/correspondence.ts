import { type Item, isItem, type Json } from './json.ts'
import { type Tree, treeOf, type Value } from './tree.ts'
import { hex } from './wording.ts'

/**
 * A row of a table of correspondences: which of our fields say what one of tshark's says, and how tshark would word it.
 * A field of ours that no row names has no counterpart, and shows up as a difference.
 */
export interface Row {
  readonly ours: readonly string[]
  readonly theirs: string
  /** None where tshark shows no such field for this message or option. */
  readonly values: (of: Item) => readonly Value[]
}

export type Table = readonly Row[]

export type Word = (value: Json) => Value | undefined

/** One field of ours, one of theirs; a list of values is a repeated field. */
export function field(ours: string, theirs: string, word: Word): Row {
  return {
    ours: [ours],
    theirs,
    values: (of) => {
      const value = of[ours]
      if (value === undefined) return []
      return (Array.isArray(value) ? (value as readonly Json[]) : [value]).flatMap((each) => word(each) ?? [])
    },
  }
}

/** What several fields of ours say together. */
export function fields(ours: readonly string[], theirs: string, word: (of: Item) => readonly Value[]): Row {
  return { ours, theirs, values: word }
}

/** Fields of ours that tshark shows nowhere. Each use has a comment that says why. */
export function alone(...ours: readonly string[]): Row {
  return { ours, theirs: '', values: () => [] }
}

/** One flag field: ours, the bits it takes, tshark's name and, where not decimal, wording. */
export type Flag = readonly [ours: string, mask: number, theirs: string | null, word?: (value: number) => string]

/** tshark's two fields for flags: the octets they are in, of so many hex digits, and a tree of each by its name. */
export function flags(theirs: string, digits: number, parts: readonly Flag[]): readonly Row[] {
  const numberOf = (of: Item, name: string) => Number(of[name])
  const whole = (of: Item) => parts.reduce((sum, [name, mask]) => sum + numberOf(of, name) * lowestBit(mask), 0)
  const shown = (of: Item) =>
    parts.flatMap(([name, , key, word = String]) => (key === null ? [] : [[key, [word(numberOf(of, name))]] as const]))
  return [
    { ours: parts.map(([name]) => name), theirs, values: (of) => [hex(digits)(whole(of))] },
    { ours: [], theirs: `${theirs}_tree`, values: (of) => [treeOf(shown(of))] },
  ]
}

function lowestBit(mask: number): number {
  let lowest = 1
  while (mask % (2 * lowest) === 0) lowest *= 2
  return lowest
}

/** Marks what stands in our object and in no row. */
export const OURS_ALONE = '(ours) '

/** `of` in tshark's words. */
export function inTheirWords(table: Table, of: Item): Tree {
  const known = new Set(table.flatMap(({ ours }) => ours))
  const unknown = Object.keys(of).filter((name) => !known.has(name))
  return treeOf(
    [
      ...table.map(({ theirs, values }) => [theirs, values(of)] as const),
      ...unknown.map((name) => [`${OURS_ALONE}${name}`, [shown(of[name]!)]] as const),
    ],
    of,
  )
}

function shown(value: Json): string {
  return isItem(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)
}
