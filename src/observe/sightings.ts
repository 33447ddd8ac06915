import { SIGHTINGS_CAP } from './caps.ts'

/** Numbers of one sighting. */
export const SIGHTING_NUMBERS = 4

/** Second, nanosecond, offset, index of each sighting of one message, as they came; at most twice the cap before it is cut to it. */
export type SightingList = number[]

export function addSighting(
  list: SightingList,
  second: number,
  nanosecond: number,
  offset: number,
  index: number,
): void {
  list.push(second, nanosecond, offset, index)
  if (list.length >= 2 * SIGHTINGS_CAP * SIGHTING_NUMBERS) {
    const kept = earliest(list)
    list.length = 0
    for (const number of kept) list.push(number)
  }
}

/** The earliest sightings up to the cap, by time, then offset (those without a time last), each as the difference to the one before. */
export function deltaCoded(list: SightingList): number[] {
  const sorted = earliest(list)
  for (let at = sorted.length - 1; at >= SIGHTING_NUMBERS; at--) sorted[at]! -= sorted[at - SIGHTING_NUMBERS]!
  return sorted
}

/** What `deltaCoded` wrote, undone. */
export function fromDeltas(deltas: readonly number[]): number[] {
  const list = [...deltas]
  for (let at = SIGHTING_NUMBERS; at < list.length; at++) list[at]! += list[at - SIGHTING_NUMBERS]!
  return list
}

function earliest(list: SightingList): number[] {
  const order = Array.from({ length: list.length / SIGHTING_NUMBERS }, (_, sighting) => sighting * SIGHTING_NUMBERS)
  order.sort((a, b) => {
    const untimed = Number(list[a + 1]! < 0) - Number(list[b + 1]! < 0)
    return untimed || list[a]! - list[b]! || list[a + 1]! - list[b + 1]! || list[a + 2]! - list[b + 2]!
  })
  return order.slice(0, SIGHTINGS_CAP).flatMap((at) => list.slice(at, at + SIGHTING_NUMBERS))
}
