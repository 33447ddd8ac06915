import { FIRST_NANOSECOND, FIRST_SECOND, HEARD_OCTETS, LAST_NANOSECOND, LAST_SECOND } from '../heard-interface.ts'
import { HEARD, MOST_LINKS } from './layout.ts'

// What was heard by interface, of frames whose headers nobody else reads.

/** Nothing was heard of any interface. */
export function clearHeard(): void {
  memory.fill(HEARD, 0, HEARD_OCTETS * MOST_LINKS)
}

/** Adds so many frames of an interface. */
export function hear(
  iface: u32,
  frames: u32,
  firstSecond: f64,
  firstNanosecond: i32,
  lastSecond: f64,
  lastNanosecond: i32,
): void {
  const heard = HEARD + iface * HEARD_OCTETS
  const before = load<u32>(heard)
  store<u32>(heard, before + frames)
  if (before === 0 || compare(heard, FIRST_SECOND, FIRST_NANOSECOND, firstSecond, firstNanosecond) > 0) {
    store<f64>(heard, firstSecond, FIRST_SECOND)
    store<i32>(heard, firstNanosecond, FIRST_NANOSECOND)
  }
  if (before === 0 || compare(heard, LAST_SECOND, LAST_NANOSECOND, lastSecond, lastNanosecond) < 0) {
    store<f64>(heard, lastSecond, LAST_SECOND)
    store<i32>(heard, lastNanosecond, LAST_NANOSECOND)
  }
}

/** Below 0 where what was heard at those places came before. */
function compare(heard: usize, secondAt: usize, nanosecondAt: usize, second: f64, nanosecond: i32): f64 {
  const seconds = load<f64>(heard + secondAt) - second
  return seconds !== 0 ? seconds : ((load<i32>(heard + nanosecondAt) - nanosecond) as f64)
}
