import { SEGMENT_KINDS } from '../decode/segment-kind.ts'
import { compareText } from './compare-text.ts'
import type { Segment } from './observation.ts'
import { segmentOf } from './row-key.ts'

/** The segments of rows, under numbers in the order of their coming. */
export class Segments {
  readonly #numbers = new Map<number, Map<number, number>>()
  readonly #segments: Segment[] = []

  /** Of the two words of a key that tell it (`row-key.ts`). */
  numberOf(kind: number, id: number): number {
    let ofKind = this.#numbers.get(kind)
    if (ofKind === undefined) {
      ofKind = new Map()
      this.#numbers.set(kind, ofKind)
    }
    const known = ofKind.get(id)
    if (known !== undefined) return known
    ofKind.set(id, this.#segments.length)
    return this.#segments.push(segmentOf(kind, id)) - 1
  }

  /** All in the order of what they are, and for each number its place there. */
  sorted(): { readonly segments: readonly Segment[]; readonly places: Int32Array } {
    const all = this.#segments
    const alike = new Map<number, number[]>()
    for (let number = 0; number < all.length; number++) {
      const key = orderOf(all[number]!)
      const known = alike.get(key)
      if (known === undefined) alike.set(key, [number])
      else known.push(number)
    }
    const segments: Segment[] = []
    const places = new Int32Array(all.length)
    for (const key of Float64Array.from(alike.keys()).sort()) {
      const numbers = alike.get(key)!
      if (numbers.length > 1) numbers.sort((a, b) => compareInner(all[a]!, all[b]!))
      for (const number of numbers) places[number] = segments.push(all[number]!) - 1
    }
    return { segments, places }
  }
}

const KINDS = [...SEGMENT_KINDS].sort(compareText)
/** More than there are ids of one kind. */
const IDS = 2 ** 33

/** By kind, then id, those without one first. */
function orderOf({ kind, id }: Segment): number {
  return KINDS.indexOf(kind) * IDS + (id === null ? 0 : id + 1)
}

function compareInner(a: Segment, b: Segment): number {
  return compareText(a.inner.join('.'), b.inner.join('.'))
}
