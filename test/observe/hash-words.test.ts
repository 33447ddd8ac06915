import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashWords } from '../../src/observe/hash-words.ts'

const HASH = suite('The hash that rows are kept by')

HASH('is the same on every machine', () => {
  const words = Uint32Array.from({ length: 11 }, (_, at) => at * 0x1234567)
  assert.equal(
    [0, 1, 4, 5, 11].map((length) => hashWords(words, length)),
    [1565728778, 4232539945, 4080458762, 1386751368, 1437941718],
  )
})

HASH('spreads words that differ in one bit, wherever it is', () => {
  const buckets = new Uint32Array(64)
  let keys = 0
  const words = new Uint32Array(14)
  for (let word = 0; word < 14; word++) {
    for (let bit = 0; bit < 32; bit++) {
      for (let other = 0; other < 20; other++) {
        words.fill(0)
        words[word] = (1 << bit) >>> 0
        words[(word + 1) % 14] = other
        buckets[hashWords(words, 14) >>> 26]! += 1
        keys++
      }
    }
  }
  for (const count of buckets) assert.ok(Math.abs(count - keys / 64) < keys / 64 / 2, String(count))
})

HASH('tells lengths apart', () => {
  const words = new Uint32Array(32)
  const hashes = new Set(Array.from({ length: 32 }, (_, length) => hashWords(words, length)))
  assert.is(hashes.size, 32)
})

HASH.run()
