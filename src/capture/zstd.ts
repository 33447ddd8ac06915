import { Decompress } from 'fzstd'
import type { ChunkProducer, OctetSource, SourceFailure } from './octet-source.ts'
import { MAX_UNIT_OCTETS, ZstdFrames } from './zstd-frames.ts'

const INPUT_OCTETS = 4 * MAX_UNIT_OCTETS

/**
 * Inflates zstd (RFC 8878), block by block, so that memory stays flat whatever the stream claims to hold. The content
 * checksum is not verified.
 */
export class ZstdInflation implements ChunkProducer {
  #failed: SourceFailure | null = null
  readonly #source: OctetSource
  readonly #frames = new ZstdFrames()
  readonly #input = new Uint8Array(INPUT_OCTETS)
  readonly #chunks: Uint8Array[] = []
  readonly #decompress = new Decompress((chunk) => {
    if (chunk.length > 0) this.#chunks.push(chunk)
  })
  #at = 0
  #end = 0
  #given = 0

  constructor(source: OctetSource) {
    this.#source = source
  }

  get failure(): SourceFailure | null {
    return this.#source.failure ?? this.#failed
  }

  get stored(): number {
    return this.#source.stored
  }

  async next(): Promise<Uint8Array | null> {
    while (this.#chunks.length === 0 && this.#failed === null) {
      const count = this.#frames.unit(this.#input, this.#at, this.#end)
      if (count > 0) this.#inflate(count)
      else if (this.#frames.fault !== null) this.#fail('damaged', `is damaged (${this.#frames.fault})`)
      else if (!(await this.#fill())) return this.#finish()
    }
    const chunk = this.#chunks.shift() ?? null
    this.#given += chunk?.length ?? 0
    return chunk
  }

  close(): void {
    this.#source.close()
  }

  #inflate(count: number): void {
    const unit = this.#input.slice(this.#at, this.#at + count) // a copy, since fzstd may keep it
    this.#at += count
    try {
      this.#decompress.push(unit)
    } catch (error) {
      this.#fail('damaged', `is damaged (${error instanceof Error ? error.message : String(error)})`)
    }
  }

  async #fill(): Promise<boolean> {
    this.#input.copyWithin(0, this.#at, this.#end)
    this.#end -= this.#at
    this.#at = 0
    const count = await this.#source.read(this.#input, this.#end)
    this.#end += count
    return count > 0
  }

  /** All there was has been read. fzstd holds back short frames until it hears that. */
  #finish(): Uint8Array | null {
    if (this.#frames.atBorder && this.#at === this.#end) {
      try {
        this.#decompress.push(new Uint8Array(0), true)
      } catch (error) {
        this.#fail('damaged', `is damaged (${error instanceof Error ? error.message : String(error)})`)
      }
    } else {
      this.#fail('cut-short', 'is cut short')
    }
    const chunk = this.#chunks.shift() ?? null
    this.#given += chunk?.length ?? 0
    return chunk
  }

  #fail(kind: 'cut-short' | 'damaged', how: string): void {
    const message = `the zstd stream ${how} after ${this.#given} inflated octets, which count; copy the file again (zstd -t tells whether it is whole)`
    this.#failed = { kind, message }
  }
}
