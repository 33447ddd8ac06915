const TWO_16 = 0x1_0000
const TWO_32 = 0x1_0000_0000
/** 10^9 without its factors of two: a 32-bit number times this is an exact integer in a double. */
const FIVE_TO_THE_NINTH = 1_953_125

export interface DecimalClock {
  readonly ticksPerSecond: number
  readonly nanosecondsPerTick: number
  /** Seconds added to every time. */
  readonly offset: number
}

/**
 * Turns an interface's 64-bit ticks into seconds and nanoseconds, exactly and without BigInt: the result lies in two fields,
 * so that nothing is allocated per frame. What is finer than a nanosecond is truncated.
 */
export class TickClock {
  /** Of the last `set`; a safe integer. */
  second = 0
  /** Of the last `set`; -1 where the time is no number of seconds that a double holds exactly. */
  nanosecond = -1
  readonly #binary: boolean
  readonly #exponent: number
  /** Decimal resolutions down to 10^-9: ticks per second, and nanoseconds per tick. */
  readonly #ticksPerSecond: number
  readonly #nanosecondsPerTick: number
  readonly #offset: number
  /** Where the last second began, in ticks: `#high` × 2^32 + `#low`, the latter below zero where it borrows. */
  #high = 0
  #low = 0
  /** Ticks from there on that are of the same second; 0 where that is not known. */
  #ticksOfSecond = 0

  /**
   * @param resolution `if_tsresol`: the negative exponent, of 2 where the most significant bit is set, of 10 otherwise
   * @param offset `if_tsoffset`: seconds added to every time
   */
  constructor(resolution: number, offset: number) {
    this.#binary = (resolution & 0x80) !== 0
    this.#exponent = resolution & 0x7f
    const exponent = Math.min(this.#exponent, 9)
    this.#ticksPerSecond = 10 ** exponent
    this.#nanosecondsPerTick = 10 ** (9 - exponent)
    this.#offset = offset
  }

  /** How it is to be read where its ticks are decimal fractions of a second, no finer than nanoseconds, as nearly always; else null. */
  get decimal(): DecimalClock | null {
    if (this.#binary || this.#exponent > 9) return null
    return {
      ticksPerSecond: this.#ticksPerSecond,
      nanosecondsPerTick: this.#nanosecondsPerTick,
      offset: this.#offset,
    }
  }

  /** The time of `high` × 2^32 + `low` ticks, both unsigned. */
  set(high: number, low: number): void {
    const ticks = (high - this.#high) * TWO_32 + (low - this.#low)
    if (ticks >= 0 && ticks < this.#ticksOfSecond) this.nanosecond = ticks * this.#nanosecondsPerTick
    else this.#setSecond(high, low)
  }

  /** Most frames are of the second of the one before them; this is for the others, and costs two divisions. */
  #setSecond(high: number, low: number): void {
    this.#ticksOfSecond = 0
    if (this.#binary) this.#setBinary(high, low)
    else if (this.#exponent <= 9) this.#setDecimal(high, low)
    else this.#setFine(high, low)
    const counted = this.second
    this.second += this.#offset
    if (!Number.isSafeInteger(counted) || !Number.isSafeInteger(this.second)) {
      this.second = 0
      this.nanosecond = -1
      this.#ticksOfSecond = 0
    }
  }

  /** Long division, with digits of 48 and 16 bits: every dividend stays below 2^48. */
  #setDecimal(high: number, low: number): void {
    const ticksPerSecond = this.#ticksPerSecond
    const upper = high * TWO_16 + (low >>> 16)
    const quotient = Math.floor(upper / ticksPerSecond)
    const rest = (upper - quotient * ticksPerSecond) * TWO_16 + (low & 0xffff)
    const last = Math.floor(rest / ticksPerSecond)
    const ticks = rest - last * ticksPerSecond
    this.second = quotient * TWO_16 + last
    this.nanosecond = ticks * this.#nanosecondsPerTick
    if (this.#exponent > 9) return
    this.#high = high
    this.#low = low - ticks
    this.#ticksOfSecond = ticksPerSecond
  }

  /** Finer than a nanosecond: ticks divided down to nanoseconds first. floor(floor(x / a) / b) = floor(x / ab). */
  #setFine(high: number, low: number): void {
    let upper = high
    let lower = low
    for (let excess = this.#exponent - 9; excess > 0; excess -= 5) {
      const divisor = 10 ** Math.min(excess, 5)
      const rest = (upper % divisor) * TWO_32 + lower
      upper = Math.floor(upper / divisor)
      lower = Math.floor(rest / divisor)
    }
    this.#setDecimal(upper, lower)
  }

  /** With b the exponent: ticks / 2^b seconds, and the nanoseconds of the rest are rest × 5^9 / 2^(b - 9). */
  #setBinary(high: number, low: number): void {
    const exponent = this.#exponent
    const restHigh = exponent >= 64 ? high : exponent > 32 ? high % 2 ** (exponent - 32) : 0
    const restLow = exponent >= 32 ? low : low % 2 ** exponent
    this.second =
      exponent > 32
        ? Math.floor(high / 2 ** (exponent - 32))
        : high * 2 ** (32 - exponent) + Math.floor(low / 2 ** exponent)
    const lowProduct = restLow * FIVE_TO_THE_NINTH
    const highProduct = restHigh * FIVE_TO_THE_NINTH + Math.floor(lowProduct / TWO_32)
    const shift = exponent - 9
    this.nanosecond =
      shift <= 32
        ? highProduct * 2 ** (32 - shift) + Math.floor((shift < 0 ? lowProduct : lowProduct % TWO_32) / 2 ** shift)
        : Math.floor(highProduct / 2 ** (shift - 32))
  }
}
