import { SEGMENT_KINDS } from '../decode/segment-kind.ts'
import { compareText } from './compare-text.ts'
import { HAS_ID } from './key-numbers.ts'
import type { Segment } from './observation.ts'
import { segmentOf } from './row-key.ts'

/** The segments of rows, under numbers in the order of their coming. */
export class Segments {
  /** By kind and id: the first that came. */
  readonly #numbers = new Map<number, number>()
  /** Also by kind and id: all that came, by the word that tells VLANs further inside, where these tell several apart. */
  readonly #alike = new Map<number, Map<number, number>>()
  /** Of each the two words of a key that tell it. */
  readonly #words: number[] = []
  readonly #ids: number[] = []

  /** Of the two words of a key that tell it (`row-key.ts`). */
  numberOf(word: number, id: number): number {
    const order = orderOf(word, id)
    const known = this.#numbers.get(order)
    if (known === undefined) {
      this.#numbers.set(order, this.#words.length)
      return this.#add(word, id)
    }
    return this.#words[known] === word ? known : this.#among(order, known, word, id)
  }

  /** All in the order of what they are, and for each number its place there. */
  sorted(): { readonly segments: readonly Segment[]; readonly places: Int32Array } {
    const segments: Segment[] = []
    const places = new Int32Array(this.#words.length)
    const orders = new Float64Array([...this.#numbers.keys()]).sort()
    for (let at = 0; at < orders.length; at++) {
      const order = orders[at]!
      const alike = this.#alike.size === 0 ? undefined : this.#alike.get(order)
      if (alike === undefined) {
        const number = this.#numbers.get(order)!
        places[number] = segments.length
        segments.push(this.#segment(number))
      } else {
        for (const [number, segment] of this.#byInner(alike)) places[number] = segments.push(segment) - 1
      }
    }
    return { segments, places }
  }

  #add(word: number, id: number): number {
    this.#ids.push(id)
    return this.#words.push(word) - 1
  }

  #among(order: number, first: number, word: number, id: number): number {
    const alike = this.#alike.get(order) ?? new Map([[this.#words[first]!, first]])
    this.#alike.set(order, alike)
    const number = alike.get(word) ?? this.#add(word, id)
    alike.set(word, number)
    return number
  }

  #segment(number: number): Segment {
    return segmentOf(this.#words[number]!, this.#ids[number]!)
  }

  #byInner(alike: ReadonlyMap<number, number>): readonly (readonly [number: number, segment: Segment])[] {
    const named = Array.from(alike.values(), (number) => {
      const segment = this.#segment(number)
      return { number, segment, name: segment.inner.join('.') }
    })
    return named.sort((a, b) => compareText(a.name, b.name)).map(({ number, segment }) => [number, segment])
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
