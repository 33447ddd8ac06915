/** Where each of some distinct integers stands among them in ascending order. */
export function ranksOf(numbers: Float64Array): Int32Array {
  const sorted = numbers.slice().sort()
  const last = sorted.length - 1
  if (sorted[0] === 0 && sorted[last] === last) return Int32Array.from(numbers) // none is missing between
  const rankOf = new Map<number, number>()
  for (let rank = 0; rank < sorted.length; rank++) rankOf.set(sorted[rank]!, rank)
  const ranks = new Int32Array(numbers.length)
  for (let at = 0; at < ranks.length; at++) ranks[at] = rankOf.get(numbers[at]!)!
  return ranks
}
