import { FIRST, LAST } from '../row-numbers.ts'
import { KEY } from './layout.ts'

// What is noted of a conversation, in one run of octets: its key, then its last frame and how many there were, which every frame
// changes, then its first frame and the interface that it came from.

const LAST_FRAME: u32 = KEY
const FIRST_FRAME: u32 = KEY + 32

// Of a frame: nanosecond (0), second, offset of the record, index among the records of the range; beside the last one the count,
// beside the first one the interface.
const COUNT = 4
const IFACE = 4
const AT_SECOND = 8
const AT_OFFSET = 16
const AT_INDEX = 24

export function countOf(entry: usize): u32 {
  return load<u32>(entry + LAST_FRAME, COUNT)
}

/** Nothing was counted of the entry so far, whose frames come from an interface. */
export function begin(entry: usize, iface: u32): void {
  store<u32>(entry + LAST_FRAME, 0, COUNT)
  store<u32>(entry + FIRST_FRAME, iface, IFACE)
}

export function ifaceOf(entry: usize): u32 {
  return load<u32>(entry + FIRST_FRAME, IFACE)
}

export function noteFirst(entry: usize, nanosecond: i32, second: f64, offset: f64, index: f64): void {
  note(entry + FIRST_FRAME, nanosecond, second, offset, index)
}

/** Counts a frame that is not earlier than those before it. */
export function noteLast(entry: usize, nanosecond: i32, second: f64, offset: f64, index: f64): void {
  const last = entry + LAST_FRAME
  note(last, nanosecond, second, offset, index)
  store<u32>(last, load<u32>(last, COUNT) + 1, COUNT)
}

function note(frame: usize, nanosecond: i32, second: f64, offset: f64, index: f64): void {
  store<i32>(frame, nanosecond)
  store<f64>(frame, second, AT_SECOND)
  store<f64>(frame, offset, AT_OFFSET)
  store<f64>(frame, index, AT_INDEX)
}

export function firstSecond(entry: usize): f64 {
  return load<f64>(entry + FIRST_FRAME, AT_SECOND)
}

export function firstNanosecond(entry: usize): i32 {
  return load<i32>(entry + FIRST_FRAME)
}

export function lastSecond(entry: usize): f64 {
  return load<f64>(entry + LAST_FRAME, AT_SECOND)
}

export function lastNanosecond(entry: usize): i32 {
  return load<i32>(entry + LAST_FRAME)
}

/** Adds what is noted of the same conversation elsewhere. */
export function join(entry: usize, other: usize): void {
  store<u32>(entry + LAST_FRAME, countOf(entry) + countOf(other), COUNT)
  if (compareFrames(other + LAST_FRAME, entry + LAST_FRAME) > 0) copyFrame(entry + LAST_FRAME, other + LAST_FRAME)
  if (compareFrames(other + FIRST_FRAME, entry + FIRST_FRAME) < 0) copyFrame(entry + FIRST_FRAME, other + FIRST_FRAME)
}

function copyFrame(to: usize, from: usize): void {
  note(to, load<i32>(from), load<f64>(from, AT_SECOND), load<f64>(from, AT_OFFSET), load<f64>(from, AT_INDEX))
}

/** By time, then place: below 0 where the first comes before the second. */
function compareFrames(a: usize, b: usize): f64 {
  const seconds = load<f64>(a, AT_SECOND) - load<f64>(b, AT_SECOND)
  if (seconds !== 0) return seconds
  const nanoseconds = load<i32>(a) - load<i32>(b)
  return nanoseconds !== 0 ? (nanoseconds as f64) : load<f64>(a, AT_OFFSET) - load<f64>(b, AT_OFFSET)
}

/** Puts what is noted among the numbers of a row. */
export function putAll(entry: usize, numbers: usize): void {
  store<f64>(numbers, countOf(entry))
  put(entry + LAST_FRAME, numbers + 8 * LAST)
  put(entry + FIRST_FRAME, numbers + 8 * FIRST)
}

/** Adds what is noted to the numbers of a row. */
export function addAll(entry: usize, numbers: usize): void {
  store<f64>(numbers, load<f64>(numbers) + countOf(entry))
  const last = numbers + 8 * LAST
  const first = numbers + 8 * FIRST
  if (compare(entry + LAST_FRAME, last) > 0) put(entry + LAST_FRAME, last)
  if (compare(entry + FIRST_FRAME, first) < 0) put(entry + FIRST_FRAME, first)
}

/** Second, nanosecond, offset and index, as rows have them. */
function put(frame: usize, sighting: usize): void {
  store<f64>(sighting, load<f64>(frame, AT_SECOND))
  store<f64>(sighting, load<i32>(frame), 8)
  store<f64>(sighting, load<f64>(frame, AT_OFFSET), 16)
  store<f64>(sighting, load<f64>(frame, AT_INDEX), 24)
}

/** By time, then place: below 0 where the frame comes before the sighting. */
function compare(frame: usize, sighting: usize): f64 {
  const seconds = load<f64>(frame, AT_SECOND) - load<f64>(sighting)
  if (seconds !== 0) return seconds
  const nanoseconds = (load<i32>(frame) as f64) - load<f64>(sighting, 8)
  return nanoseconds !== 0 ? nanoseconds : load<f64>(frame, AT_OFFSET) - load<f64>(sighting, 16)
}
