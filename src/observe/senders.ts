import type { FrameAtHand } from './frame-at-hand.ts'
import { finished, KeyHash } from './key-hash.ts'
import type { KeyParts } from './key-parts.ts'
import { KeyWriter } from './key-writer.ts'
import { PLACE_WORDS, SOURCE_WORDS } from './row-key.ts'
import type { Tally } from './tally.ts'

/** Notes who sent a frame, and which addresses it showed to be theirs. */
export class Senders {
  readonly #tally: Tally
  readonly #frame: FrameAtHand
  readonly #hash: KeyHash
  readonly #stationKey: KeyWriter
  readonly #addressKey: KeyWriter

  constructor(tally: Tally, frame: FrameAtHand) {
    this.#tally = tally
    this.#frame = frame
    this.#hash = new KeyHash(frame)
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
    this.#stationKey.begin(SOURCE_WORDS)
    stations.see(hash, SOURCE_WORDS, frame)
  }

  /** The station with the MAC at `macAt` has the address at `addressAt`, learned that way. */
  seeAddress(macAt: number, learned: number, addressAt: number, version: number): void {
    const frame = this.#frame
    const { addresses } = this.#tally
    this.#hash.begin(frame.placeHash)
    describeAddress(this.#hash, macAt, learned, addressAt, version)
    const hash = this.#hash.finish()
    if (addresses.leavesOut(hash)) return
    this.#addressKey.begin(PLACE_WORDS)
    describeAddress(this.#addressKey, macAt, learned, addressAt, version)
    addresses.see(hash, this.#addressKey.length, frame)
  }
}

function describeAddress(key: KeyParts, macAt: number, learned: number, addressAt: number, version: number): void {
  key.mac(macAt)
  key.word(learned | (version << 8))
  key.address(addressAt, version)
}
