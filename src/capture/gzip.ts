import { createGunzip } from 'node:zlib'
import type { ChunkProducer, OctetSource, SourceFailure } from './octet-source.ts'

/** Compressed octets handed to zlib at a time, and inflated octets it gives back at a time. */
const PIECE_OCTETS = 64 * 1024
const CHUNK_OCTETS = 256 * 1024
/** Where zlib meets damage it withholds what that piece had inflated to; so the piece is taken again in these steps. */
const FINER_STEPS: readonly number[] = [256, 1]

/**
 * Inflates gzip (RFC 1952) of any number of members. At most one chunk is inflated ahead of its reader, so memory stays flat
 * whatever the stream claims to hold. Of a damaged file everything before the damage is given, to the octet; of a damaged
 * pipe, which cannot be read twice, up to a chunk before it may be missing.
 */
export class GzipInflation implements ChunkProducer {
  #failed: SourceFailure | null = null
  readonly #source: OctetSource
  readonly #again: () => OctetSource | null
  #pass: Pass
  readonly #steps = [...FINER_STEPS]
  #passed = 0
  #given = 0

  /** `again` opens the same compressed octets from the start; null where that cannot be done. */
  constructor(source: OctetSource, again: () => OctetSource | null) {
    this.#source = source
    this.#again = again
    this.#pass = new Pass(source, Number.POSITIVE_INFINITY, PIECE_OCTETS)
  }

  get failure(): SourceFailure | null {
    return this.#source.failure ?? this.#failed
  }

  get stored(): number {
    return this.#source.stored
  }

  async next(): Promise<Uint8Array | null> {
    for (;;) {
      const chunk = await this.#pass.next()
      if (chunk === null && !this.#takeAgain()) return null
      if (chunk === null) continue
      this.#passed += chunk.length
      const fresh = this.#passed - this.#given
      if (fresh <= 0) continue
      this.#given = this.#passed
      return chunk.subarray(Math.max(chunk.length - fresh, 0))
    }
  }

  close(): void {
    this.#pass.close()
    this.#source.close()
  }

  /** After a pass: begins a finer one if it met damage. False: this was the last. */
  #takeAgain(): boolean {
    const { error, failedAt, source } = this.#pass
    if (source !== this.#source) source.close()
    if (error === null) return false
    const step = error.code === 'Z_DATA_ERROR' ? this.#steps.shift() : undefined
    const again = step === undefined ? null : this.#again()
    if (step === undefined || again === null) {
      this.#failed = this.#failure(error)
      return false
    }
    this.#pass = new Pass(again, failedAt, step)
    this.#passed = 0
    return true
  }

  #failure(error: NodeJS.ErrnoException): SourceFailure {
    const what =
      error.code === 'Z_BUF_ERROR'
        ? ({ kind: 'cut-short', how: 'is cut short' } as const)
        : ({ kind: 'damaged', how: `is damaged (${error.message})` } as const)
    const message = `the gzip stream ${what.how} after ${this.#given} inflated octets, which count; copy the file again (gzip -t tells whether it is whole)`
    return { kind: what.kind, message }
  }
}

/** zlib's streams pass stream options on: with 1, nothing is inflated while a chunk waits, so an error loses no chunk. */
const OPTIONS = { chunkSize: CHUNK_OCTETS, highWaterMark: 1 }

/** One run of zlib over a source: pieces up to `coarseEnd` of the compressed octets, steps from there. */
class Pass {
  error: NodeJS.ErrnoException | null = null
  /** Where the piece that zlib was given last begins. */
  failedAt = 0
  readonly source: OctetSource
  readonly #coarseEnd: number
  readonly #step: number
  readonly #piece = new Uint8Array(PIECE_OCTETS)
  readonly #gunzip = createGunzip(OPTIONS)
  readonly #chunks: Uint8Array[] = []
  #fed = 0
  #writing = false
  #ended = false
  #wake: () => void = () => {}

  constructor(source: OctetSource, coarseEnd: number, step: number) {
    this.source = source
    this.#coarseEnd = coarseEnd
    this.#step = step
    this.#gunzip.on('data', (chunk: Uint8Array) => {
      this.#gunzip.pause()
      this.#chunks.push(chunk)
      this.#wake()
    })
    this.#gunzip.on('error', (error) => {
      this.error = error
      this.#end()
    })
    this.#gunzip.on('end', () => this.#end())
    this.#gunzip.on('close', () => this.#end())
  }

  async next(): Promise<Uint8Array | null> {
    while (this.#chunks.length === 0 && !this.#ended) {
      if (!this.#writing) await this.#feed()
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#gunzip.resume()
      if (this.#chunks.length === 0 && !this.#ended) await woken
    }
    return this.#chunks.shift() ?? null
  }

  close(): void {
    this.#gunzip.destroy()
    this.#end()
  }

  /** Pieces are full whatever portions the source gives, so that the same octets always fail at the same place. */
  async #feed(): Promise<void> {
    const coarse = Math.min(PIECE_OCTETS, this.#coarseEnd - this.#fed)
    const piece = this.#piece.subarray(0, coarse > 0 ? coarse : this.#step)
    let count = 0
    for (let read = -1; read !== 0 && count < piece.length; count += read) read = await this.source.read(piece, count)
    this.failedAt = this.#fed
    this.#fed += count
    this.#writing = true
    if (count === 0) this.#gunzip.end()
    else this.#gunzip.write(piece.subarray(0, count), () => this.#written())
  }

  #written(): void {
    this.#writing = false
    this.#wake()
  }

  #end(): void {
    this.#ended = true
    this.#wake()
  }
}
