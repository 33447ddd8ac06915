import type { Seen } from './settled.ts'
import { compareTimes } from './time.ts'

/** By time (those without one last), then capture, then frame: the order in which evidence is chosen. */
export function compareSeen(a: Seen, b: Seen): number {
  if (a.time !== null && b.time !== null) {
    return compareTimes(a.time, b.time) || a.capture - b.capture || a.frame - b.frame
  }
  return Number(a.time === null) - Number(b.time === null) || a.capture - b.capture || a.frame - b.frame
}
