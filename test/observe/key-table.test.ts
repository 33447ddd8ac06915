import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type IsPinned, KeyTable } from '../../src/observe/key-table.ts'
import { ROW_NUMBERS } from '../../src/observe/row-numbers.ts'
import { NO_THRESHOLD } from '../../src/observe/thresholds.ts'

const Table = suite('A table of rows under keys')

const CAP = 5
/** A key is told by its first word, and as long as its second says: words of the first. */
interface Key {
  readonly name: number
  readonly length: number
}

/** As spread as hashes are; some keys have like ones. */
const hashOf = ({ name }: Key) => Math.imul(name >> 1, 0x9e3779b1)
const isPinned: IsPinned = (words, at) => words[at]! % 7 === 0

function see(table: KeyTable, key: Key, at: number): void {
  const hash = hashOf(key)
  if (table.leavesOut(hash)) return
  table.key.fill(key.name, table.keyStart, table.keyStart + key.length)
  table.see(hash, key.length, { second: at, nanosecond: at % 3 === 0 ? -1 : 0, offset: at, index: at })
}

/** Every row: its key, then its numbers. */
function rowsOf(table: KeyTable): readonly string[] {
  const { rows, words, starts, numbers } = table.columns()
  return Array.from({ length: rows }, (_, row) => {
    const key = words.slice(starts[row]!, starts[row + 1]!)
    return `${key.join(' ')}: ${numbers.slice(row * ROW_NUMBERS, (row + 1) * ROW_NUMBERS).join(' ')}`
  }).sort()
}

const key = fc.record({ name: fc.integer({ min: 1, max: 60 }), length: fc.integer({ min: 1, max: 80 }) })
const keys = fc.array(key, { maxLength: 300 })

for (const pins of [null, isPinned]) {
  const title = pins === null ? '' : ', and the pinned ones'
  Table(`keeps the rows with the smallest hashes${title}, and counts them exactly`, () => {
    fc.assert(
      fc.property(keys, (seen) => {
        const table = new KeyTable(CAP, pins)
        for (const [at, each] of seen.entries()) see(table, each, at)
        table.finish()
        const pinned = ({ name }: Key) => pins?.([name] as unknown as Uint32Array, 0) ?? false // it looks at one word
        const free = seen.filter((each) => !pinned(each)).map((each) => hashOf(each) >>> 0)
        const threshold = [...new Set(free)].sort((a, b) => a - b)[CAP] ?? NO_THRESHOLD
        const kept = seen.filter((each) => pinned(each) || hashOf(each) >>> 0 < threshold)
        const counts = new Map<string, number>()
        for (const each of kept) {
          const text = new Array(each.length).fill(each.name).join(' ')
          counts.set(text, (counts.get(text) ?? 0) + 1)
        }
        assert.equal(
          rowsOf(table).map((row) => row.split(' ').slice(0, -8).join(' ')),
          [...counts].map(([text, count]) => `${text}: ${count}`).sort(),
        )
        assert.is(table.sightings, seen.length)
      }),
    )
  })

  Table(`is the same however what was seen is split${title}`, () => {
    fc.assert(
      fc.property(keys, fc.array(fc.nat(2), { minLength: 300, maxLength: 300 }), (seen, thread) => {
        const whole = new KeyTable(CAP, pins)
        const parts = [0, 1, 2].map(() => new KeyTable(CAP, pins))
        for (const [at, each] of seen.entries()) {
          see(whole, each, at)
          see(parts[thread[at]!]!, each, at)
        }
        for (const part of parts.slice(1)) parts[0]!.absorbAll(part.columns())
        for (const table of [whole, parts[0]!]) table.finish()
        assert.equal(rowsOf(parts[0]!), rowsOf(whole))
        assert.is(parts[0]!.threshold, whole.threshold)
        assert.is(parts[0]!.sightings, whole.sightings)
      }),
    )
  })
}

Table('takes keys that all have one hash: they are one hash to the cap, and throw nothing', () => {
  const table = new KeyTable(CAP, null)
  for (let name = 1; name <= 500; name++) {
    table.key[table.keyStart] = name
    table.see(77, 1, { second: name, nanosecond: 0, offset: name, index: name })
  }
  table.finish()
  assert.is(table.rows, 500)
})

Table.run()
