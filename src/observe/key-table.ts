import { KeyStore, NOT_FOUND, type StoredKeys } from './key-store.ts'
import { ROW_NUMBERS } from './row-numbers.ts'
import { type Moment, RowSightings } from './row-sightings.ts'
import { SIGHTING_NUMBERS, type SightingList } from './sightings.ts'
import { FallingThreshold, NO_THRESHOLD, thresholdAt } from './thresholds.ts'
import { WaitingSightings } from './waiting-sightings.ts'

/** No row: the key's hash is not among the smallest, so its sighting is counted and left out. */
export const LEFT_OUT = -1

/** A table may grow to so many caps before it is thinned. */
const WORKING_CAPS = 1.5
/** Where thinning leaves more than so much of the room taken, keys have like hashes, and there must be more room. */
const CROWDED = 3 / 4

/** A table as plain data: typed arrays, of which no more is seen than is used. */
export interface KeyColumns<Memory extends ArrayBufferLike = ArrayBufferLike> extends StoredKeys<Memory> {
  readonly sightings: number
  readonly threshold: number
  readonly numbers: Float64Array<Memory>
  readonly lists: ReadonlyMap<number, SightingList>
}

/** Whether the row of the key that begins at `at` must stay whatever its hash. */
export type IsPinned = (words: Uint32Array, at: number) => boolean

/**
 * Rows under distinct keys, a key being a run of 32-bit words that says all there is to say of the row; with each its count
 * and its first and last sighting. Seeing a known key allocates nothing.
 *
 * Past its cap a table keeps the rows with the smallest hashes of keys. Which those are depends on the keys alone, neither on their
 * order nor on how a capture was split, and a key once left out never comes back: so counts of kept rows are exact.
 */
export class KeyTable {
  /** Sightings that came, those left out included. */
  sightings = 0

  readonly cap: number
  /** Rows there may be, pinned ones aside, before the table is thinned. */
  #room: number
  readonly #isPinned: IsPinned | null
  readonly #onEvict: (row: number) => void
  readonly #keys = new KeyStore()
  readonly #seen = new RowSightings()
  /** Made when it is first needed: of many small captures most tables stay empty. */
  #waitingList: WaitingSightings | undefined
  /** Rows with hashes that are not below it, unless pinned, are no more than yet to be thinned out. */
  readonly #threshold = new FallingThreshold()
  #pinnedRows = 0

  /**
   * @param cap rows kept at most, pinned ones aside
   * @param isPinned null: no row is
   * @param onEvict told of a row about to be left out, while it can still be read
   * @param room rows there may be before the cap is applied
   */
  constructor(
    cap: number,
    isPinned: IsPinned | null,
    onEvict: (row: number) => void = () => {},
    room = WORKING_CAPS * cap,
  ) {
    this.cap = cap
    this.#room = room
    this.#isPinned = isPinned
    this.#onEvict = onEvict
  }

  /** Rows now in the table. */
  get rows(): number {
    return this.#keys.rows
  }

  /** ROW_NUMBERS a row. */
  get numbers(): Float64Array<ArrayBuffer> {
    return this.#seen.numbers
  }

  /** Every row that is not pinned has a hash below it. */
  get threshold(): number {
    return this.#threshold.value
  }

  /** Counts sightings that are noted elsewhere: those kept come by `noteAll`. */
  count(sightings: number): void {
    this.sightings += sightings
  }

  /** Leaves out keys with hashes that are not below it, unless pinned, or nearly all: where another table of the capture does so already. */
  leaveOutFrom(threshold: number): void {
    if (threshold >= this.threshold) return
    if (this.threshold === NO_THRESHOLD) this.#thin(threshold)
    else this.#threshold.lowerTo(threshold)
  }

  /** Every key whose hash is not below it is left out, whatever else it says. */
  get leftOutFrom(): number {
    return this.#isPinned === null ? this.#threshold.value : NO_THRESHOLD
  }

  /** Where the key to look up is written for the next call: from `keyStart` on there is room for the longest. */
  get key(): Uint32Array {
    return this.#waiting.words
  }

