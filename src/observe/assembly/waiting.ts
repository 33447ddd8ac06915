import {
  MOST_WAITING,
  MOST_WAITING_WORDS,
  WAITING_COUNT,
  WAITING_END,
  WAITING_ENDS,
  WAITING_FOLLOW,
  WAITING_HASHES,
  WAITING_MOMENTS,
  WAITING_WORDS,
} from '../waiting-room.ts'

// Sightings that wait for their rows to be looked up, as `../waiting-sightings.ts` has them, one list a table.

/** Where the key of the next one is written. */
export function nextKey(list: usize): usize {
  return list + WAITING_WORDS + 4 * load<u32>(list, WAITING_END)
}

/** Whether no more may wait. */
export function isFull(list: usize): bool {
  return load<i32>(list, WAITING_COUNT) >= MOST_WAITING || load<i32>(list, WAITING_END) >= MOST_WAITING_WORDS
}

/** Takes the key that was written up to `keyEnd`. */
export function wait(
  list: usize,
  hash: u32,
  keyEnd: usize,
  second: f64,
  nanosecond: i32,
  offset: f64,
  index: f64,
  follow: bool,
): void {
  const count = load<u32>(list, WAITING_COUNT)
  const end = ((keyEnd - list - WAITING_WORDS) >> 2) as u32
  const moment = list + WAITING_MOMENTS + 32 * count
  store<f64>(moment, second)
  store<f64>(moment, nanosecond, 8)
  store<f64>(moment, offset, 16)
  store<f64>(moment, index, 24)
  store<u32>(list + 4 * count, hash, WAITING_HASHES)
  store<u32>(list + 4 * count, end, WAITING_ENDS)
  store<u8>(list + count, follow as u8, WAITING_FOLLOW)
  store<u32>(list, end, WAITING_END)
  store<u32>(list, count + 1, WAITING_COUNT)
}
