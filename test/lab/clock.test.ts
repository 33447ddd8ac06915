import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type NodeClock, shown, trueTime, withClock } from '../../captures/lab/clock.ts'
import { readCapture } from '../../src/capture/read-capture.ts'
import { Recording } from '../capture/recording.ts'

const CLOCK = suite('the clocks the lab gives its nodes')

const folder = mkdtempSync(join(tmpdir(), 'v6gap-clock-'))
CLOCK.after(() => rmSync(folder, { recursive: true }))

const SINCE = 1_700_000_000_000_000_000n
const SLOW: NodeClock = { node: 'compute2', offsetNs: -4_000_000_000, driftPpm: -80, sinceNs: String(SINCE) }
const FAST: NodeClock = { node: 'compute1', offsetNs: 1_700_000_000, driftPpm: 100, sinceNs: String(SINCE) }

CLOCK('is off by its offset at first, and by its drift more and more', () => {
  assert.is(shown(FAST, SINCE), SINCE + 1_700_000_000n)
  assert.is(shown(FAST, SINCE + 60_000_000_000n), SINCE + 61_706_000_000n)
  assert.is(shown(SLOW, SINCE + 60_000_000_000n), SINCE + 55_995_200_000n)
})

CLOCK('tells the true time again, to two nanoseconds', () => {
  for (const clock of [FAST, SLOW]) {
    for (const elapsed of [0n, 1n, 999_999_999n, 37_123_456_789n]) {
      const again = trueTime(clock, shown(clock, SINCE + elapsed)) - (SINCE + elapsed)
      assert.ok(again >= -2n && again <= 2n, `${elapsed}: ${again}`)
    }
  }
})

for (const file of ['compute1/eth2.pcapng', 'compute2/eth2.pcap', 'network1/eth2.pcap']) {
  CLOCK(`moves the frames of ${file} and changes nothing else`, async () => {
    const path = fileURLToPath(new URL(`../../../captures/all-good/${file}`, import.meta.url))
    const before = await frames(path)
    const clock = { ...SLOW, sinceNs: String(before[0]!.ns) }
    const told = join(folder, file.replace('/', '-'))
    writeFileSync(told, withClock(readFileSync(path), clock))
    const after = await frames(told)
    assert.ok(before.length > 10)
    // Microseconds, where the file counts in them.
    assert.equal(
      after.map(({ ns, rest }) => ({ ns: ns / 1000n, rest })),
      before.map(({ ns, rest }) => ({ ns: shown(clock, ns) / 1000n, rest })),
    )
  })
}

async function frames(path: string) {
  const recording = new Recording()
  await readCapture(path, recording)
  return recording.frames.map(({ second, nanosecond, ...rest }) => ({
    ns: BigInt(second) * 1_000_000_000n + BigInt(nanosecond),
    rest,
  }))
}

CLOCK.run()
