/** Nanoseconds as a person reads them: `312 µs`, `1.7 s`, `-4 s`; three digits that count. */
export function durationText(ns: number): string {
  const size = Math.abs(ns)
  const [unit, name] = UNITS.find(([each]) => size >= each) ?? [1, 'ns']
  const amount = size / unit
  const digits = amount >= 100 || unit === 1 ? 0 : amount >= 10 ? 1 : 2
  return `${ns < 0 ? '-' : ''}${amount.toFixed(digits)} ${name}`
}

const UNITS: readonly (readonly [ns: number, name: string])[] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
]
