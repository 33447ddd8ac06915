import type { Spread } from './spread.ts'

/** How fast this machine analyzes these captures, whole processes, their start included. */
export interface BenchReport {
  readonly schema: 'v6gap/bench@1'
  readonly node: string
  readonly cores: number
  readonly paths: readonly string[]
  readonly frames: number
  /** In the captures, once inflated. */
  readonly octets: number
  readonly rounds: number
  /** The same files read and nothing done with them. */
  readonly read: Timing
  readonly analyses: readonly AnalysisTiming[]
}

export interface Timing {
  readonly seconds: Spread
  /** Of the median. */
  readonly octetsPerSecond: number
  /** The largest of the rounds. */
  readonly peakRssOctets: number
}

export interface AnalysisTiming extends Timing {
  readonly workers: number
  readonly framesPerSecond: number
  /** Time of the plain read over time of the analysis: 1 is the speed of the disk. */
  readonly shareOfRead: number
}
