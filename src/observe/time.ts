/** A moment as two integers, so that nothing is rounded: seconds since the Unix epoch and nanoseconds in [0, 10⁹). */
export type Time = readonly [second: number, nanosecond: number]

export const NANOSECONDS = 1_000_000_000

/** Negative, zero or positive, as `a` is before, at or after `b`. */
export function compareTimes(a: Time, b: Time): number {
  return a[0] - b[0] || a[1] - b[1]
}

/** `time` moved by a number of nanoseconds (a safe integer, negative for earlier). */
export function shiftTime(time: Time, nanoseconds: number): Time {
  const moved = time[1] + (nanoseconds % NANOSECONDS)
  const carry = Math.floor(moved / NANOSECONDS)
  return [time[0] + Math.trunc(nanoseconds / NANOSECONDS) + carry, moved - carry * NANOSECONDS]
}

/** Nanoseconds from `a` to `b`; exact below 2⁵³, some 104 days. */
export function nanosecondsBetween(a: Time, b: Time): number {
  return (b[0] - a[0]) * NANOSECONDS + (b[1] - a[1])
}

/** ISO 8601 in UTC with nine decimals; outside the years that notation reaches, seconds with nine decimals. */
export function timeText(time: Time): string {
  const date = new Date(time[0] * 1000)
  const fraction = String(time[1]).padStart(9, '0')
  return Number.isNaN(date.getTime()) ? `${time[0]}.${fraction}` : `${date.toISOString().slice(0, -5)}.${fraction}Z`
}
