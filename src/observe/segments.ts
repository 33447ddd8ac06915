import { SEGMENT_KINDS } from '../decode/segment-kind.ts'
import { compareText } from './compare-text.ts'
import { HAS_ID } from './key-numbers.ts'
import type { Segment } from './observation.ts'
import { segmentOf } from './row-key.ts'

/** The segments of rows, under numbers in the order of their coming. */
export class Segments {
  /** By kind and id: the first that came. */
  readonly #numbers = new Map<number, number>()
  /** Also by kind and id: all that came, where VLANs further inside tell several apart. */
  readonly #alike = new Map<number, number[]>()
  /** Of each the two words of a key that tell it. */
  readonly #words: number[] = []
  readonly #ids: number[] = []

  /** Of the two words of a key that tell it (`row-key.ts`). */
  numberOf(word: number, id: number): number {
    const order = orderOf(word, id)
    const known = this.#numbers.get(order)
    if (known === undefined) {
      const number = this.#add(word, id)
      this.#numbers.set(order, number)
      return number
    }
    return this.#words[known] === word ? known : this.#among(order, known, word, id)
  }

  /** All in the order of what they are, and for each number its place there. */
  sorted(): { readonly segments: readonly Segment[]; readonly places: Int32Array } {
    const segments: Segment[] = []
    const places = new Int32Array(this.#words.length)
    const add = (number: number) => {
      places[number] = segments.length
      segments.push(segmentOf(this.#words[number]!, this.#ids[number]!))
    }
    for (const order of new Float64Array([...this.#numbers.keys()]).sort()) {
      const alike = this.#alike.size === 0 ? undefined : this.#alike.get(order)
      if (alike === undefined) add(this.#numbers.get(order)!)
      else for (const number of alike.sort((a, b) => this.#compareInner(a, b))) add(number)
    }
    return { segments, places }
  }

  #add(word: number, id: number): number {
    this.#ids.push(id)
    return this.#words.push(word) - 1
  }

  #among(order: number, first: number, word: number, id: number): number {
    const alike = this.#alike.get(order) ?? [first]
    this.#alike.set(order, alike)
    const known = alike.find((number) => this.#words[number] === word)
    if (known !== undefined) return known
    const number = this.#add(word, id)
    alike.push(number)
    return number
  }

  #compareInner(a: number, b: number): number {
    const [one, other] = [a, b].map((number) => segmentOf(this.#words[number]!, this.#ids[number]!).inner.join('.'))
    return compareText(one!, other!)
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
