/** `1 frame`, `3,131 frames`. */
export function count(number: number, noun: string, plural = 's'): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : plural}`
}

/** Digits in groups of three, in no locale but this one. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}
