import type { JoinedNd } from '../observe/settled.ts'
import { NANOSECONDS } from '../observe/time.ts'
import { type Epoch, firstFrom, median } from './moment.ts'
import { isForAll } from './situation.ts'
import type { Track } from './track.ts'

/** How a port's router solicitations were answered by one router. */
export interface Solicited {
  readonly sent: number
  readonly answered: number
  /** The median time to the first advertisement after one; null where none was answered. */
  readonly delayNs: number | null
}

/** RTR_SOLICITATION_INTERVAL (RFC 4861 §10): after it a host asks again. */
const PATIENCE_NS = 4 * NANOSECONDS

/** Advertisements for others that are passed over: a flood has thousands. */
const MOST_FOR_OTHERS = 1024

/** @param solicitations the station's own, as its port showed them */
export function answersTo(solicitations: readonly JoinedNd[], track: Track, mac: string, epoch: Epoch): Solicited {
  const asked = solicitations.flatMap(({ seen }) => seen.flatMap(({ time }) => (time === null ? [] : [epoch.ns(time)])))
  const delays = asked.flatMap((at) => {
    const from = firstFrom(track.times, at)
    const end = Math.min(from + MOST_FOR_OTHERS, track.length)
    for (let i = from; i < end && track.times[i]! - at <= PATIENCE_NS; i++) {
      const row = track.row(i)
      if (isForAll(row) || row.linkDestination === mac) return [track.times[i]! - at]
    }
    return []
  })
  return { sent: asked.length, answered: delays.length, delayNs: delays.length === 0 ? null : median(delays) }
}
