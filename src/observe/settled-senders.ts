import type { AddressTexts } from './address-texts.ts'
import type { JoinedRows } from './joined-rows.ts'
import { HAS_MAC } from './key-numbers.ts'
import { NO_MAC } from './mac-number-text.ts'
import { macNumber } from './row-key.ts'
import { FIRST, ROW_NUMBERS } from './row-numbers.ts'
import type { RowOwners } from './row-owners.ts'
import { compareFirsts, FRAME, seenAt } from './seen-numbers.ts'
import type { Seen, Senders } from './settled.ts'
import type { SettledPlaces } from './settled-places.ts'
import { SIGHTING_NUMBERS } from './sightings.ts'

/** Where a sender's words say its MAC address: behind those of its place. */
const MAC_HIGH = 3
const MAC_LOW = 4

/** Who sent the rows of all tables. */
export class SettledSenders implements Senders {
  readonly length: number
  readonly sending: number
  readonly places: Int32Array
  readonly macs: Float64Array
  readonly versions: Uint8Array
  readonly #all: SettledPlaces
  readonly #texts: AddressTexts
  readonly #tables: readonly JoinedRows[]
  readonly #macTexts: (string | undefined)[]
  #firsts: Float64Array | undefined

  /**
   * @param sending how many of them sent frames: these come first
   * @param placeOf the place of each, as `all` ranks them
   * @param tables that tell when they were first seen
   */
  constructor(
    owners: RowOwners,
    sending: number,
    placeOf: Int32Array,
    all: SettledPlaces,
    tables: readonly JoinedRows[],
    texts: AddressTexts,
  ) {
    this.length = owners.length
    this.sending = sending
    this.versions = owners.versions
    this.places = placeOf.map((place) => all.ranks[place]!)
    this.macs = new Float64Array(this.length)
    this.#macTexts = new Array(this.length)
    for (let sender = 0; sender < this.length; sender++) {
      const high = owners.word(sender, MAC_HIGH)
      this.macs[sender] = (high & HAS_MAC) === 0 ? NO_MAC : macNumber(high, owners.word(sender, MAC_LOW))
    }
    this.#all = all
    this.#tables = tables
    this.#texts = texts
  }

  mac(sender: number): string {
    this.#macTexts[sender] ??= this.#macText(this.macs[sender]!)
    return this.#macTexts[sender]
  }

  #macText(mac: number): string {
    return mac === NO_MAC ? '' : this.#texts.mac(Math.floor(mac / 2 ** 32), mac % 2 ** 32)
  }

  first(sender: number): Seen {
    return seenAt(this.#firstNumbers, sender * SIGHTING_NUMBERS, this.#all.vantages[this.places[sender]!]!)
  }

  compareFirsts(a: number, b: number): number {
    const firsts = this.#firstNumbers
    return compareFirsts(firsts, a * SIGHTING_NUMBERS, firsts, b * SIGHTING_NUMBERS)
  }

  get #firstNumbers(): Float64Array {
    this.#firsts ??= firstsOf(this.length, this.#tables)
    return this.#firsts
  }

  /** In JSON its rows say all that there is to say of a sender. */
  toJSON(): undefined {
    return undefined
  }
}

/** The earliest sighting of each sender's rows. */
function firstsOf(senders: number, tables: readonly JoinedRows[]): Float64Array {
  const firsts = new Float64Array(senders * SIGHTING_NUMBERS)
  for (const { numbers, owners } of tables) {
    for (let row = 0; row < owners.length; row++) {
      const from = row * ROW_NUMBERS + FIRST
      const to = owners[row]! * SIGHTING_NUMBERS
      const isNew = firsts[to + FRAME] === 0
      if (!isNew && compareFirsts(numbers, from, firsts, to) >= 0) continue
      for (let number = 0; number < SIGHTING_NUMBERS; number++) firsts[to + number] = numbers[from + number]!
    }
  }
  return firsts
}
