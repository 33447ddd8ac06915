import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { splitCapture } from '../../src/capture/ranges.ts'
import { scanCapture, tallyRanges } from '../../src/observe/scan.ts'
import { settle } from '../../src/observe/settle.ts'
import { exchange, newSharedThresholds } from '../../src/observe/shared-thresholds.ts'
import type { Thresholds } from '../../src/observe/tally.ts'
import { joinShares } from '../../src/pool/join.ts'
import { scanAll } from '../../src/pool/pool.ts'
import type { Scanned, ScanSettings } from '../../src/pool/task.ts'
import { ethernet, ipv6, octets, routerAdvertisement, udp } from '../frames.ts'

const RANGES = suite('One file on several threads')

const RANGE = 64 * 1024
const folder = mkdtempSync(join(tmpdir(), 'v6gap-ranges-'))
RANGES.after(() => rmSync(folder, { recursive: true }))

interface Format {
  readonly little: boolean
  readonly magic: number
  readonly recordHeader: number
  readonly firstSecond: number
}
const USUAL: Format = { little: true, magic: 0xa1b2c3d4, recordHeader: 16, firstSecond: 1_700_000_000 }

function pcap(frames: readonly Uint8Array[], { little, magic, recordHeader, firstSecond }: Format = USUAL): Uint8Array {
  const header = new DataView(new ArrayBuffer(24))
  header.setUint32(0, magic, little)
  header.setUint16(4, 2, little)
  header.setUint16(6, 4, little)
  header.setUint32(16, 262_144, little)
  header.setUint32(20, 1, little)
  const records = frames.flatMap((frame, at) => {
    const record = new DataView(new ArrayBuffer(recordHeader))
    record.setUint32(0, firstSecond + Math.floor(at / 10), little)
    record.setUint32(4, at % 1000, little)
    record.setUint32(8, frame.length, little)
    record.setUint32(12, frame.length, little)
    return [new Uint8Array(record.buffer), frame]
  })
  return Buffer.concat([new Uint8Array(header.buffer), ...records])
}

/** Frames of some stations, of many lengths, every tenth an RA. */
function traffic(count: number, payload: (at: number) => Uint8Array): Uint8Array[] {
  return Array.from({ length: count }, (_, at) =>
    at % 10 === 0
      ? ethernet('33:33:00:00:00:01', 'fa:16:3e:00:00:01', 0x86dd, routerAdvertisement(at % 30))
      : ethernet(
          `fa:16:3e:00:00:0${at % 7}`,
          `fa:16:3e:00:00:0${at % 5}`,
          0x86dd,
          ipv6(`2001:db8::${at % 50}`, '2001:db8::ffff', 17, udp(1000, 2000, payload(at))),
        ),
  )
}

const plain = (at: number) => octets(new Array(100 + ((at * 37) % 900)).fill(at & 0xff))

async function scanned(file: string, size: number, workers: number): Promise<string> {
  const [result] = await scanAll([{ file, octets: size }], { settings: {}, workers, rangeOctets: RANGE })
  return result!.ok ? toldOf(file, result!) : JSON.stringify(result)
}

async function sameOnThreads(name: string, content: Uint8Array, threads: readonly number[] = [2]): Promise<void> {
  const file = join(folder, name)
  writeFileSync(file, content)
  const alone = await scanned(file, content.length, 0)
  for (const workers of threads) assert.is(await scanned(file, content.length, workers), alone, `${name}, ${workers}`)
}

RANGES('tell what one thread tells, in every pcap format', async () => {
  const frames = traffic(1500, plain)
  const formats: readonly Format[] = [
    USUAL,
    { ...USUAL, little: false },
    { ...USUAL, magic: 0xa1b23c4d },
    { ...USUAL, magic: 0xa1b2cd34, recordHeader: 24 },
  ]
  for (const [at, format] of formats.entries())
    await sameOnThreads(`format-${at}.pcap`, pcap(frames, format), at === 0 ? [1, 2, 5] : [2])
})

RANGES('tell what one thread tells of a file that is cut, or damaged in the middle', async () => {
  const whole = pcap(traffic(1500, plain))
  await sameOnThreads('cut.pcap', whole.subarray(0, whole.length - 77))
  await sameOnThreads('cut-header.pcap', whole.subarray(0, whole.length - 20))
  const damaged = Uint8Array.from(whole)
  damaged.fill(0xff, 400_000, 400_400)
  await sameOnThreads('damaged.pcap', damaged)
})

RANGES('are not deceived by captures inside of packets', async () => {
  const inner = pcap(traffic(60, plain))
  const frames = traffic(400, (at) => (at % 3 === 0 ? inner.subarray(0, 40_000 - (at % 100)) : plain(at)))
  await sameOnThreads('pcap-in-pcap.pcap', pcap(frames))
})

RANGES('are not deceived by record headers that follow from every offset', async () => {
  const early: Format = { ...USUAL, firstSecond: 1 }
  for (const length of [4096, 4099, 16_000]) {
    const zeros = octets(new Array(length).fill(0))
    await sameOnThreads(
      `zeros-${length}.pcap`,
      pcap(
        traffic(1200, () => zeros),
        early,
      ),
    )
  }
})

