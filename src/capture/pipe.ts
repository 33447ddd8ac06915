import { Socket } from 'node:net'
import type { ChunkProducer, SourceFailure } from './octet-source.ts'
import { diskFailure } from './plain-file.ts'

/**
 * A pipe, FIFO or socket, standard input among them. It is polled, never waited for in a thread, so that the process can
 * end while nothing comes; and while nobody asks for the next chunk it is paused, so that the writer waits.
 */
export class Pipe implements ChunkProducer {
  stored = 0
  failure: SourceFailure | null = null
  readonly #socket: Socket
  #chunk: Uint8Array | null = null
  #ended = false
  #wake: () => void = () => {}

  /** Takes over `fd`. */
  constructor(fd: number) {
    this.#socket = new Socket({ fd, readable: true, writable: false })
    this.#socket.pause()
    this.#socket.on('data', (chunk: Uint8Array) => {
      this.#socket.pause()
      this.#chunk = chunk
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
    while (this.#chunk === null && !this.#ended) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#socket.resume()
      await woken
    }
    const chunk = this.#chunk
    this.#chunk = null
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
