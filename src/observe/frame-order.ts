/** Whether frames come in the order of their times and of the file. */
export class FrameOrder {
  /** The latest time, and the furthest offset, so far. */
  latestSecond = 0
  #latestNanosecond = 0
  #latestOffset = -1

  /** Whether the next frame is neither earlier nor further in front than any before it, and has a time. */
  isNext(second: number, nanosecond: number, offset: number): boolean {
    const further = offset > this.#latestOffset
    if (further) this.#latestOffset = offset
    if (nanosecond < 0) return false
    if (second < this.latestSecond || (second === this.latestSecond && nanosecond < this.#latestNanosecond)) {
      return false
    }
    this.latestSecond = second
    this.#latestNanosecond = nanosecond
    return further
  }
}
