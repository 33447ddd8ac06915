/** Where a text stands in a list that ascends; -1: nowhere. */
export function placeIn(sorted: readonly string[], text: string): number {
  let from = 0
  for (let end = sorted.length; from < end; ) {
    const middle = (from + end) >> 1
    if (sorted[middle]! < text) from = middle + 1
    else end = middle
  }
  return sorted[from] === text ? from : -1
}
