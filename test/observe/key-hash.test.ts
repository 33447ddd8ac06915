import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FrameAtHand } from '../../src/observe/frame-at-hand.ts'
import { finished, mixed, mixedWords } from '../../src/observe/key-hash.ts'
import { KeyTable } from '../../src/observe/key-table.ts'
import { KeyWriter } from '../../src/observe/key-writer.ts'

const HASH = suite('The hash that rows are kept by')

/** Of a run of octets. */
function hashOf(octets: Uint8Array, at = 0, end = octets.length): number {
  const frame = new FrameAtHand()
  frame.lieIn(octets)
  const key = new KeyWriter(new KeyTable(1, null), frame)
  key.begin(0, 0)
  key.octets(at, end)
  return key.finish() >>> 0
}

HASH('is the same on every machine', () => {
  const octets = Uint8Array.from({ length: 41 }, (_, at) => at * 37)
  assert.equal(
    [0, 1, 4, 16, 41].map((length) => hashOf(octets, 0, length)),
    [4279838538, 746625832, 3285782621, 1586863667, 129726900],
  )
})

HASH('hangs on the octets, not on where they lie', () => {
  const octets = Uint8Array.from({ length: 41 }, (_, at) => at * 37)
  const behind = new Uint8Array(60)
  behind.set(octets, 7)
  assert.is(hashOf(behind, 7, 48), hashOf(octets))
})

HASH('spreads octets that differ in one bit, wherever it is, and words that do', () => {
  const buckets = new Uint32Array(64)
  let keys = 0
  const words = new Uint32Array(14)
  const octets = new Uint8Array(words.buffer)
  for (let word = 0; word < 14; word++) {
    for (let bit = 0; bit < 32; bit++) {
      for (let other = 0; other < 20; other++) {
        words.fill(0)
        words[word] = (1 << bit) >>> 0
        words[(word + 1) % 14] = other
        buckets[hashOf(octets) >>> 26]! += 1
        buckets[hashOf(octets) & 63]! += 1
        buckets[finished(mixedWords(0, words, 0, 14)) >>> 26]! += 1
        keys += 3
      }
    }
  }
  for (const count of buckets) assert.ok(Math.abs(count - keys / 64) < keys / 64 / 2, String(count))
})

HASH('tells lengths apart', () => {
  const octets = new Uint8Array(128)
  const hashes = new Set(Array.from({ length: 128 }, (_, length) => hashOf(octets, 0, length)))
  assert.is(hashes.size, 128)
})

HASH('of an address and a MAC is that of their words', () => {
  const frame = new FrameAtHand()
  frame.lieIn(Uint8Array.from({ length: 32 }, (_, at) => 251 * at))
  const key = new KeyWriter(new KeyTable(1, null), frame)
  key.begin(0, 7)
  key.mac(1)
  key.word(5)
  key.address(8, 6)
  key.address(24, 4)
  const { view } = frame
  const mac = Uint32Array.of((1 << 16) | view.getUint16(1), view.getUint32(3))
  const address = Uint32Array.from([8, 12, 16, 20], (at) => view.getUint32(at))
  const told = mixed(mixedWords(7, mac, 0, 2), 5)
  assert.is(
    key.finish(),
    finished(mixedWords(mixedWords(told, address, 0, 4), Uint32Array.of(view.getUint32(24)), 0, 1)),
  )
})

HASH.run()
