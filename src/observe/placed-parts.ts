import type { Part } from './observation.ts'
import { CAPTURE, FRAME } from './seen-numbers.ts'

/** A part whose ranges are placed in its capture, so that records have numbers in the whole of it. */
export class PlacedPart {
  readonly part: Part
  /** Index of its capture. */
  readonly capture: number
  readonly #starts: readonly number[]
  readonly #bases: readonly number[]

  /** @param starts octet offsets of its ranges, ascending; `bases`: the records before each */
  constructor(part: Part, capture: number, starts: readonly number[], bases: readonly number[]) {
    this.part = part
    this.capture = capture
    this.#starts = starts
    this.#bases = bases
  }

  /** The number, from 1, of the record at an octet offset, which is one of `index` in its range. */
  frameNumber(offset: number, index: number): number {
    return this.#bases[this.#rangeOf(offset)]! + index + 1
  }

  /**
   * Puts capture and frame number in place of the offset and index of sightings, of which one begins at `from` and after every
   * `step`. Most lie in the range of the one before.
   */
  numberFrames(sightings: Float64Array | number[], from: number, step: number): void {
    const { capture } = this
    let [start, end, base] = [0, 0, 0]
    for (let at = from; at < sightings.length; at += step) {
      const offset = sightings[at + CAPTURE]!
      if (offset < start || offset >= end) {
        const range = this.#rangeOf(offset)
        start = this.#starts[range]!
        end = this.#starts[range + 1] ?? Infinity
        base = this.#bases[range]!
      }
      sightings[at + CAPTURE] = capture
      sightings[at + FRAME]! += base + 1
    }
  }

  #rangeOf(offset: number): number {
    const starts = this.#starts
    let range = 0
    for (let end = starts.length; end - range > 1; ) {
      const middle = (range + end) >> 1
      if (starts[middle]! <= offset) range = middle
      else end = middle
    }
    return range
  }
}

/** The parts of one capture that overlap none before them, in their places; whoever covers more from the same start comes first. */
export function placeParts(parts: readonly Part[], capture: number): readonly PlacedPart[] {
  const sorted = [...parts].sort((a, b) => startOf(a) - startOf(b) || covered(b) - covered(a))
  const kept: Part[] = []
  for (const part of sorted) if (!kept.some((other) => overlap(part, other))) kept.push(part)
  const ranges = kept.flatMap((part) => part.ranges).sort((a, b) => a[0] - b[0])
  const bases = new Map<number, number>()
  let before = 0
  for (const [start, , records] of ranges) {
    bases.set(start, before)
    before += records
  }
  return kept.map((part) => {
    const starts = part.ranges.map(([start]) => start)
    return new PlacedPart(
      part,
      capture,
      starts,
      starts.map((start) => bases.get(start)!),
    )
  })
}

function startOf({ ranges }: Part): number {
  return ranges[0]?.[0] ?? 0
}

function covered({ ranges }: Part): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0)
}

function overlap(a: Part, b: Part): boolean {
  return a.ranges.some(([from, to]) => b.ranges.some(([start, end]) => from < end && start < to))
}
