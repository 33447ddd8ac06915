import { fstatSync, readSync } from 'node:fs'
import type { ChunkProducer, SourceFailure } from './octet-source.ts'
import { BLOCK_OCTETS, diskFailure } from './plain-file.ts'

/** How often the end of the file is looked at. A recorder flushes far less often. */
const LOOK_EVERY_MS = 100

/** A regular file that is still being written: at its end it is waited for more, until it is closed. */
export class GrowingFile implements ChunkProducer {
  stored = 0
  failure: SourceFailure | null = null
  readonly #fd: number
  readonly #octets = new Uint8Array(BLOCK_OCTETS)
  #open = true
  #wake: () => void = () => {}

  /** Takes over `fd`, to be read from wherever it stands. */
  constructor(fd: number) {
    this.#fd = fd
  }

  async next(): Promise<Uint8Array | null> {
    while (this.#open && this.failure === null) {
      const count = this.#read()
      if (count > 0) return this.#octets.subarray(0, count)
      if (this.failure === null) await this.#wait()
    }
    return null
  }

  close(): void {
    this.#open = false
    this.#wake()
  }

  #read(): number {
    try {
      const count = readSync(this.#fd, this.#octets, 0, this.#octets.length, null)
      this.stored += count
      if (count === 0 && fstatSync(this.#fd).size < this.stored) this.failure = SHORTER
      return count
    } catch (error) {
      this.failure = diskFailure(error)
      return 0
    }
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

const SHORTER: SourceFailure = {
  kind: 'damaged',
  message: 'the file became shorter while it was followed (rotated?); what was read before counts: follow it again',
}