  get keyStart(): number {
    return this.#waiting.end
  }

  /** Whether the key with this hash is left out, whatever else it says: asked before it is written. If so its sighting is counted. */
  leavesOut(hash: number): boolean {
    if (this.#isPinned !== null || hash >>> 0 < this.#threshold.value) return false
    this.sightings++
    return true
  }

  /**
   * Notes one sighting of the key.
   * @param hash of the key, see `key-hash.ts`
   * @param follow whether every sighting of this row is kept, not only the first and the last
   */
  see(hash: number, length: number, moment: Moment, follow = false): void {
    this.sightings++
    this.#waiting.add(hash, length, moment, follow)
    if (this.#waiting.full) this.#lookUp()
  }

  /** As `see`, at once, where the row is asked for. @returns the row, or LEFT_OUT */
  seeNow(hash: number, length: number, { second, nanosecond, offset, index }: Moment): number {
    this.sightings++
    const { words, end } = this.#waiting
    const row = this.#rowOf(hash, words, end, length)
    if (row !== LEFT_OUT) this.#seen.add(row, second, nanosecond, offset, index, false)
    return row
  }

  /** Adds to the key, words [0, length) of `key`, all sightings whose numbers stand at `from`. @returns its row, or LEFT_OUT */
  absorb(hash: number, key: Uint32Array, length: number, numbers: Float64Array, from: number): number {
    this.sightings += numbers[from]!
    const row = this.#rowOf(hash, key, 0, length)
    if (row !== LEFT_OUT) this.#seen.absorb(row, numbers, from)
    return row
  }

  /** Adds all rows of a table that saw other frames. `isFollowed`: whether every sighting of the row with a key is kept. */
  absorbAll(other: KeyColumns, isFollowed: (words: Uint32Array, at: number) => boolean = () => false): void {
    this.#lookUp()
    if (other.rows > this.rows && this.#mayTake(other)) {
      const own = this.columns()
      this.#take(other)
      this.#absorbEach(own, isFollowed)
    } else this.#absorbEach(other, isFollowed)
  }

  /** Whether the rows of another table may be had as they are, in place of its own. */
  #mayTake({ rows, lists }: KeyColumns): boolean {
    return this.#isPinned === null && rows <= this.#room && lists.size + this.#seen.lists.size === 0
  }

  #take(other: KeyColumns): void {
    this.sightings = other.sightings
    this.#keys.take(other)
    this.#seen.take(other.numbers)
    this.#threshold.value = other.threshold
    if (other.threshold < NO_THRESHOLD) this.#threshold.count(this.#freeHashes())
  }

