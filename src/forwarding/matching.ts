import { isUnaltered } from './alteration.ts'
import { type Instance, isForSame } from './instances.ts'
import { firstFrom } from './moment.ts'
import type { Track } from './track.ts'

/** On one node, with one clock, a frame passes two interfaces within this time. */
export const WINDOW_NS = 200_000_000
/** So many windows later an advertisement that was missed is taken for late, not lost. */
const LATE_WINDOWS = 10

/** How an instance came to a vantage. */
export const NOT_SEEN = 0
export const IN_TIME = 1
export const LATE = 2

/** What of each instance a vantage saw: columns beside the list of instances. */
export interface Matching {
  readonly track: Track
  /** NOT_SEEN, IN_TIME or LATE. */
  readonly how: Uint8Array
  /** Index into the track; -1 where it was not seen. */
  readonly index: Int32Array
  /** Seen so often more than once. */
  readonly copies: Uint16Array
  /** Index of a copy that differs from the sighting paired; -1 where there is none. */
  readonly unlike: Int32Array
}

interface Task extends Matching {
  readonly instances: readonly Instance[]
  readonly expectedAt: Float64Array
  readonly windowNs: number
  /** Of each sighting, the instance it was paired with; -1: none yet, -2: it is a copy. */
  readonly owner: Int32Array
}

const NOBODY = -1
const COPY = -2

/**
 * Pairs instances with what a vantage saw, each sighting once, in the order of time: first those alike within the window,
 * then copies of these, then those near in time that differ, then copies that differ, then those alike that came late.
 *
 * @param expectedAt when each instance is expected there, by the clock of its node, ascending
 */
export function matchInstances(
  instances: readonly Instance[],
  expectedAt: Float64Array,
  track: Track,
  windowNs: number,
): Matching {
  const task: Task = {
    instances,
    expectedAt,
    track,
    windowNs,
    how: new Uint8Array(instances.length),
    index: new Int32Array(instances.length).fill(NOBODY),
    copies: new Uint16Array(instances.length),
    unlike: new Int32Array(instances.length).fill(NOBODY),
    owner: new Int32Array(track.length).fill(NOBODY),
  }
  matchAlike(task)
  countCopies(task)
  matchAltered(task)
  countCopies(task)
  countUnlikeCopies(task)
  matchLate(task)
  return task
}

function pair(task: Task, instance: number, sighting: number, how: number): void {
  task.how[instance] = how
  task.index[instance] = sighting
  task.owner[sighting] = instance
}

/** Windows are all alike, so that taking the earliest each time pairs as many as can be. */
function matchAlike(task: Task): void {
  const { instances, expectedAt, track, windowNs } = task
  const cursors = new Map<number, number>()
  instances.forEach(({ content }, i) => {
    const sightings = track.ofContent(content)
    let cursor = cursors.get(content) ?? 0
    while (cursor < sightings.length && track.times[sightings[cursor]!]! < expectedAt[i]! - windowNs) cursor++
    const sighting = sightings[cursor]
    if (sighting !== undefined && track.times[sighting]! <= expectedAt[i]! + windowNs) {
      pair(task, i, sighting, IN_TIME)
      cursor++
    }
    cursors.set(content, cursor)
  })
}

function countCopies({ track, windowNs, owner, copies }: Task): void {
  const last = new Map<number, { readonly instance: number; readonly time: number }>()
  for (let sighting = 0; sighting < track.length; sighting++) {
    const [content, time] = [track.contents[sighting]!, track.times[sighting]!]
    if (owner[sighting]! >= 0) last.set(content, { instance: owner[sighting]!, time })
    if (owner[sighting] !== NOBODY) continue
    const paired = last.get(content)
    if (paired === undefined || time - paired.time > windowNs) continue
    owner[sighting] = COPY
    copies[paired.instance]!++
  }
}

/** Of two copies one may be altered on its way, the other not. */
function countUnlikeCopies({ instances, track, windowNs, owner, copies, unlike }: Task): void {
  let last = NOBODY
  for (let sighting = 0; sighting < track.length; sighting++) {
    if (owner[sighting]! >= 0) last = sighting
    if (owner[sighting] !== NOBODY || last === NOBODY) continue
    const instance = owner[last]!
    if (track.times[sighting]! - track.times[last]! > windowNs) continue
    if (!isForSame(instances[instance]!.sent.row, track.row(sighting))) continue
    owner[sighting] = COPY
    copies[instance]!++
    if (unlike[instance] === NOBODY) unlike[instance] = sighting
  }
}

/** What a snaplen cut is alike as far as it goes; what is not, was altered. */
function matchAltered(task: Task): void {
  const { instances, expectedAt, track, windowNs, index, owner } = task
  instances.forEach(({ sent }, i) => {
    if (index[i] !== NOBODY) return
    let found = NOBODY
    const until = expectedAt[i]! + windowNs
    for (let s = firstFrom(track.times, expectedAt[i]! - windowNs); s < track.length && track.times[s]! <= until; s++) {
      if (owner[s] !== NOBODY || !isForSame(sent.row, track.row(s))) continue
      if (isUnaltered(sent.row, track.row(s))) {
        found = s
        break
      }
      if (found === NOBODY) found = s
    }
    if (found !== NOBODY) pair(task, i, found, IN_TIME)
  })
}

function matchLate(task: Task): void {
  const { instances, expectedAt, track, windowNs, index, owner } = task
  instances.forEach(({ content }, i) => {
    if (index[i] !== NOBODY) return
    const until = expectedAt[i]! + LATE_WINDOWS * windowNs
    for (let s = firstFrom(track.times, expectedAt[i]!); s < track.length && track.times[s]! <= until; s++) {
      if (owner[s] !== NOBODY || track.contents[s] !== content) continue
      pair(task, i, s, LATE)
      return
    }
  })
}
