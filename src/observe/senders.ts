import type { FrameAtHand } from './frame-at-hand.ts'
import { finished } from './key-hash.ts'
import { PLACE_WORDS, SOURCE_WORDS } from './key-numbers.ts'
import { KeyWriter } from './key-writer.ts'
import type { Tally } from './tally.ts'

/** Notes who sent a frame, and which addresses it showed to be theirs. */
export class Senders {
  readonly #tally: Tally
  readonly #frame: FrameAtHand
  readonly #stationKey: KeyWriter
  readonly #addressKey: KeyWriter

  constructor(tally: Tally, frame: FrameAtHand) {
    this.#tally = tally
    this.#frame = frame
    this.#stationKey = new KeyWriter(tally.stations, frame)
    this.#addressKey = new KeyWriter(tally.addresses, frame)
  }

  /** The frame's source is a station, where the link tells one. */
  see(): void {
    const frame = this.#frame
    if (frame.layers.linkSourceAt < 0) return
    const { stations } = this.#tally
    const hash = finished(frame.sourceHash)
    if (stations.leavesOut(hash)) return
    this.#stationKey.begin(SOURCE_WORDS, frame.sourceHash)
    this.#stationKey.complete(SOURCE_WORDS)
    stations.see(hash, SOURCE_WORDS, frame)
  }

  /** The station with the MAC at `macAt` has the address at `addressAt`, learned that way. */
  seeAddress(macAt: number, learned: number, addressAt: number, version: number): void {
    const frame = this.#frame
    const { addresses } = this.#tally
    const key = this.#addressKey
    key.begin(PLACE_WORDS, frame.placeHash)
    key.mac(macAt)
    key.word(learned | (version << 8))
    key.address(addressAt, version)
    const hash = key.finish()
    if (addresses.leavesOut(hash)) return
    key.complete(PLACE_WORDS)
    addresses.see(hash, key.length, frame)
  }
}