  #absorbEach(other: KeyColumns, isFollowed: (words: Uint32Array, at: number) => boolean): void {
    const threshold = this.#isPinned === null ? thresholdAt(other.hashes, this.cap, other.threshold) : other.threshold
    if (threshold < this.threshold) this.#thin(threshold)
    this.sightings += other.sightings
    const { words, starts, hashes, numbers } = other
    for (let from = 0; from < other.rows; from++) {
      const at = starts[from]!
      const row = this.#rowOf(hashes[from]! | 0, words, at, starts[from + 1]! - at)
      if (row === LEFT_OUT) continue
      if (isFollowed(words, at)) this.#seen.follow(row, numbers, from * ROW_NUMBERS, other.lists.get(from))
      this.#seen.absorb(row, numbers, from * ROW_NUMBERS)
    }
  }

  /** Applies the cap exactly; called when everything came, here or on this thread. */
  finish(): void {
    this.#lookUp()
    const hashes = this.#freeHashes()
    const threshold = Math.min(thresholdAt(hashes, this.cap, this.threshold), this.threshold)
    if (hashes.some((hash) => hash >= threshold)) this.#thin(threshold)
  }

  /** The table as plain data, of the same memory: it must not be used any more. */
  columns(): KeyColumns<ArrayBuffer> {
    this.#lookUp()
    const keys = this.#keys.stored()
    return {
      ...keys,
      sightings: this.sightings,
      threshold: this.threshold,
      numbers: this.numbers.subarray(0, keys.rows * ROW_NUMBERS),
      lists: this.#seen.lists,
    }
  }

  /** Words of all keys. */
  get words(): Uint32Array {
    return this.#keys.words
  }

  /** Where the key of a row begins in `words`. */
  keyAt(row: number): number {
    return this.#keys.starts[row]!
  }

  pinned(row: number): boolean {
    return this.#isPinned?.(this.#keys.words, this.keyAt(row)) ?? false
  }

  /** Rows that are not pinned. */
  get #free(): number {
    return this.#keys.rows - this.#pinnedRows
  }

  /** Looks up the rows of the sightings that wait. */
  #lookUp(): void {
    if (this.#waitingList !== undefined) this.noteAll(this.#waitingList)
  }

  get #waiting(): WaitingSightings {
    this.#waitingList ??= new WaitingSightings()
    return this.#waitingList
  }

  /** Notes sightings that were counted, and wait no more. */
  noteAll(waiting: WaitingSightings): void {
    const { count, words, hashes, ends, moments, follow } = waiting
    this.#keys.reach(hashes, count, this.numbers, ROW_NUMBERS)
    let at = 0
    for (let each = 0; each < count; each++) {
      const end = ends[each]!
      const row = this.#rowOf(hashes[each]!, words, at, end - at)
      at = end
      if (row === LEFT_OUT) continue
      const moment = each * SIGHTING_NUMBERS
      this.#seen.add(
        row,
        moments[moment]!,
        moments[moment + 1]!,
        moments[moment + 2]!,
        moments[moment + 3]!,
        follow[each] !== 0,
      )
    }
    waiting.clear()
  }

  #rowOf(hash: number, words: Uint32Array, at: number, length: number): number {
    if (hash >>> 0 >= this.#threshold.value && !this.#isPinned?.(words, at)) return LEFT_OUT
    const row = this.#keys.find(hash, words, at, length)
    return row === NOT_FOUND ? this.#add(hash, words, at, length) : row
  }

  #add(hash: number, words: Uint32Array, at: number, length: number): number {
    const pinned = this.#isPinned?.(words, at) ?? false
    if (!pinned && this.#free >= this.#room) {
      this.#makeRoom()
      return this.#rowOf(hash, words, at, length)
    }
    const row = this.#keys.add(hash, words, at, length)
    this.#seen.begin(row)
    if (pinned) this.#pinnedRows++
    else if (this.#threshold.value < NO_THRESHOLD) {
      this.#threshold.add(hash)
      this.#threshold.lower(this.#least)
    }
    return row
  }

  /** So many rows that are not pinned have as many hashes as the cap, and one more. */
  get #least(): number {
    return this.cap + 1 + this.#keys.twins
  }

  /** Leaves out rows that the cap will: those kept are a few more than it leaves. */
  #makeRoom(): void {
    if (this.#threshold.value === NO_THRESHOLD) this.#threshold.count(this.#freeHashes())
    this.#threshold.lower(this.#least)
    this.#thin(this.threshold)
    if (this.#free > this.#room * CROWDED) this.#room = 2 * this.#free
  }

  /** The hashes of rows that are not pinned. */
  #freeHashes(): Uint32Array {
    const { rows, hashes } = this.#keys
    const all = hashes.subarray(0, rows)
    return this.#pinnedRows === 0 ? all : all.filter((_, row) => !this.pinned(row))
  }

  /** Leaves out all rows but pinned ones and those with hashes below `threshold`. */
  #thin(threshold: number): void {
    this.#threshold.value = threshold
    const keys = this.#keys
    const seen = this.#seen
    let kept = 0
    for (let row = 0; row < keys.rows; row++) {
      if (keys.hashes[row]! >= threshold && !this.pinned(row)) {
        this.#onEvict(row)
        seen.leaveOut(row)
        continue
      }
      if (kept < row) {
        keys.move(row, kept)
        seen.move(row, kept)
      }
      kept++
    }
    keys.keep(kept)
    this.#threshold.count(this.#freeHashes())
  }
}
