/**
 * Puts datagrams together from their fragments (RFC 791 §3.2, RFC 8200 §4.5), within bounds: whoever sends fragments decides
 * how many there are, and may be hostile. Nothing of it knows captures; keys and origins are the caller's.
 */

/** A datagram's upper layers have no more octets than its length field can say. */
const MAX_DATAGRAM_OCTETS = 65_535
/** What keeping a fragment costs besides its octets, about. */
const FRAGMENT_COST = 128
/** All but the last fragment have a length that is a multiple of this. */
const UNIT = 8

export interface ReassemblyLimits {
  /** Datagrams kept at a time. */
  readonly datagrams: number
  /** Octets kept at a time, in all. */
  readonly octets: number
  /** From a datagram's first fragment to arrive until it is given up (RFC 8200 §4.5: 60). */
  readonly timeoutS: number
}

export const REASSEMBLY_LIMITS: ReassemblyLimits = { datagrams: 4096, octets: 16 * 1024 * 1024, timeoutS: 60 }

/** One fragment. `octets` and `head` are copied if they are kept. */
export interface Fragment<Origin> {
  /** Equal for the fragments of one datagram. */
  readonly key: string
  /** Of its first octet, among those of the datagram that are fragmented. */
  readonly offset: number
  /** Octets that were sent. */
  readonly length: number
  /** Those of them that were captured, from the first on. */
  readonly octets: Uint8Array
  readonly more: boolean
  /** All before its octets that belongs to the whole datagram, as it is to stand there; looked at where `offset` is 0. */
  readonly head: Uint8Array
  readonly origin: Origin
}

/** A datagram, as far as it is there. */
export interface Datagram<Origin> {
  readonly key: string
  /** Of the first fragment; null while that is missing. */
  readonly head: Uint8Array | null
  /** What was captured, up to the first octet that was not. */
  readonly octets: Uint8Array
  /** Octets that were sent; what is known of them while the last fragment is missing. */
  readonly length: number
  /** By offset. */
  readonly fragments: readonly FragmentPlace<Origin>[]
}

export interface FragmentPlace<Origin> {
  readonly offset: number
  readonly length: number
  readonly origin: Origin
}

/** Why a datagram will not be put together. */
export type LossReason =
  | 'missing-fragments' // it took too long, or the capture ended
  | 'overlap' //           fragments overlap (RFC 5722 §4), or one goes on after the last
  | 'bad-length' //        a length that no fragment can have
  | 'too-many' //          it was the oldest when the limits were reached

export interface ReassemblyEvents<Origin> {
  /** The first fragment is there: whether the datagram is of interest. If not, nothing more of it is kept. */
  wants(first: Datagram<Origin>): boolean
  /** A datagram is given up; the fragment that was one too many is among its fragments. */
  lost(datagram: Datagram<Origin>, reason: LossReason): void
}

export class Reassembler<Origin> {
  readonly #events: ReassemblyEvents<Origin>
  readonly #limits: ReassemblyLimits
  /** By key, in the order of their first fragments. */
  readonly #pending = new Map<string, Pending<Origin>>()
  #octets = 0

  constructor(events: ReassemblyEvents<Origin>, limits: ReassemblyLimits = REASSEMBLY_LIMITS) {
    this.#events = events
    this.#limits = limits
  }

  /** Octets kept now, and about what keeping them costs. */
  get octets(): number {
    return this.#octets
  }

  /**
   * Adds a fragment captured at that time (nanosecond -1: none is known). Gives the datagram if it is whole now, which then
   * is forgotten.
   */
  add(fragment: Fragment<Origin>, second: number, nanosecond: number): Datagram<Origin> | undefined {
    this.#expire(second, nanosecond)
    const pending = this.#pending.get(fragment.key) ?? this.#begin(fragment.key, second, nanosecond)
    if (pending.closed) return undefined
    const before = pending.cost
    const fault = pending.add(fragment)
    this.#octets += pending.cost - before
    if (fault !== null) {
      this.#events.lost(withFragment(pending.datagram(), fragment), fault)
      this.#close(pending)
    } else if (fragment.offset === 0 && !pending.wanted) {
      pending.wanted = this.#events.wants(pending.datagram())
      if (!pending.wanted) this.#close(pending)
    }
    if (!pending.closed && pending.isWhole) {
      this.#forget(pending)
      return pending.datagram()
    }
    while (this.#octets > this.#limits.octets) this.#giveUpOldest()
    return undefined
  }

  /** Nothing more comes. */
  finish(): void {
    for (const pending of [...this.#pending.values()]) this.#lose(pending, 'missing-fragments')
  }

  #begin(key: string, second: number, nanosecond: number): Pending<Origin> {
    while (this.#pending.size >= this.#limits.datagrams) this.#giveUpOldest()
    const pending = new Pending<Origin>(key, second, nanosecond)
    this.#pending.set(key, pending)
    this.#octets += pending.cost
    return pending
  }

  /** Captures may go back in time a little; what is left here for that is bounded by the other limits. */
  #expire(second: number, nanosecond: number): void {
    if (nanosecond < 0) return
    for (const pending of this.#pending.values()) {
      const age = second - pending.second + (nanosecond - pending.nanosecond) / 1e9
      if (pending.nanosecond >= 0 && age <= this.#limits.timeoutS) break
      if (pending.nanosecond >= 0) this.#lose(pending, 'missing-fragments')
    }
  }

  #giveUpOldest(): void {
    for (const oldest of this.#pending.values()) return this.#lose(oldest, 'too-many')
  }

  #lose(pending: Pending<Origin>, reason: LossReason): void {
    this.#forget(pending)
    if (!pending.closed) this.#events.lost(pending.datagram(), reason)
  }

  /** Keeps none of it, but the memory that nothing more of it is to be kept (RFC 5722 §4). */
  #close(pending: Pending<Origin>): void {
    this.#octets -= pending.cost
    pending.close()
    this.#octets += pending.cost
  }

  #forget(pending: Pending<Origin>): void {
    this.#pending.delete(pending.key)
    this.#octets -= pending.cost
  }
}

