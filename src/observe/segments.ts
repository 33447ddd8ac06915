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
    const sorted = this.#segments
      .map((segment, number) => ({ segment, number, key: segmentKey(segment) }))
      .sort((a, b) => compareText(a.key, b.key))
    const places = new Int32Array(sorted.length)
    for (const [place, { number }] of sorted.entries()) places[number] = place
    return { segments: sorted.map(({ segment }) => segment), places }
  }
}

function segmentKey({ kind, id, inner }: Segment): string {
  return `${kind} ${id === null ? '-' : String(id).padStart(10, '0')} ${inner.join('.')}`
}