RANGES('are not deceived by a false chain that goes on through all packets', async () => {
  // Each packet ends with a false record that spans the next packet's true header, up to where its own false records begin.
  const first = traffic(1, plain)[0]!
  const frames = Array.from({ length: 1200 }, (_, at) => {
    const frame = new Uint8Array(1000)
    frame.set(ethernet('fa:16:3e:00:00:02', `fa:16:3e:00:00:0${at % 9}`, 0x0800, octets(new Array(40).fill(0))))
    const view = new DataView(frame.buffer)
    view.setUint32(900, USUAL.firstSecond, true)
    view.setUint32(908, 1000, true) // from 916 over the rest, a header of 16 and 900 of the next
    view.setUint32(912, 1000, true)
    return frame
  })
  await sameOnThreads('false-chain.pcap', pcap([first, ...frames]))
})

/** What comes of a file in ranges when its threads take them in this order: the thread of each, by number. */
async function dealt(
  file: string,
  takers: readonly number[],
  count: number,
  options: ScanSettings = {},
): Promise<Scanned | null> {
  const ranges = splitCapture(file, count)!
  const leftOut = newSharedThresholds()
  const leaveOut = (thresholds: Thresholds) => exchange(leftOut, thresholds)
  const shares = [...new Set(takers)].map((taker) => {
    const places = takers.flatMap((each, place) => (each === taker ? place : []))
    const claims = { ranges, claim: () => places.shift(), end: () => void places.splice(0), leaveOut }
    return tallyRanges(file, claims, options)
  })
  return joinShares(await Promise.all(shares), count, options)
}

function toldOf(file: string, scanned: Scanned | null): string {
  assert.ok(scanned?.ok)
  const { summary, observation } = scanned
  const names = [{ node: 'n', namespace: null, name: 'e' }]
  return JSON.stringify([summary, settle(observation, [{ path: file, summary, names }])])
}

RANGES('tell what one thread tells, whoever takes which', async () => {
  const content = pcap(traffic(1500, plain))
  const file = join(folder, 'dealt.pcap')
  writeFileSync(file, content)
  const alone = await scanned(file, content.length, 0)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 24 }), async (takers) => {
      assert.is(toldOf(file, await dealt(file, takers, takers.length)), alone)
    }),
    { numRuns: 20 },
  )
})

RANGES('leave out together what the caps leave out, though none keeps what another leaves out already', async () => {
  const messages = Array.from({ length: 3000 }, (_, at) => {
    const mac = `fa:16:3e:00:${[at >> 8, at & 255].map((octet) => octet.toString(16).padStart(2, '0')).join(':')}`
    const repeated = at % 3 === 0 ? at >> 5 : at
    return ethernet('33:33:00:00:00:01', mac, 0x86dd, routerAdvertisement(repeated))
  })
  const content = pcap(messages)
  const file = join(folder, 'messages.pcap')
  writeFileSync(file, content)
  const caps = { stations: 60, addresses: 50, neighborDiscovery: 100 }
  for (const pinnedMacs of [[], ['fa:16:3e:00:01:07', 'fa:16:3e:00:0b:00']]) {
    const options = { caps, pinnedMacs }
    const alone = toldOf(file, await scanCapture(file, options))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 24 }), async (takers) => {
        assert.is(toldOf(file, await dealt(file, takers, takers.length, options)), alone)
      }),
      { numRuns: 20 },
    )
  }
})

RANGES('an interruption leaves no gap: all that was taken counts', async () => {
  const content = pcap(traffic(1500, plain))
  const file = join(folder, 'interrupted.pcap')
  writeFileSync(file, content)
  for (const takers of [[0], [0, 1, 1, 0], [1, 0, 0, 0, 1]]) {
    const result = await dealt(file, takers, 9)
    assert.ok(result?.ok)
    const { end, complete, octets: read, problems, frames } = result.summary
    assert.ok(end > (content.length * takers.length) / 10 && end < content.length)
    assert.equal([complete, read, problems.map(({ kind, at }) => [kind, at])], [false, end, [['interrupted', end]]])
    const part = join(folder, 'part.pcap')
    writeFileSync(part, content.subarray(0, end))
    const whole = await scanCapture(part)
    assert.ok(whole.ok)
    assert.is(frames, whole.summary.frames)
    const { id } = result.summary
    const parts = whole.observation.parts.map((each) => ({ ...each, capture: id }))
    const scannedPart = { ...whole, summary: result.summary, observation: { parts } }
    assert.is(toldOf(file, result), toldOf(file, scannedPart))
  }
})

RANGES('what a share counted past damage makes the file be read again', async () => {
  const content = Uint8Array.from(pcap(traffic(1500, plain)))
  content.fill(0xff, 400_000, 402_000)
  const file = join(folder, 'damage.pcap')
  writeFileSync(file, content)
  assert.is(await dealt(file, [0, 1, 0, 1, 0, 1], 6), null)
})

RANGES.run()
