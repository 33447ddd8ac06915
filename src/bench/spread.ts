/** Of several runs. */
export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** The spread of one or more values; of an even number of them the lower one in the middle. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  return { min: sorted[0]!, median: sorted[(sorted.length - 1) >> 1]!, max: sorted.at(-1)! }
}
