/** Hashes are counted by their highest bits: so many of those that differ. */
const BITS = 10

/** A threshold that leaves at least so many of the hashes below it, and few more; `threshold` itself where there are no more. */
export function thresholdAbout(hashes: Uint32Array, least: number, threshold: number): number {
  const shift = Math.max(0, 32 - Math.clz32(threshold - 1) - BITS)
  const counts = new Uint32Array(1 << BITS)
  for (let at = 0; at < hashes.length; at++) counts[hashes[at]! >>> shift]! += 1
  let below = 0
  for (const [highest, count] of counts.entries()) {
    below += count
    if (below >= least) return Math.min(threshold, (highest + 1) * 2 ** shift)
  }
  return threshold
}

/** The threshold that leaves exactly so many of the distinct hashes below it: the next one. `threshold` where there is none. */
export function thresholdAt(hashes: Uint32Array, kept: number, threshold: number): number {
  const sorted = hashes.slice().sort()
  let distinct = 0
  for (let at = 0; at < sorted.length; at++) {
    if (at > 0 && sorted[at] === sorted[at - 1]) continue
    if (distinct++ === kept) return sorted[at]!
  }
  return threshold
}
