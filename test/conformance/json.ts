/** JSON as it is read: of a line of ours, or of a golden. */
export type Json = string | number | boolean | null | readonly Json[] | Item

export interface Item {
  readonly [name: string]: Json
}

export function isItem(value: Json | undefined): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The items of a list, or the one there is alone. */
export function itemsOf(value: Json | undefined): readonly Item[] {
  return (Array.isArray(value) ? (value as readonly Json[]) : [value]).filter(isItem)
}
