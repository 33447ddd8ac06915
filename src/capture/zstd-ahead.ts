import { Worker } from 'node:worker_threads'
import type { ChunkProducer, OctetSource, SourceFailure } from './octet-source.ts'
import type { FromInflater, ToInflater } from './zstd-messages.ts'

/** Stored octets sent at a time, and how many such pieces may wait in the thread. */
const PIECE_OCTETS = 256 * 1024
const WAITING_PIECES = 4
/** Inflated octets given back at a time, and how many such buffers there are: they go to and fro, and who has none waits. */
const BUFFER_OCTETS = 512 * 1024
const BUFFERS = 6
/** Of objects that live briefly; the thread has next to none, and would let them take more room than all its buffers. */
const YOUNG_MEBIBYTES = 4
const THREAD_FILE = new URL('./zstd-thread.js', import.meta.url)

/** Inflates zstd in a thread of its own, ahead of its reader by a few buffers and no more, with what `ZstdInflation` comes to. */
export class ZstdAhead implements ChunkProducer {
  #failed: SourceFailure | null = null
  readonly #source: OctetSource
  readonly #thread: Worker
  readonly #chunks: Uint8Array<ArrayBuffer>[] = []
  #given: Uint8Array<ArrayBuffer> | null = null
  #sending = false
  #waitingPieces = 0
  #ended = false
  #wake: () => void = () => {}

  constructor(source: OctetSource) {
    this.#source = source
    this.#thread = new Worker(THREAD_FILE, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEBIBYTES } })
    this.#thread.unref()
    this.#thread.on('message', (message: FromInflater) => this.#hear(message))
    this.#thread.on('error', (error) => {
      this.#failed = {
        kind: 'unreadable',
        message: `inflating it failed (${error.message}); unpack it first (zstd -dk)`,
      }
      this.#end()
    })
    for (let count = 0; count < BUFFERS; count++) this.#giveBack(new ArrayBuffer(BUFFER_OCTETS))
    void this.#send()
  }

  get failure(): SourceFailure | null {
    return this.#source.failure ?? this.#failed
  }

  get stored(): number {
    return this.#source.stored
  }

  async next(): Promise<Uint8Array | null> {
    if (this.#given !== null) this.#giveBack(this.#given.buffer)
    this.#given = null
    while (this.#chunks.length === 0 && !this.#ended) {
      this.#thread.ref() // only while it is waited for
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#thread.unref()
    }
    this.#given = this.#chunks.shift() ?? null
    return this.#given
  }

  close(): void {
    void this.#thread.terminate()
    this.#source.close()
    this.#end()
  }

  #hear(message: FromInflater): void {
    if (message.kind === 'inflated') this.#chunks.push(message.octets)
    else if (message.kind === 'began') this.#waitingPieces--
    else {
      this.#failed = message.failure
      this.#end()
    }
    void this.#send()
    this.#wake()
  }

  /** Sends pieces as long as not too many wait. */
  async #send(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    while (this.#waitingPieces < WAITING_PIECES && !this.#ended) {
      const piece = new Uint8Array(PIECE_OCTETS)
      const reading = this.#source.read(piece, 0)
      const count = typeof reading === 'number' ? reading : await reading
      this.#waitingPieces++
      this.#tell({ piece: piece.subarray(0, count) }, piece.buffer)
      if (count === 0) return // at the end nothing is sent any more
    }
    this.#sending = false
  }

  #giveBack(buffer: ArrayBuffer): void {
    this.#tell({ buffer }, buffer)
  }

  #tell(message: ToInflater, moved: ArrayBuffer): void {
    this.#thread.postMessage(message, [moved])
  }

  #end(): void {
    this.#ended = true
    this.#wake()
  }
}
