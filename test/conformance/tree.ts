/**
 * A message as tshark's JSON shows it: fields by name, each with all its values in order. Both sides of a comparison are
 * brought into this shape, ours by the tables of correspondences.
 */
export interface Tree {
  readonly fields: ReadonlyMap<string, readonly Value[]>
  /** What of ours it was made of, for the justifications. */
  readonly source?: object
}

export type Value = string | Tree

export function isTree(value: Value): value is Tree {
  return typeof value !== 'string'
}

/** A tree of the fields given, those without a value left out and those of one name put together. */
export function treeOf(fields: Iterable<readonly [string, readonly Value[]]>, source?: object): Tree {
  const all = new Map<string, readonly Value[]>()
  for (const [name, values] of fields) if (values.length > 0) all.set(name, [...(all.get(name) ?? []), ...values])
  return source === undefined ? { fields: all } : { fields: all, source }
}

/** How many values a tree holds, trees inside it counted by theirs. */
export function sizeOf(value: Value): number {
  if (!isTree(value)) return 1
  let size = 0
  for (const values of value.fields.values()) for (const each of values) size += sizeOf(each)
  return size
}

/** Whether any tree in this one holds a field of which `test` is true. */
export function someField(tree: Tree, test: (name: string) => boolean): boolean {
  for (const [name, values] of tree.fields) {
    if (test(name)) return true
    for (const value of values) if (isTree(value) && someField(value, test)) return true
  }
  return false
}
