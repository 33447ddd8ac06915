import { Socket } from 'node:net'
import type { ChunkProducer, SourceFailure } from './octet-source.ts'
import { diskFailure } from './plain-file.ts'

/** Chunks that may wait: pausing after each would cost more than reading it. */
const WAITING_CHUNKS = 4

/**
 * A pipe, FIFO or socket, standard input among them. It is polled, never waited for in a thread, so that the process can
 * end while nothing comes; and while chunks wait to be taken it is paused, so that the writer waits.
 */
export class Pipe implements ChunkProducer {
  stored = 0
  failure: SourceFailure | null = null
  readonly #socket: Socket
  readonly #chunks: Uint8Array[] = []
  #ended = false
  #wake: () => void = () => {}

  /** Takes over `fd`. */
  constructor(fd: number) {
    this.#socket = new Socket({ fd, readable: true, writable: false })
    this.#socket.pause()
    this.#socket.on('data', (chunk: Uint8Array) => {
      this.#chunks.push(chunk)
      if (this.#chunks.length >= WAITING_CHUNKS) this.#socket.pause()
      this.#wake()
    })
    this.#socket.on('error', (error) => {
      this.failure = diskFailure(error)
      this.#end()
    })
    this.#socket.on('end', () => this.#end())
    this.#socket.on('close', () => this.#end())
  }

  async next(): Promise<Uint8Array | null> {
    while (this.#chunks.length === 0 && !this.#ended) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      if (this.#socket.isPaused()) this.#socket.resume()
      await woken
    }
    const chunk = this.#chunks.shift() ?? null
    this.stored += chunk?.length ?? 0
    return chunk
  }

  close(): void {
    this.#socket.destroy()
    this.#end()
  }

  #end(): void {
    this.#ended = true
    this.#wake()
  }
}
