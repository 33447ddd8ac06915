import { copyOctets } from './copy-octets.ts'
import type { CaptureProblemKind } from './frame.ts'

/** Where the octets of a capture come from, in order: a file, a pipe, or what another source inflates to. */
export interface OctetSource {
  /** Reads some octets into octets[at, …). Returns how many; 0: the end, and `failure` says whether a good one. */
  read(octets: Uint8Array, at: number): number | Promise<number>
  /** The first octets, `count` unless there are fewer. Before the first `read`, which gives them again. */
  peek(count: number): Promise<Uint8Array>
  /** Passes over octets without reading them, where the source can. */
  skip?(count: number): void
  /** Octets there are, where that is known beforehand. */
  readonly length: number | null
  /** Octets read of what is stored (a compressed file: compressed ones). */
  readonly stored: number
  readonly failure: SourceFailure | null
  /** Ends it; a `read` that waits then returns 0. */
  close(): void
}

export interface SourceFailure {
  readonly kind: CaptureProblemKind
  /** One sentence with what to do about it. */
  readonly message: string
}

/** Gives chunks that stay valid until the next is asked for; null: the end. */
export interface ChunkProducer {
  next(): Promise<Uint8Array | null>
  readonly stored: number
  readonly failure: SourceFailure | null
  close(): void
}

/** A source over chunks of any size. One chunk at a time is asked for: who reads slowly is sent no more. */
export class ChunkSource implements OctetSource {
  readonly length = null
  readonly #producer: ChunkProducer
  #chunk: Uint8Array = new Uint8Array(0)
  #at = 0

  constructor(producer: ChunkProducer) {
    this.#producer = producer
  }

  get stored(): number {
    return this.#producer.stored
  }

  get failure(): SourceFailure | null {
    return this.#producer.failure
  }

  async read(octets: Uint8Array, at: number): Promise<number> {
    while (this.#at === this.#chunk.length) {
      const chunk = await this.#producer.next()
      if (chunk === null) return 0
      this.#chunk = chunk
      this.#at = 0
    }
    const count = Math.min(this.#chunk.length - this.#at, octets.length - at)
    copyOctets(this.#chunk.subarray(this.#at, this.#at + count), octets, at)
    this.#at += count
    return count
  }

  async peek(count: number): Promise<Uint8Array> {
    while (this.#chunk.length < count) {
      const whole = this.#chunk.slice()
      const chunk = await this.#producer.next()
      if (chunk === null) {
        this.#chunk = whole
        break
      }
      this.#chunk = Buffer.concat([whole, chunk])
    }
    return this.#chunk.subarray(0, count)
  }

  close(): void {
    this.#producer.close()
  }
}
