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
  /** Of those seen more than once, how often more. */
  readonly copies: ReadonlyMap<number, number>
  /** Of those with a copy that differs from the sighting paired, the index of that copy. */
  readonly unlike: ReadonlyMap<number, number>
}

interface Task extends Matching {
  readonly instances: readonly Instance[]
  readonly expectedAt: Float64Array
  readonly windowNs: number
  /** Of each sighting, the instance it was paired with; -1: none yet, -2: it is a copy. */
  readonly owner: Int32Array
  readonly copies: Map<number, number>
  readonly unlike: Map<number, number>
}

const NOBODY = -1
const COPY = -2
/** Sightings looked at about one moment: a flood has thousands. */
const MOST_AT_ONCE = 1024

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
    copies: new Map(),
    unlike: new Map(),
    owner: new Int32Array(track.length).fill(NOBODY),
  }
  matchAlike(task)
  countCopies(task)
  matchAltered(task)
  countCopies(task)
  countUnlikeCopies(task)
  matchLate(task)
  const { how, index, copies, unlike } = task
  return { track, how, index, copies, unlike }
}

function pair(task: Task, instance: number, sighting: number, how: number): void {
  task.how[instance] = how
  task.index[instance] = sighting
  task.owner[sighting] = instance
}

/** Windows are all alike, so that taking the earliest each time pairs as many as can be. */
function matchAlike(task: Task): void {
  const { instances, expectedAt, track, windowNs } = task
  const byContent = track.byContent()
  const cursors = new Map<number, number>()
  for (let i = 0; i < instances.length; i++) {
    const { content } = instances[i]!
    const sightings = byContent.get(content)
    if (sightings === undefined) continue
    let cursor = cursors.get(content) ?? 0
    while (cursor < sightings.length && track.times[sightings[cursor]!]! < expectedAt[i]! - windowNs) cursor++
    const sighting = sightings[cursor]
    if (sighting !== undefined && track.times[sighting]! <= expectedAt[i]! + windowNs) {
      pair(task, i, sighting, IN_TIME)
      cursor++
    }
    cursors.set(content, cursor)
  }
}

function countCopies(task: Task): void {
  const { track, windowNs, owner } = task
  const last = new Map<number, number>()
  for (let sighting = 0; sighting < track.length; sighting++) {
    if (owner[sighting]! >= 0) last.set(track.content(sighting), sighting)
    if (owner[sighting] !== NOBODY) continue
    const paired = last.get(track.content(sighting))
    if (paired === undefined || track.times[sighting]! - track.times[paired]! > windowNs) continue
    countCopy(task, owner[paired]!, sighting)
  }
}

function countCopy({ owner, copies }: Task, instance: number, sighting: number): void {
  owner[sighting] = COPY
  copies.set(instance, (copies.get(instance) ?? 0) + 1)
}

/** Of two copies one may be altered on its way, the other not. */
function countUnlikeCopies(task: Task): void {
  const { instances, track, windowNs, owner, unlike } = task
  let last = NOBODY
  for (let sighting = 0; sighting < track.length; sighting++) {
    if (owner[sighting]! >= 0) last = sighting
    if (owner[sighting] !== NOBODY || last === NOBODY) continue
    const instance = owner[last]!
    if (track.times[sighting]! - track.times[last]! > windowNs) continue
    if (!isForSame(instances[instance]!.sent.row, track.row(sighting))) continue
    countCopy(task, instance, sighting)
    if (!unlike.has(instance)) unlike.set(instance, sighting)
  }
}

/** What a snaplen cut is alike as far as it goes; what is not, was altered. */
function matchAltered(task: Task): void {
  const { instances, expectedAt, track, windowNs, index, owner } = task
  instances.forEach(({ sent }, i) => {
    if (index[i] !== NOBODY) return
    let found = NOBODY
    const until = expectedAt[i]! + windowNs
    const from = firstFrom(track.times, expectedAt[i]! - windowNs)
    const end = Math.min(from + MOST_AT_ONCE, track.length)
    for (let s = from; s < end && track.times[s]! <= until; s++) {
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
    const from = firstFrom(track.times, expectedAt[i]!)
    const end = Math.min(from + MOST_AT_ONCE, track.length)
    for (let s = from; s < end && track.times[s]! <= until; s++) {
      if (owner[s] !== NOBODY || track.content(s) !== content) continue
      pair(task, i, s, LATE)
      return
    }
  })
}
