import type { JoinedNd } from '../observe/settled.ts'
import type { Clocks } from './clocks.ts'
import { COPY_NS } from './shared-frames.ts'
import type { Sighting, Track } from './track.ts'

/** One transmission of an advertisement. Periodic ones repeat the same octets, so content alone does not tell it. */
export interface Instance {
  /** By the reference clock of its nodes' group. */
  readonly time: number
  readonly content: number
  /** As it was first seen. */
  readonly sent: Sighting
  /** Origins that saw it. */
  readonly seenBy: number
}

/** An instance while sightings are still added to it. */
interface Draft {
  readonly time: number
  readonly content: number
  readonly track: Track
  readonly index: number
  /** When each interface saw it, the last copy of it. */
  readonly seenAt: Map<Track, number>
}

/**
 * The transmissions that these interfaces saw, whose nodes' clocks are known to one another, by time. Sightings of one
 * content at different interfaces within the window are of one instance; so are copies at one interface, a frame for each
 * tunnel. What differs in content, addresses aside, and came at the same time on another node, was altered before it got
 * there: the instance is what the first of `origins` saw.
 */
export function instancesOf(
  origins: readonly Track[],
  clocks: Clocks,
  nodeOf: (vantage: number) => string,
  windowNs: number,
): readonly Instance[] {
  const drafts: Draft[] = []
  const open = new Map<number, Draft[]>()
  for (const { track, index, time } of byReference(origins, clocks, nodeOf)) {
    const content = track.content(index)
    const recent = (open.get(content) ?? []).filter((draft) => time - draft.time <= windowNs)
    const mine = recent.find(({ seenAt }) => !seenAt.has(track) || time - seenAt.get(track)! <= COPY_NS)
    if (mine !== undefined) mine.seenAt.set(track, time)
    else {
      const draft = { time, content, track, index, seenAt: new Map([[track, time]]) }
      drafts.push(draft)
      recent.push(draft)
    }
    open.set(content, recent)
  }
  return withoutAltered(drafts, origins, windowNs).map(({ time, content, track, index, seenAt }) => ({
    time,
    content,
    sent: track.sighting(index),
    seenBy: seenAt.size,
  }))
}

interface Event {
  readonly track: Track
  readonly index: number
  readonly time: number
}

function byReference(tracks: readonly Track[], clocks: Clocks, nodeOf: (vantage: number) => string): readonly Event[] {
  return tracks
    .flatMap((track) => {
      const node = nodeOf(track.vantage)
      return Array.from(track.times, (time, index): Event => ({ track, index, time: clocks.toReference(node, time) }))
    })
    .sort((a, b) => a.time - b.time || tracks.indexOf(a.track) - tracks.indexOf(b.track) || a.index - b.index)
}

/** Advertisements looked at about one moment: a flood has thousands. */
const MOST_AT_ONCE = 64

/** Of drafts of one time, with one destination, that no interface saw both of: the one that the first of the origins saw. */
function withoutAltered(drafts: readonly Draft[], origins: readonly Track[], windowNs: number): readonly Draft[] {
  const rank = ({ seenAt }: Draft) => origins.findIndex((track) => seenAt.has(track))
  const gone = new Set<Draft>()
  for (let i = 0; i < drafts.length; i++) {
    const one = drafts[i]!
    const end = Math.min(i + 1 + MOST_AT_ONCE, drafts.length)
    for (let j = i + 1; j < end && drafts[j]!.time - one.time <= windowNs; j++) {
      const other = drafts[j]!
      if (other.content === one.content || gone.has(other) || gone.has(one)) continue
      if (!isForSame(one.track.row(one.index), other.track.row(other.index))) continue
      if ([...one.seenAt.keys()].some((track) => other.seenAt.has(track))) continue
      gone.add(rank(one) <= rank(other) ? other : one)
    }
  }
  return drafts.filter((draft) => !gone.has(draft))
}

export function isForSame(a: JoinedNd, b: JoinedNd): boolean {
  return (
    a.destination === b.destination &&
    (a.linkDestination ?? b.linkDestination) === (b.linkDestination ?? a.linkDestination)
  )
}
