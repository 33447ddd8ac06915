import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { routerAdvertisement } from '../frames.ts'
import { pcapOf } from '../pcap.ts'
import { Lane } from './lane.ts'
import { minimize } from './minimize.ts'
import { mutate } from './mutate.ts'
import { Random } from './random.ts'
import { recordsOf } from './records.ts'

const FUZZ = suite('The fuzzer')
const CAPTURE = pcapOf([routerAdvertisement(), routerAdvertisement(300)], { linkType: 101 })

FUZZ('makes the same inputs of the same seed, and others of another', () => {
  const inputs = (seed: number) => {
    const random = new Random(seed)
    return Array.from({ length: 50 }, () => Buffer.from(mutate(CAPTURE, random, [CAPTURE])).toString('hex'))
  }
  assert.equal(inputs(1), inputs(1))
  assert.not.equal(inputs(1), inputs(2))
  assert.ok(new Set(inputs(1)).size > 40)
})

FUZZ('finds the packets of a capture, and none where its lengths lie', () => {
  assert.equal(
    recordsOf(CAPTURE).map(({ at, end }) => [at, end]),
    [
      [40, 96],
      [112, 168],
    ],
  )
  assert.is(recordsOf(CAPTURE.subarray(0, 100)).length, 1)
  assert.is(recordsOf(new Uint8Array(100)).length, 0)
})

FUZZ('minimizes to what is needed to break', async () => {
  const octets = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff)
  const breaks = async (less: Uint8Array) => less.includes(17) && less.includes(201)
  assert.equal([...(await minimize(octets, breaks, 10_000))].sort(), [17, 201])
})

const WORKER = fileURLToPath(new URL('./fragile-worker.js', import.meta.url))

FUZZ('tells an input that ends, hoards, throws or is slow from one that is well, and goes on', async () => {
  const lane = new Lane(tmpdir(), 0, { worker: WORKER, hangsMs: 120_000 }) // longer than any machine takes to hoard
  try {
    const broke = async (first: number) => (await lane.try(Uint8Array.of(first))).broke
    assert.is(await broke(0), null)
    assert.is(await broke(2), 'ended: 9')
    assert.match((await broke(4))!, /^Error: told to at here$/)
    assert.is(await broke(5), 'slow')
    assert.is(await broke(3), 'ended: more than 512 MiB')
    assert.is(await broke(0), null)
  } finally {
    lane.stop()
  }
})

FUZZ('ends what hangs, and goes on', async () => {
  const lane = new Lane(tmpdir(), 1, { worker: WORKER, hangsMs: 3000 })
  try {
    assert.is((await lane.try(Uint8Array.of(1))).broke, 'hangs')
  } finally {
    lane.stop()
  }
})

FUZZ.run()
