import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ChunkProducer, ChunkSource, type SourceFailure } from '../../src/capture/octet-source.ts'
import { ZstdInflation } from '../../src/capture/zstd.ts'
import { ZstdAhead } from '../../src/capture/zstd-ahead.ts'
import { join } from './pcapng-blocks.ts'
import { portions } from './recording.ts'
import { zstdRaw } from './zstd-raw.ts'

const AHEAD = suite('zstd, RFC 8878, inflated in a thread of its own')

const BLOCK_OCTETS = 100_000
const WHOLE = zstdRaw(
  Array.from({ length: 100 }, (_, block) => new Uint8Array(BLOCK_OCTETS).map((_octet, at) => at * block)),
  true,
)

/** All a producer gives, and how it ends. */
async function all(producer: ChunkProducer): Promise<readonly [string, SourceFailure | null]> {
  const chunks: Buffer[] = []
  for (let chunk = await producer.next(); chunk !== null; chunk = await producer.next()) chunks.push(Buffer.from(chunk))
  producer.close()
  return [Buffer.concat(chunks).toString('latin1'), producer.failure]
}

/** Whether the thread comes to what inflating right here comes to; returns the failure. */
async function same(octets: Uint8Array, sizes: readonly number[] = [octets.length]): Promise<string | undefined> {
  const here = await all(new ZstdInflation(new ChunkSource(portions(octets, sizes))))
  const there = await all(new ZstdAhead(new ChunkSource(portions(octets, sizes))))
  assert.equal(there[1], here[1])
  assert.ok(there[0] === here[0], `${there[0].length} octets for ${here[0].length}`)
  return here[1]?.kind
}

AHEAD('gives the same octets, in portions of any size', async () => {
  for (const sizes of [[WHOLE.length], [70_000, 3], [1_000_000]]) assert.is(await same(WHOLE, sizes), undefined)
})

AHEAD('tells the same of a stream that is cut, damaged, or claims memory', async () => {
  for (const length of [0, 5, 30, 300_000, WHOLE.length - 4]) await same(WHOLE.subarray(0, length))
  assert.is(await same(WHOLE.subarray(0, 5_000_000)), 'cut-short')
  assert.is(await same(join(WHOLE, new Uint8Array(100).fill(1))), 'damaged')
  assert.is(
    await same(join(WHOLE, Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 1, ...new Uint8Array(20)))),
    'damaged',
  )
})

AHEAD('is ahead of its reader by some buffers, and waits there', async () => {
  const pieces = portions(WHOLE, [100_000])
  const { next } = pieces
  let asked = 0
  pieces.next = () => {
    asked++
    return next()
  }
  const ahead = new ZstdAhead(new ChunkSource(pieces))
  assert.ok((await ahead.next()) !== null)
  let before = -1
  while (before !== asked) {
    before = asked
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.ok(asked > 10 && asked < 60, `${asked} of 100 pieces asked for, with nobody reading`)
  ahead.close()
  assert.is(await ahead.next().then((chunk) => chunk === null || chunk.length > 0), true)
})

AHEAD('ends the waiting for a pipe that stays silent', async () => {
  const silent: ChunkProducer = { stored: 0, failure: null, close: () => {}, next: () => new Promise(() => {}) }
  const ahead = new ZstdAhead(new ChunkSource(silent))
  setTimeout(() => ahead.close(), 50)
  assert.is(await ahead.next(), null)
})

AHEAD.run()
