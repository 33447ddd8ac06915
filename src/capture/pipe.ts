import { Socket } from 'node:net'
import type { ChunkProducer, SourceFailure } from './octet-source.ts'
import { diskFailure } from './plain-file.ts'

/** What a pipe holds, in Linux. */
const CHUNK_OCTETS = 64 * 1024
/** Buffers that are filled in turn. */
const BUFFERS = 8
/** Chunks that may wait: one buffer more was given last, and one is to be filled next. */
const WAITING_CHUNKS = BUFFERS - 2

/**
 * A pipe, FIFO or socket, standard input among them. It is polled, never waited for in a thread, so that the process can
 * end while nothing comes; and while chunks wait to be taken it is paused, so that the writer waits. It is read into the same
 * few buffers over and over: one for each chunk would keep the garbage collector as busy as the scan.
 */
export class Pipe implements ChunkProducer {
  stored = 0
  failure: SourceFailure | null = null
  readonly #socket: Socket
  readonly #chunks: Uint8Array[] = []
  readonly #buffers = Array.from({ length: BUFFERS }, () => new Uint8Array(CHUNK_OCTETS))
  #filled = 0
  #ended = false
  #wake: () => void = () => {}

  /** Takes over `fd`. */
  constructor(fd: number) {
    const onread = {
      buffer: () => this.#buffers[this.#filled % BUFFERS]!,
      callback: (count: number, buffer: Uint8Array) => this.#take(buffer.subarray(0, count)),
    }
    const options = { fd, readable: true, writable: false, onread } // of the constructor, too, though its types leave it out
    this.#socket = new Socket(options)
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
      this.#socket.resume()
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

  /** Returns whether to go on reading. */
  #take(chunk: Uint8Array): boolean {
    this.#filled++
    this.#chunks.push(chunk)
    this.#wake()
    return this.#chunks.length < WAITING_CHUNKS
  }

  #end(): void {
    this.#ended = true
    this.#wake()
  }
}
