import { firstFrom, median, nearest, quantile } from './moment.ts'

/** A frame that one node saw, and when the other saw frames like it: one of these moments, or none of them. */
export interface SharedFrame {
  /** By the first node's clock. */
  readonly at: number
  /** By the second node's clock, ascending. */
  readonly partners: Float64Array
}

/** What the second clock shows when the first shows `t`: `t + offsetNs + slope × t`. */
export interface ClockLine {
  readonly offsetNs: number
  readonly slope: number
  /** 95 of 100 frames lie this near to the line, or nearer: clocks, and the time frames take from node to node. */
  readonly spreadNs: number
  /** Frames that lie on it. */
  readonly frames: number
}

/** Frames take so long from node to node, or less, and clocks are read so exactly. */
const JITTER_NS = 40_000_000
/** Two clocks that are each off by 100 ppm and a little. */
const MOST_DRIFT = 250e-6
/** Frames around an assumed pair that must bear it out. */
const PROBES = 48
/** Pairs that are assumed in turn: from so many frames, each with so many partners, the smallest offsets first. */
const ANCHORS = 64
const PARTNERS = 512
/** More frames than these make nothing more exact. */
const MOST_FRAMES = 16_384

/**
 * How one clock runs beside another, from frames both nodes saw; null where the frames do not tell. One pair of frames is
 * assumed to be one frame; then those around it must be as far apart on one node as on the other. Whatever was lost,
 * repeated or sent by the clock falls out: the pair that most of its neighbours bear out is right, if no other offset is
 * borne out nearly as well.
 */
export function compareClocks(frames: readonly SharedFrame[]): ClockLine | null {
  const events = thinned([...frames].sort((a, b) => a.at - b.at))
  const best = mostBorneOut(events)
  return best === null ? null : refine(events, best)
}

interface Assumption {
  /** Index of the frame. */
  readonly event: number
  readonly offset: number
  /** Neighbours that bear it out, itself included. */
  readonly support: number
}

function mostBorneOut(events: readonly SharedFrame[]): Assumption | null {
  const assumptions = anchorsOf(events).flatMap((event) =>
    offsetsOf(events[event]!).map((offset): Assumption => ({ event, offset, support: support(events, event, offset) })),
  )
  const better = (a: Assumption, b: Assumption) =>
    b.support - a.support || Math.abs(a.offset) - Math.abs(b.offset) || a.event - b.event
  const [best] = [...assumptions].sort(better)
  if (best === undefined || best.support < 2) return null
  const isOther = ({ event, offset }: Assumption) =>
    Math.abs(offset - best.offset) > 2 * tolerance(events[event]!.at - events[best.event]!.at)
  const rival = assumptions.reduce((most, each) => (isOther(each) ? Math.max(most, each.support) : most), 0)
  return best.support >= rival + Math.max(1, best.support / 5) ? best : null
}

/** Frames to assume a pair of: those with one partner, and others, each kind from all over the time. */
function anchorsOf(events: readonly SharedFrame[]): readonly number[] {
  const single = [...events.keys()].filter((event) => events[event]!.partners.length === 1)
  const series = [...events.keys()].filter((event) => events[event]!.partners.length > 1)
  return [...spread(single, ANCHORS), ...spread(series, ANCHORS / 2)]
}

function offsetsOf({ at, partners }: SharedFrame): readonly number[] {
  const from = Math.max(firstFrom(partners, at) - PARTNERS / 2, 0)
  return [...partners.subarray(from, from + PARTNERS)].map((partner) => partner - at)
}

function support(events: readonly SharedFrame[], anchor: number, offset: number): number {
  const from = Math.max(Math.min(anchor - PROBES / 2, events.length - PROBES), 0)
  const at = events[anchor]!.at
  let borneOut = 0
  for (let i = from; i < Math.min(from + PROBES, events.length); i++) {
    const event = events[i]!
    const expected = event.at + offset
    if (Math.abs(nearest(event.partners, expected) - expected) <= tolerance(event.at - at)) borneOut++
  }
  return borneOut
}

/** How far off a frame may be that lies so far in time from the pair assumed. */
function tolerance(distance: number): number {
  return JITTER_NS + MOST_DRIFT * Math.abs(distance)
}

