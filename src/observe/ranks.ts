/** Where each of some distinct numbers stands among them in ascending order. */
export function ranksOf(numbers: Float64Array): Int32Array {
  const sorted = numbers.slice().sort()
  const ranks = new Map<number, number>()
  for (let rank = 0; rank < sorted.length; rank++) ranks.set(sorted[rank]!, rank)
  return Int32Array.from(numbers, (number) => ranks.get(number)!)
}
