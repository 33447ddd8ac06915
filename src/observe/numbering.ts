import { finished, mixedWords } from './key-hash.ts'
import { KeyStore, NOT_FOUND } from './key-store.ts'

/** Distinct runs of words, all of one length, each under a number in the order of their coming. */
export class Numbering {
  /** The run to look up. */
  readonly run: Uint32Array
  readonly #runs = new KeyStore()

  constructor(length: number) {
    this.run = new Uint32Array(length)
  }

  get length(): number {
    return this.#runs.rows
  }

  /** All runs, one after the other. */
  get words(): Uint32Array {
    return this.#runs.words
  }

  /** The number of `run`, a new one where it is new. */
  number(): number {
    const { run } = this
    const hash = finished(mixedWords(0, run, 0, run.length))
    const known = this.#runs.find(hash, run, 0, run.length)
    return known === NOT_FOUND ? this.#runs.add(hash, run, 0, run.length) : known
  }

  /** The number of `run`, or NOT_FOUND. */
  known(): number {
    const { run } = this
    return this.#runs.find(finished(mixedWords(0, run, 0, run.length)), run, 0, run.length)
  }
}