interface Pair {
  readonly at: number
  readonly offset: number
}

/** A line through the pairs about the assumed one, then through ever more of them: the longer it is, the better it is known. */
function refine(events: readonly SharedFrame[], { event, offset, support }: Assumption): ClockLine {
  const center = events[event]!.at
  const reach = Math.max(center - events[0]!.at, events.at(-1)!.at - center)
  let line = { offset, slope: 0 }
  let slopeError = MOST_DRIFT
  let pairs: readonly Pair[] = []
  const near = events.slice(Math.max(event - PROBES / 2, 0), event + PROBES / 2)
  let radius = Math.max(...near.map(({ at }) => Math.abs(at - center)), 1)
  for (;;) {
    pairs = pairsOn(events, center, radius, line, slopeError)
    line = lineThrough(pairs, center)
    const span = pairs.at(-1)!.at - pairs[0]!.at
    slopeError = Math.min(MOST_DRIFT, (4 * JITTER_NS) / Math.max(span, 1))
    if (radius >= reach) break
    radius *= 4
  }
  pairs = pairsOn(events, center, reach, line, 0)
  line = pairs.length < 2 ? line : lineThrough(pairs, center)
  const residuals = Float64Array.from(pairs, (pair) => Math.abs(pair.offset - offsetAt(line, pair.at - center))).sort()
  return {
    offsetNs: offsetAt(line, -center),
    slope: line.slope,
    spreadNs: Math.round(residuals.length === 0 ? JITTER_NS : quantile(residuals, 0.95)),
    frames: Math.max(pairs.length, support),
  }
}

function pairsOn(
  events: readonly SharedFrame[],
  center: number,
  radius: number,
  line: { readonly offset: number; readonly slope: number },
  slopeError: number,
): readonly Pair[] {
  return events.flatMap(({ at, partners }) => {
    const distance = at - center
    if (Math.abs(distance) > radius) return []
    const expected = offsetAt(line, distance)
    const offset = nearest(partners, at + expected) - at
    return Math.abs(offset - expected) <= JITTER_NS + slopeError * Math.abs(distance) ? [{ at, offset }] : []
  })
}

function offsetAt({ offset, slope }: { readonly offset: number; readonly slope: number }, distance: number): number {
  return offset + slope * distance
}

/** Pairs whose slopes are compared, each with each. */
const SLOPES_OF = 96

/** Theil and Sen's line: the median of slopes, which no share of outliers below 29 of 100 moves far. */
function lineThrough(pairs: readonly Pair[], center: number): { readonly offset: number; readonly slope: number } {
  const slopes = slopesAmong(spread(pairs, SLOPES_OF))
  const slope = slopes.length === 0 ? 0 : median(slopes)
  const level = (by: number) => median(pairs.map(({ at, offset }) => offset - by * (at - center)))
  const rest = level(slope)
  const errors = Float64Array.from(pairs, ({ at, offset }) => Math.abs(offset - rest - slope * (at - center))).sort()
  const span = pairs.at(-1)!.at - pairs[0]!.at
  const isDrift = Math.abs(slope) * span > 2 * quantile(errors, 0.75) && Math.abs(slope) <= 2 * MOST_DRIFT
  return isDrift ? { offset: rest, slope } : { offset: level(0), slope: 0 }
}

/** Of the lines through each two pairs that are apart in time. */
function slopesAmong(pairs: readonly Pair[]): Float64Array {
  const slopes = new Float64Array((pairs.length * (pairs.length - 1)) / 2)
  let count = 0
  for (let i = 0; i < pairs.length; i++) {
    const a = pairs[i]!
    for (let j = i + 1; j < pairs.length; j++) {
      const b = pairs[j]!
      if (b.at > a.at) slopes[count++] = (b.offset - a.offset) / (b.at - a.at)
    }
  }
  return slopes.subarray(0, count)
}

function thinned(events: readonly SharedFrame[]): readonly SharedFrame[] {
  return spread(events, MOST_FRAMES)
}

/** At most `most` of the items, from all over the list. */
function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!)
}
