/** Halvings of a range of hashes: what is left over is a 256th of it. */
const HALVINGS = 8

/** A threshold that leaves at least so many of the hashes below it, and few more; `threshold` itself where there are no more. */
export function thresholdAbout(hashes: Uint32Array, least: number, threshold: number): number {
  let low = 0
  let high = threshold
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = Math.floor((low + high) / 2)
    if (countBelow(hashes, middle) >= least) high = middle
    else low = middle
  }
  return high
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

function countBelow(hashes: Uint32Array, threshold: number): number {
  let count = 0
  for (let at = 0; at < hashes.length; at++) if (hashes[at]! < threshold) count++
  return count
}
