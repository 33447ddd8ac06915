import { SEGMENT_KINDS } from '../decode/segment-kind.ts'
import { compareText } from './compare-text.ts'
import { HAS_ID } from './key-numbers.ts'
import type { Segment } from './observation.ts'
import { segmentOf } from './row-key.ts'

/** The segments of rows, under numbers in the order of their coming. */
export class Segments {
  /** By kind and id, and then by VLANs further inside, which few have. */
  readonly #alike = new Map<number, number[]>()
  /** Of each segment the word of a key that tells its kind and its inner VLANs. */
  readonly #words: number[] = []
  readonly #segments: Segment[] = []

  /** Of the two words of a key that tell it (`row-key.ts`). */
  numberOf(word: number, id: number): number {
    const order = orderOf(word, id)
    const alike = this.#alike.get(order)
    const number = this.#segments.length
    if (alike === undefined) this.#alike.set(order, [number])
    else {
      for (const known of alike) if (this.#words[known] === word) return known
      alike.push(number)
    }
    this.#words.push(word)
    this.#segments.push(segmentOf(word, id))
    return number
  }

  /** All in the order of what they are, and for each number its place there. */
  sorted(): { readonly segments: readonly Segment[]; readonly places: Int32Array } {
    const all = this.#segments
    const segments: Segment[] = []
    const places = new Int32Array(all.length)
    for (const order of Float64Array.from(this.#alike.keys()).sort()) {
      const numbers = this.#alike.get(order)!
      if (numbers.length > 1) numbers.sort((a, b) => compareInner(all[a]!, all[b]!))
      for (const number of numbers) places[number] = segments.push(all[number]!) - 1
    }
    return { segments, places }
  }
}

/** Where each kind stands among them in the order of their names. */
const KINDS = SEGMENT_KINDS.map((kind) => [...SEGMENT_KINDS].sort(compareText).indexOf(kind))
/** More than there are ids of one kind. */
const IDS = 2 ** 33

/** By kind, then id, those without one first. */
function orderOf(word: number, id: number): number {
  return KINDS[word & 0x0f]! * IDS + (word & HAS_ID ? id + 1 : 0)
}

function compareInner(a: Segment, b: Segment): number {
  return compareText(a.inner.join('.'), b.inner.join('.'))
}
