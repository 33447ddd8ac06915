import { type Stretch, stretchesOf } from '../observe/listening.ts'
import type { Settled } from '../observe/settled.ts'
import { type Epoch, firstFrom } from './moment.ts'

/** When a vantage listened, by its node's clock. */
export interface Ears {
  /** At all. */
  readonly open: Intervals
  /** With a capture that is whole, so that what is missing was not there. */
  readonly sure: Intervals
}

/** Times that follow one another, as columns: from each of `from` to the one of `to` beside it. */
export interface Intervals {
  readonly from: Float64Array
  readonly to: Float64Array
}

export function earsOf(settled: Settled, vantage: number, epoch: Epoch): Ears {
  const { spans } = settled.vantages[vantage]!
  return {
    open: intervals(stretchesOf(settled, spans), epoch),
    sure: intervals(
      stretchesOf(
        settled,
        spans.filter(({ whole }) => whole),
      ),
      epoch,
    ),
  }
}

function intervals(stretches: readonly Stretch[], epoch: Epoch): Intervals {
  return {
    from: Float64Array.from(stretches, ({ from }) => epoch.ns(from)),
    to: Float64Array.from(stretches, ({ to }) => epoch.ns(to)),
  }
}

/** Whether one of the times holds all of [from, to]. */
export function covers(times: Intervals, from: number, to: number): boolean {
  const next = firstFrom(times.to, to)
  return next < times.to.length && times.from[next]! <= from
}
