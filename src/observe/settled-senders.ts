import type { AddressTexts } from './address-texts.ts'
import type { JoinedRows, Sightings } from './joined-rows.ts'
import { HAS_MAC } from './key-numbers.ts'
import { NO_MAC } from './mac-number-text.ts'
import { macNumber } from './row-key.ts'
import { FIRST, ROW_NUMBERS } from './row-numbers.ts'
import type { RowOwners } from './row-owners.ts'
import { compareFirsts } from './seen-numbers.ts'
import type { Seen, Senders } from './settled.ts'
import type { SettledPlaces } from './settled-places.ts'

/** Where a sender's words say its MAC address: behind those of its place. */
const MAC_HIGH = 3
const MAC_LOW = 4

/** Where the numbers of a sender's earliest sighting begin. */
interface First {
  readonly sightings: Sightings
  readonly at: number
}

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
  readonly #firsts = new Map<number, First>()

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
    this.places = new Int32Array(owners.length)
    this.macs = new Float64Array(owners.length)
    this.#macTexts = new Array(owners.length)
    const { words, ownerWords } = owners
    for (let sender = 0; sender < owners.length; sender++) {
      const high = words[sender * ownerWords + MAC_HIGH]!
      const low = words[sender * ownerWords + MAC_LOW]!
      this.places[sender] = all.ranks[placeOf[sender]!]!
      this.macs[sender] = (high & HAS_MAC) === 0 ? NO_MAC : macNumber(high, low)
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
    const { sightings, at } = this.#firstOf(sender)
    return sightings.seenAt(sightings.numbers, at, this.#all.vantages[this.places[sender]!]!)
  }

  compareFirsts(a: number, b: number): number {
    const one = this.#firstOf(a)
    const other = this.#firstOf(b)
    return compareFirsts(one.sightings.numbers, one.at, other.sightings.numbers, other.at)
  }

  /** Looked for when it is asked for: of most senders nobody asks. */
  #firstOf(sender: number): First {
    const known = this.#firsts.get(sender)
    if (known !== undefined) return known
    let first: First | undefined
    for (const table of this.#tables) {
      const { sightings } = table
      for (const row of table.byOwner(this.length).of(sender)) {
        const at = row * ROW_NUMBERS + FIRST
        const isFirst = first && compareFirsts(sightings.numbers, at, first.sightings.numbers, first.at) < 0
        if (isFirst !== false) first = { sightings, at }
      }
    }
    this.#firsts.set(sender, first!)
    return first!
  }

  /** In JSON its rows say all that there is to say of a sender. */
  toJSON(): undefined {
    return undefined
  }
}
