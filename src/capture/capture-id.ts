import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { copyOctets } from './copy-octets.ts'

/** Octets hashed at either end. */
const END_OCTETS = 64 * 1024

/**
 * Names a capture by its content, cheaply: its size, and a hash over its first and last 64 KiB (which hold the file header,
 * and a small capture as a whole). A compressed file is named by the octets stored. Two captures of one size that differ
 * only between the ends would share a name. Throws what the disk does.
 */
export function captureIdOfFile(path: string): string {
  const fd = openSync(path, 'r')
  try {
    return captureIdOfDescriptor(fd)
  } finally {
    closeSync(fd)
  }
}

export function captureIdOfDescriptor(fd: number): string {
  const { size } = fstatSync(fd)
  const head = octetsAt(fd, 0, HEAD)
  return captureId(size, head, size <= END_OCTETS ? head : octetsAt(fd, size - END_OCTETS, TAIL))
}

/** Read into, file after file. */
const HEAD = new Uint8Array(END_OCTETS)
const TAIL = new Uint8Array(END_OCTETS)

function octetsAt(fd: number, position: number, octets: Uint8Array): Uint8Array {
  let count = 0
  for (let read = -1; read !== 0 && count < END_OCTETS; count += read) {
    read = readSync(fd, octets, count, END_OCTETS - count, position + count)
  }
  return octets.subarray(0, count)
}

function captureId(size: number, head: Uint8Array, tail: Uint8Array): string {
  const hash = createHash('sha256').update(`${size}\n`).update(head).update(tail)
  return `${size}-${hash.digest('hex').slice(0, 32)}`
}

/** Names a stream as it passes; the same name as a file of those octets has. */
export class StreamId {
  #size = 0
  readonly #head = new Uint8Array(END_OCTETS)
  readonly #tail = new Uint8Array(END_OCTETS)

  /** The next octets, octets[at, end). */
  add(octets: Uint8Array, at: number, end: number): void {
    if (this.#size < END_OCTETS) {
      this.#head.set(octets.subarray(at, Math.min(end, at + END_OCTETS - this.#size)), this.#size)
    }
    const kept = Math.min(end - at, END_OCTETS)
    this.#tail.copyWithin(0, kept)
    copyOctets(octets.subarray(end - kept, end), this.#tail, END_OCTETS - kept)
    this.#size += end - at
  }

  get id(): string {
    const count = Math.min(this.#size, END_OCTETS)
    return captureId(this.#size, this.#head.subarray(0, count), this.#tail.subarray(END_OCTETS - count))
  }
}
