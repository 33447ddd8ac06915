import type { Settled } from '../observe/settled.ts'
import { nanosecondsBetween, shiftTime, type Time } from '../observe/time.ts'

/**
 * Times as plain numbers, nanoseconds from one moment on: what matching computes with. Exact for 104 days; what people are
 * shown is the frame's own time.
 */
export class Epoch {
  readonly start: Time

  /** Counts from the earliest frame of all. */
  constructor({ vantages }: Pick<Settled, 'vantages'>) {
    const seconds = vantages.flatMap(({ spans }) => spans.map(({ from }) => from[0]))
    this.start = [seconds.reduce((least, second) => Math.min(least, second), seconds[0] ?? 0), 0]
  }

  ns(time: Time): number {
    return nanosecondsBetween(this.start, time)
  }

  time(ns: number): Time {
    return shiftTime(this.start, Math.round(ns))
  }
}

/** Index of the first of ascending `times` that is at `time` or after it. */
export function firstFrom(times: ArrayLike<number>, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}

/** The one of ascending `times` that is nearest to `time`; NaN of none. */
export function nearest(times: ArrayLike<number>, time: number): number {
  const after = firstFrom(times, time)
  if (after === 0) return times[0] ?? Number.NaN
  const before = times[after - 1]!
  const next = times[after]
  return next === undefined || time - before <= next - time ? before : next
}

export function median(values: ArrayLike<number>): number {
  return quantile(Float64Array.from(values).sort(), 0.5)
}

/** The smallest of ascending `values` that a share of them does not exceed; NaN of none. */
export function quantile(values: Float64Array, share: number): number {
  return values[Math.max(Math.ceil(share * values.length) - 1, 0)] ?? Number.NaN
}
