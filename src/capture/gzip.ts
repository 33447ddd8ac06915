import { createGunzip, type Gunzip } from 'node:zlib'
import type { ChunkProducer, OctetSource, SourceFailure } from './octet-source.ts'

/** Compressed octets handed to zlib at a time, and inflated octets it gives back at most at a time. */
interface Portions {
  readonly piece: number
  readonly chunk: number
}

/** The faster the larger: what a piece inflates to is one chunk as a rule, and the threads seldom wait for each other. */
const FILE: Portions = { piece: 256 * 1024, chunk: 1024 * 1024 }
/** Smaller: its octets may come slowly, and of those that damage takes with it none can be read again. */
const STREAM: Portions = { piece: 64 * 1024, chunk: 256 * 1024 }
/** Chunks that may wait: zlib has a thread of its own, and inflates the next piece while these are scanned. */
const WAITING_CHUNKS = 4
/** Where zlib meets damage it withholds what that piece had inflated to; so the piece is taken again in these steps. */
const FINER_STEPS: readonly number[] = [256, 1]

/**
 * Inflates gzip (RFC 1952) of any number of members, ahead of its reader by a few chunks and no more: memory stays flat
 * whatever the stream claims to hold. Of a damaged file everything before the damage is given, to the octet; of a damaged
 * pipe, which cannot be read twice, up to a chunk before it may be missing.
 */
export class GzipInflation implements ChunkProducer {
  #failed: SourceFailure | null = null
  readonly #source: OctetSource
  readonly #again: () => OctetSource | null
  readonly #portions: Portions
  #pass: Pass
  readonly #steps = [...FINER_STEPS]
  #passed = 0
  #given = 0

  /** `again` opens the same compressed octets from the start; null where that cannot be done. */
  constructor(source: OctetSource, again: () => OctetSource | null) {
    this.#source = source
    this.#again = again
    this.#portions = source.length === null ? STREAM : FILE
    this.#pass = new Pass(source, this.#portions, Number.POSITIVE_INFINITY, this.#portions.piece)
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
    this.#pass = new Pass(again, this.#portions, failedAt, step)
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

/** One run of zlib over a source: pieces up to `coarseEnd` of the compressed octets, steps from there. */
class Pass {
  error: NodeJS.ErrnoException | null = null
  /** Where the piece that zlib was given last begins. */
  failedAt = 0
  readonly source: OctetSource
  readonly #coarseEnd: number
  readonly #step: number
  readonly #piece: Uint8Array
  readonly #gunzip: Gunzip
  readonly #chunks: Uint8Array[] = []
  #fed = 0
  #feeding = false
  #ended = false
  #wake: () => void = () => {}

  constructor(source: OctetSource, { piece, chunk }: Portions, coarseEnd: number, step: number) {
    this.source = source
    this.#coarseEnd = coarseEnd
    this.#step = step
    this.#piece = new Uint8Array(piece)
    // zlib's streams pass stream options on: with 1, nothing is inflated while a chunk waits in the stream, so an error loses none
    const options = { chunkSize: chunk, highWaterMark: 1 }
    this.#gunzip = createGunzip(options)
    this.#gunzip.on('data', (chunk: Uint8Array) => {
      this.#chunks.push(chunk)
      if (this.#full) this.#gunzip.pause()
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
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#goOn()
      await woken
    }
    const chunk = this.#chunks.shift() ?? null
    this.#goOn()
    return chunk
  }

  close(): void {
    this.#gunzip.destroy()
    this.#end()
  }

  get #full(): boolean {
    return this.#chunks.length >= WAITING_CHUNKS
  }

  #goOn(): void {
    if (this.#full || this.#ended) return
    if (this.#gunzip.isPaused()) this.#gunzip.resume()
    if (!this.#feeding) void this.#feed()
  }

  /** Pieces are full whatever portions the source gives, so that the same octets always fail at the same place. */
  async #feed(): Promise<void> {
    this.#feeding = true
    const coarse = Math.min(this.#piece.length, this.#coarseEnd - this.#fed)
    const piece = this.#piece.subarray(0, coarse > 0 ? coarse : this.#step)
    let count = 0
    for (let read = -1; read !== 0 && count < piece.length; count += read) {
      const reading = this.source.read(piece, count)
      read = typeof reading === 'number' ? reading : await reading
    }
    if (this.#ended) return
    this.failedAt = this.#fed
    this.#fed += count
    if (count === 0) this.#gunzip.end()
    else this.#gunzip.write(piece.subarray(0, count), () => this.#written())
  }

  #written(): void {
    this.#feeding = false
    this.#goOn()
  }

  #end(): void {
    this.#ended = true
    this.#wake()
  }
}
