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
    const order = Array.from(all, (_, number) => number).sort((a, b) => compareSegments(all[a]!, all[b]!))
    const places = new Int32Array(order.length)
    for (let place = 0; place < order.length; place++) places[order[place]!] = place
    return { segments: order.map((number) => all[number]!), places }
  }
}

/** By kind, then id, those without one first, then the VLAN ids further inside. */
function compareSegments(a: Segment, b: Segment): number {
  return compareText(a.kind, b.kind) || (a.id ?? -1) - (b.id ?? -1) || compareText(a.inner.join('.'), b.inner.join('.'))
}
