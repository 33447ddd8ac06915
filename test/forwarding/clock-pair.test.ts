import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ClockLine, compareClocks, type SharedFrame } from '../../src/forwarding/clock-pair.ts'
import { randomFrom } from './field.ts'

const S = 1e9

interface Plan {
  readonly seed: number
  readonly offsetS: number
  readonly driftPpm: number
  /** Of the frames of a series, on either node. */
  readonly loss: number
  readonly frames: number
  readonly intervalS: readonly [number, number]
  /** Frames of which each node saw one. */
  readonly singles?: number
}

/** One series of like frames and some that came once, as two nodes saw them; frames take up to a millisecond. */
function shared(plan: Plan): SharedFrame[] {
  const random = randomFrom(plan.seed)
  const second = (t: number) => t * (1 + plan.driftPpm * 1e-6) + plan.offsetS * S + random() * 1e6
  const [mine, theirs]: [number[], number[]] = [[], []]
  let t = 0
  for (let i = 0; i < plan.frames; i++) {
    t += (plan.intervalS[0] + random() * (plan.intervalS[1] - plan.intervalS[0])) * S
    if (random() >= plan.loss) mine.push(t)
    if (random() >= plan.loss) theirs.push(second(t))
  }
  const partners = Float64Array.from(theirs)
  const singles = Array.from({ length: plan.singles ?? 0 }, () => random() * t)
  return [
    ...mine.map((at) => ({ at, partners })),
    ...singles.map((at) => ({ at, partners: Float64Array.of(second(at)) })),
  ]
}

function errorNs({ offsetNs, slope }: ClockLine, plan: Plan, at: number): number {
  return Math.abs(offsetNs + slope * at - (plan.offsetS * S + plan.driftPpm * 1e-6 * at))
}

const Clock = suite('how one clock runs beside another')

Clock('the spacing of like frames tells it: any seed, skew, drift, loss', () => {
  const plans = fc.record({
    seed: fc.integer(),
    offsetS: fc.double({ min: -30, max: 30, noNaN: true }),
    driftPpm: fc.double({ min: -200, max: 200, noNaN: true }),
    loss: fc.double({ min: 0, max: 0.4, noNaN: true }),
    frames: fc.integer({ min: 30, max: 600 }),
    intervalS: fc.constantFrom([3, 5] as const, [30, 100] as const, [200, 600] as const),
  })
  fc.assert(
    fc.property(plans, (plan) => {
      const line = compareClocks(shared(plan))
      assert.ok(line, 'not told')
      assert.ok(line.spreadNs < 2e6)
      for (const at of [0, plan.frames * plan.intervalS[0] * S]) assert.ok(errorNs(line, plan, at) < 3e6, `${at}`)
    }),
    { numRuns: 60, seed: 20_260_101 },
  )
})

Clock('frames that came once tell it, however far it is off', () => {
  const plan = { seed: 1, offsetS: 86_400, driftPpm: 20, loss: 0, frames: 0, intervalS: [3, 5], singles: 12 } as const
  const frames = shared({ ...plan, frames: 1 }).filter(({ at }) => at > 0)
  assert.ok(errorNs(compareClocks(frames)!, plan, 0) < 3e6)
})

Clock('outliers do not move it', () => {
  const plan = { seed: 3, offsetS: 1.7, driftPpm: 0, loss: 0, frames: 20, intervalS: [3, 5] } as const
  const wrong = [5, 17, 31].map((s) => ({ at: s * S, partners: Float64Array.of(s * S + 9.3 * S * s) }))
  assert.ok(errorNs(compareClocks([...shared(plan), ...wrong])!, plan, 0) < 2e6)
})

Clock('frames sent by the clock fit at every period, so they tell nothing', () => {
  const partners = Float64Array.from({ length: 40 }, (_, i) => i * 10 * S + 2 * S)
  const frames = Array.from({ length: 40 }, (_, i) => ({ at: i * 10 * S, partners }))
  assert.is(compareClocks(frames), null)
  const once = [1, 2, 3, 4].map((s) => ({ at: s * 7 * S, partners: Float64Array.of(s * 7 * S + 2 * S) }))
  const told = compareClocks([...frames, ...once, ...once.map((o) => ({ ...o, at: o.at + 1 }))])
  assert.ok(told === null || Math.abs(told.offsetNs - 2 * S) < 1e6)
})

Clock('nothing shared, or one frame alone, tells nothing', () => {
  assert.is(compareClocks([]), null)
  assert.is(compareClocks([{ at: 1, partners: Float64Array.of(5) }]), null)
  assert.is(compareClocks([{ at: 1, partners: new Float64Array(0) }]), null)
})

Clock('does not say that a short recording drifts', () => {
  const plan = { seed: 5, offsetS: 0.4, driftPpm: 0, loss: 0, frames: 8, intervalS: [3, 5] } as const
  assert.ok(Math.abs(compareClocks(shared(plan))!.slope) * 30 * S < 3e6)
})

Clock.run()
