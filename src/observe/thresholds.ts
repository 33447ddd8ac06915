/** 2³²: above every hash. */
export const NO_THRESHOLD = 0x1_0000_0000

/** Hashes are counted by their highest bits: so many of those that differ. */
const BITS = 10
const NO_COUNTS = new Uint32Array(0)

/**
 * Counts hashes by their highest bits, and lowers a threshold as far as at least so many of them stay below it, and few more.
 * Once counted, each that comes may lower it further.
 */
export class FallingThreshold {
  /** Hashes that count are below it. */
  value = NO_THRESHOLD
  /** Made when there is something to be counted. */
  #counts = NO_COUNTS
  #shift = 32 - BITS
  /** Hashes in all counts up to that of the highest below the threshold. */
  #below = 0
  #highest = (1 << BITS) - 1

  /** Counts these alone, of which some may be above the threshold: they do not count. */
  count(hashes: Uint32Array): void {
    if (this.#counts === NO_COUNTS) this.#counts = new Uint32Array(1 << BITS)
    const counts = this.#counts
    const shift = Math.max(0, 32 - Math.clz32(this.value - 1) - BITS)
    counts.fill(0)
    this.#shift = shift
    this.#highest = (this.value - 1) >>> shift
    this.#below = 0
    for (let at = 0; at < hashes.length; at++) {
      if (hashes[at]! >= this.value) continue
      counts[hashes[at]! >>> shift]! += 1
      this.#below++
    }
  }

  /** One more hash below the threshold. */
  add(hash: number): void {
    this.#counts[hash >>> this.#shift]! += 1
    this.#below++
  }

  /** Lowers the threshold as far as so many of the hashes counted stay below it. */
  lower(least: number): void {
    while (this.#below - this.#counts[this.#highest]! >= least) this.#fall()
  }

  /** Lowers the threshold as far as it can be told to lie no lower than this. */
  lowerTo(threshold: number): void {
    while (this.#highest * 2 ** this.#shift >= threshold) this.#fall()
  }

  #fall(): void {
    this.#below -= this.#counts[this.#highest]!
    this.value = this.#highest * 2 ** this.#shift
    this.#highest--
  }
}

/** The threshold that leaves exactly so many of the distinct hashes below it: the next one. `threshold` where there is none. */
export function thresholdAt(hashes: Uint32Array, kept: number, threshold: number): number {
  if (hashes.length <= kept) return threshold
  const sorted = hashes.slice().sort()
  let distinct = 0
  for (let at = 0; at < sorted.length; at++) {
    if (at > 0 && sorted[at] === sorted[at - 1]) continue
    if (distinct++ === kept) return sorted[at]!
  }
  return threshold
}
