import type { FrameAtHand } from './frame-at-hand.ts'
import { KeyWriter } from './key-writer.ts'
import { putPlace, putSource, SOURCE_WORDS } from './row-key.ts'
import type { Tally } from './tally.ts'

/** Notes who sent a frame, and which addresses it showed to be theirs. */
export class Senders {
  readonly #tally: Tally
  readonly #frame: FrameAtHand
  readonly #writer: KeyWriter

  constructor(tally: Tally, frame: FrameAtHand) {
    this.#tally = tally
    this.#frame = frame
    this.#writer = new KeyWriter(tally.addresses, frame)
  }

  /** The frame's source is a station, where the link tells one. */
  see(): void {
    const { layers, view, second, nanosecond, offset, index } = this.#frame
    if (layers.linkSourceAt < 0) return
    const { stations } = this.#tally
    putPlace(stations.key, this.#frame)
    putSource(stations.key, view, layers.linkSourceAt)
    stations.see(SOURCE_WORDS, second, nanosecond, offset, index)
  }

  /** The station with the MAC at `macAt` has the address at `addressAt`, learned that way. */
  seeAddress(macAt: number, learned: number, addressAt: number, version: number): void {
    const { view, second, nanosecond, offset, index } = this.#frame
    const { addresses } = this.#tally
    const writer = this.#writer
    putPlace(addresses.key, this.#frame)
    putSource(addresses.key, view, macAt)
    writer.begin(SOURCE_WORDS)
    writer.word(learned | (version << 8))
    writer.address(addressAt, version)
    addresses.see(writer.length, second, nanosecond, offset, index)
  }
}
