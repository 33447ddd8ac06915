import { load16, load32 } from './byte-order.ts'

// RFC 8878 §3.1.1: a frame is magic, header, blocks, and a checksum if the header says so. §3.1.2: skippable frames.
const MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50
const MAGIC_OCTETS = 4
const SKIPPABLE_HEADER_OCTETS = 8
const BLOCK_HEADER_OCTETS = 3
const CHECKSUM_OCTETS = 4
const RLE_BLOCK = 1
/** RFC 8878 §3.1.1.2.4. */
const MAX_BLOCK_OCTETS = 128 * 1024
/** Window that zstd itself takes without being told to take more; a larger one is a claim on memory. */
const MAX_WINDOW_OCTETS = 128 * 1024 * 1024

/** Octets of the longest unit. */
export const MAX_UNIT_OCTETS = 18 + BLOCK_HEADER_OCTETS + MAX_BLOCK_OCTETS + CHECKSUM_OCTETS

/**
 * Finds in a zstd stream the units that may be decoded one at a time: a frame header with nothing after it, a block, a
 * checksum. One unit inflates to one block at most, which bounds the memory that any input can ask for.
 */
export class ZstdFrames {
  /** Why the stream cannot be followed any further. */
  fault: string | null = null
  /** At a border between frames, where a stream may end. */
  atBorder = true
  #inFrame = false
  #checksum = false
  #afterLast = false
  /** Octets of a skippable frame still to pass. */
  #skip = 0

  /** Octets of the unit at octets[at, end); 0: more octets are needed, or `fault`. */
  unit(octets: Uint8Array, at: number, end: number): number {
    if (this.#skip > 0) return this.#pass(end - at)
    if (this.#afterLast) return this.#checksumUnit(end - at)
    return this.#inFrame ? this.#block(octets, at, end) : this.#header(octets, at, end)
  }

  #pass(available: number): number {
    const count = Math.min(this.#skip, available)
    this.#skip -= count
    this.atBorder = this.#skip === 0
    return count
  }

  #checksumUnit(available: number): number {
    if (available < CHECKSUM_OCTETS) return 0
    this.#afterLast = false
    this.atBorder = true
    return CHECKSUM_OCTETS
  }

  #header(octets: Uint8Array, at: number, end: number): number {
    if (end - at < SKIPPABLE_HEADER_OCTETS) return 0
    const magic = load32(octets, at, true)
    if ((magic & ~0xf) >>> 0 === SKIPPABLE_MAGIC) {
      this.#skip = load32(octets, at + MAGIC_OCTETS, true)
      this.atBorder = this.#skip === 0
      return SKIPPABLE_HEADER_OCTETS
    }
    if (magic !== MAGIC) return this.#fail('what follows a frame is no frame')
    const header = frameHeader(octets, at + MAGIC_OCTETS)
    if (header.octets > end - at) return 0
    if (header.windowOctets(octets) > MAX_WINDOW_OCTETS) return this.#fail('its window is larger than 128 MiB')
    this.#inFrame = true
    this.#checksum = header.checksum
    this.atBorder = false
    return header.octets
  }

  #block(octets: Uint8Array, at: number, end: number): number {
    if (end - at < BLOCK_HEADER_OCTETS) return 0
    const header = load16(octets, at, true) | (octets[at + 2]! << 16)
    const size = header >>> 3
    if (size > MAX_BLOCK_OCTETS) return this.#fail('a block is larger than 128 KiB')
    const unit = BLOCK_HEADER_OCTETS + (((header >>> 1) & 3) === RLE_BLOCK ? 1 : size)
    if (end - at < unit) return 0
    if (header & 1) this.#endFrame()
    return unit
  }

  #endFrame(): void {
    this.#inFrame = false
    this.#afterLast = this.#checksum
    this.atBorder = !this.#checksum
  }

  #fail(fault: string): number {
    this.fault = fault
    return 0
  }
}

interface FrameHeader {
  /** Magic included. */
  readonly octets: number
  readonly checksum: boolean
  windowOctets(octets: Uint8Array): number
}

// RFC 8878 §3.1.1.1: Frame_Header_Descriptor, [Window_Descriptor], [Dictionary_ID], [Frame_Content_Size].
const DICTIONARY_ID_OCTETS: readonly number[] = [0, 1, 2, 4]
const CONTENT_SIZE_OCTETS: readonly number[] = [0, 2, 4, 8]

/** The header whose descriptor stands at octets[at]. */
function frameHeader(octets: Uint8Array, at: number): FrameHeader {
  const descriptor = octets[at]!
  const singleSegment = (descriptor & 0x20) !== 0
  const contentSizeFlag = descriptor >>> 6
  const contentSizeOctets = contentSizeFlag === 0 && singleSegment ? 1 : CONTENT_SIZE_OCTETS[contentSizeFlag]!
  const windowAt = at + 1
  const contentSizeAt = windowAt + (singleSegment ? 0 : 1) + DICTIONARY_ID_OCTETS[descriptor & 3]!
  return {
    octets: MAGIC_OCTETS + contentSizeAt + contentSizeOctets - at,
    checksum: (descriptor & 4) !== 0,
    windowOctets: (all) =>
      singleSegment ? contentSize(all, contentSizeAt, contentSizeOctets) : windowSize(all[windowAt]!),
  }
}

/** RFC 8878 §3.1.1.1.2. */
function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >>> 3))
  return base + (base / 8) * (descriptor & 7)
}

/** RFC 8878 §3.1.1.1.4. */
function contentSize(octets: Uint8Array, at: number, count: number): number {
  if (count === 1) return octets[at]!
  if (count === 2) return load16(octets, at, true) + 256
  return load32(octets, at, true) + (count === 8 ? load32(octets, at + 4, true) * 0x1_0000_0000 : 0)
}