interface Piece<Origin> extends FragmentPlace<Origin> {
  readonly octets: Uint8Array
}

/** A datagram some of whose fragments are there. */
class Pending<Origin> {
  readonly key: string
  /** When its first fragment came; nanosecond -1: not known. */
  readonly second: number
  readonly nanosecond: number
  wanted = false
  closed = false
  /** Octets kept. */
  cost = FRAGMENT_COST
  #head: Uint8Array | null = null
  #pieces: Piece<Origin>[] = []
  #sent = 0
  /** Length of the whole; -1 while the last fragment is missing. */
  #total = -1

  constructor(key: string, second: number, nanosecond: number) {
    this.key = key
    this.second = second
    this.nanosecond = nanosecond
  }

  get isWhole(): boolean {
    return this.#head !== null && this.#sent === this.#total // as none overlap
  }

  /** Null: it is taken, or the exact duplicate of one that was (RFC 8200 §4.5 allows to ignore it). */
  add({ offset, length, octets, more, head, origin }: Fragment<Origin>): LossReason | null {
    const end = offset + length
    if (length === 0 || end > MAX_DATAGRAM_OCTETS || (more && length % UNIT !== 0)) return 'bad-length'
    const at = this.#pieces.findIndex((each) => each.offset + each.length > offset)
    const next = this.#pieces[at]
    if (next !== undefined && next.offset === offset && next.length === length && isSame(next.octets, octets))
      return null
    const last = this.#pieces.at(-1)
    const reached = last === undefined ? 0 : last.offset + last.length
    if (next !== undefined && next.offset < end) return 'overlap'
    if (this.#total >= 0 && (!more || end > this.#total)) return 'overlap'
    if (!more && reached > end) return 'overlap'
    if (offset === 0) this.#head = new Uint8Array(head)
    if (!more) this.#total = end
    const piece = { offset, length, octets: new Uint8Array(octets), origin }
    this.#pieces.splice(at < 0 ? this.#pieces.length : at, 0, piece)
    this.#sent += length
    this.cost += FRAGMENT_COST + octets.length + (offset === 0 ? head.length : 0)
    return null
  }

  datagram(): Datagram<Origin> {
    const last = this.#pieces.at(-1)
    return {
      key: this.key,
      head: this.#head,
      octets: this.#captured(),
      length: this.#total >= 0 ? this.#total : last === undefined ? 0 : last.offset + last.length,
      fragments: this.#pieces.map(({ offset, length, origin }) => ({ offset, length, origin })),
    }
  }

  close(): void {
    this.closed = true
    this.cost = FRAGMENT_COST
    this.#head = null
    this.#pieces = []
  }

  #captured(): Uint8Array {
    const octets = new Uint8Array(this.#pieces.reduce((sum, piece) => sum + piece.octets.length, 0))
    let end = 0
    for (const piece of this.#pieces) {
      if (piece.offset !== end) break
      octets.set(piece.octets, end)
      end += piece.octets.length
      if (piece.octets.length < piece.length) break // the snaplen cut it
    }
    return octets.subarray(0, end)
  }
}

function withFragment<Origin>(datagram: Datagram<Origin>, fragment: Fragment<Origin>): Datagram<Origin> {
  const { offset, length, origin } = fragment
  const fragments = [...datagram.fragments, { offset, length, origin }].sort((a, b) => a.offset - b.offset)
  return { ...datagram, fragments }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, index) => octet === b[index])
}
