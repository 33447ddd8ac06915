import { closeSync, fstatSync, readSync, statSync } from 'node:fs'
import type { ChunkProducer, OctetSource, SourceFailure } from './octet-source.ts'

/** Octets read at a time: the fastest of the sizes measured: small enough to leave room in the processor's cache for what is known. */
export const BLOCK_OCTETS = 512 * 1024

/** A regular file, read with positions so that no other reader of it is disturbed. */
export class PlainFile implements OctetSource {
  readonly length: number
  failure: SourceFailure | null = null
  readonly #fd: number
  #position = 0
  #open = true

  /** Takes over `fd`, open for reading. */
  constructor(fd: number) {
    this.#fd = fd
    this.length = fstatSync(fd).size
  }

  get stored(): number {
    return Math.min(this.#position, this.length)
  }

  read(octets: Uint8Array, at: number): number {
    if (!this.#open) return 0
    try {
      const count = readSync(this.#fd, octets, at, Math.min(octets.length - at, BLOCK_OCTETS), this.#position)
      this.#position += count
      return count
    } catch (error) {
      this.failure = diskFailure(error)
      return 0
    }
  }

  peek(count: number): Promise<Uint8Array> {
    const octets = new Uint8Array(count)
    const read = this.read(octets, 0)
    this.#position = 0
    return Promise.resolve(octets.subarray(0, read))
  }

  skip(count: number): void {
    this.#position += count
  }

  /** The next read is from there. */
  moveTo(position: number): void {
    this.#position = position
  }

  close(): void {
    if (this.#open) closeSync(this.#fd)
    this.#open = false
  }
}

/** A file handed over as standard input, or a device: read from wherever it stands, in order. */
export class SequentialFile implements ChunkProducer {
  stored = 0
  failure: SourceFailure | null = null
  readonly #fd: number
  readonly #octets = new Uint8Array(BLOCK_OCTETS)
  #open = true

  constructor(fd: number) {
    this.#fd = fd
  }

  next(): Promise<Uint8Array | null> {
    let count = 0
    try {
      if (this.#open) count = readSync(this.#fd, this.#octets, 0, this.#octets.length, null)
    } catch (error) {
      this.failure = diskFailure(error)
    }
    this.stored += count
    return Promise.resolve(count === 0 ? null : this.#octets.subarray(0, count))
  }

  close(): void {
    this.#open = false
  }
}

/** Octets of a file as stored; null for what is no regular file. */
export function storedOctets(path: string): number | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() ? stats.size : null
}

/** What the operating system said, as a sentence. */
export function diskFailure(error: unknown): SourceFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return {
    kind: 'unreadable',
    message: DISK_FAILURES[code] ?? `reading failed with ${code}; check the disk and the path`,
  }
}

const DISK_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the path',
  EACCES: 'permission denied; captures taken as root often belong to root: run as root or change their owner',
  EPERM: 'permission denied; captures taken as root often belong to root: run as root or change their owner',
  EISDIR: 'this is a directory, and a file was expected',
  EIO: 'the disk failed while reading; copy the file from a sound disk',
  ENXIO: 'this is a socket, which cannot be opened as a file; pipe its octets to standard input',
}
