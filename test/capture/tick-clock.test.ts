import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { TickClock } from '../../src/capture/tick-clock.ts'

const CLOCK = suite('if_tsresol and if_tsoffset, draft-ietf-opsawg-pcapng')

/** The same with integers of any size. */
function exactTime(resolution: number, offset: number, ticks: bigint): readonly [second: number, nanosecond: number] {
  const exponent = BigInt(resolution & 0x7f)
  const ticksPerSecond = resolution & 0x80 ? 2n ** exponent : 10n ** exponent
  const second = ticks / ticksPerSecond + BigInt(offset)
  const nanosecond = ((ticks % ticksPerSecond) * 1_000_000_000n) / ticksPerSecond
  const representable = Number.isSafeInteger(Number(second)) && Number.isSafeInteger(Number(ticks / ticksPerSecond))
  return representable ? [Number(second), Number(nanosecond)] : [0, -1]
}

function time(resolution: number, offset: number, ticks: bigint): readonly [second: number, nanosecond: number] {
  const clock = new TickClock(resolution, offset)
  clock.set(Number(ticks >> 32n), Number(ticks & 0xffffffffn))
  return [clock.second, clock.nanosecond]
}

CLOCK('microseconds, nanoseconds, and coarser ones', () => {
  assert.equal(time(6, 0, 1_600_000_000_123_456n), [1_600_000_000, 123_456_000])
  assert.equal(time(9, 0, 1_600_000_000_123_456_789n), [1_600_000_000, 123_456_789])
  assert.equal(time(3, 0, 1_600_000_000_123n), [1_600_000_000, 123_000_000])
  assert.equal(time(0, 0, 1_600_000_000n), [1_600_000_000, 0])
})

CLOCK('finer than nanoseconds is truncated, not rounded', () => {
  assert.equal(time(12, 0, 1_000_000_999n), [0, 1_000_000])
  assert.equal(time(0x80 | 32, 0, (5n << 32n) | 0xffffffffn), [5, 999_999_999])
  assert.equal(time(0x80 | 10, 0, 1023n), [0, 999_023_437])
})

CLOCK('an offset is added, negative ones too', () => {
  assert.equal(time(6, -1_600_000_000, 5n), [-1_600_000_000, 5000])
  assert.equal(time(6, 3600, 5n), [3600, 5000])
})

CLOCK('seconds that no double holds are no time', () => {
  assert.equal(time(0, 0, 2n ** 64n - 1n), [0, -1])
  assert.equal(time(6, -(2 ** 62), 5n), [0, -1])
  assert.equal(time(0, 0, 2n ** 53n - 1n), [2 ** 53 - 1, 0])
})

CLOCK('any resolution, any offset, any ticks: equal to integer arithmetic', () => {
  const resolutions = fc.integer({ min: 0, max: 255 })
  const offsets = fc.oneof(fc.constant(0), fc.integer({ min: -(2 ** 40), max: 2 ** 40 }))
  const ticks = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.bigInt({ min: 0n, max: 2n ** 33n }),
    fc.tuple(fc.integer({ min: 0, max: 63 }), fc.bigInt({ min: -3n, max: 3n })).map(([shift, more]) => {
      const value = 2n ** BigInt(shift) + more
      return value < 0n ? 0n : value
    }),
  )
  fc.assert(
    fc.property(resolutions, offsets, ticks, (resolution, offset, value) => {
      assert.equal(time(resolution, offset, value), exactTime(resolution, offset, value))
    }),
    { numRuns: 20_000 },
  )
})

CLOCK('one clock for many times, near each other and far apart', () => {
  const resolutions = fc.constantFrom(0, 3, 6, 9, 12, 0x80, 0x80 | 20)
  const steps = fc.oneof(fc.bigInt({ min: -3n, max: 3n }), fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n }))
  const starts = fc.bigInt({ min: 2n ** 33n, max: 2n ** 63n })
  fc.assert(
    fc.property(resolutions, starts, fc.array(steps, { maxLength: 30 }), (resolution, start, each) => {
      const clock = new TickClock(resolution, 0)
      let ticks = start
      for (const step of [0n, ...each]) {
        ticks = ticks + step < 0n ? 0n : ticks + step
        clock.set(Number(ticks >> 32n), Number(ticks & 0xffffffffn))
        assert.equal([clock.second, clock.nanosecond], exactTime(resolution, 0, ticks))
      }
    }),
    { numRuns: 2000 },
  )
})

CLOCK('one tick short of each second', () => {
  for (let exponent = 0; exponent <= 19; exponent++) {
    const ticksPerSecond = 10n ** BigInt(exponent)
    for (const second of [1n, 1_700_000_000n, 4_294_967_296n]) {
      const ticks = second * ticksPerSecond
      if (ticks > 2n ** 64n) continue
      assert.equal(time(exponent, 0, ticks), exactTime(exponent, 0, ticks))
      assert.equal(time(exponent, 0, ticks - 1n), exactTime(exponent, 0, ticks - 1n))
    }
  }
})

CLOCK.run()
