import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Groups } from '../../src/observe/groups.ts'
import { NOT_FOUND } from '../../src/observe/key-store.ts'
import { Numbering } from '../../src/observe/numbering.ts'
import { ranksOf } from '../../src/observe/ranks.ts'

const Numbers = suite('Numbers of distinct runs, numbers in groups, ranks of numbers')

const GROUPS = 3

Numbers('each group has its members', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: GROUPS - 1 })), (groupOf) => {
      const groups = new Groups(GROUPS, groupOf)
      for (let group = 0; group < GROUPS; group++) {
        assert.equal(
          groups.of(group).toReversed(),
          [...groupOf.keys()].filter((number) => groupOf[number] === group),
        )
      }
    }),
  )
})

Numbers('each run of words has one number, in the order of their coming', () => {
  const run = fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: 0, max: 0xffff_ffff }))
  fc.assert(
    fc.property(fc.array(run), (runs) => {
      const numbering = new Numbering(3, runs.length)
      const known: string[] = []
      for (const words of runs) {
        const text = words.join(' ')
        const [first, ...others] = words
        assert.is(numbering.known(first, others, 0), known.includes(text) ? known.indexOf(text) : NOT_FOUND)
        if (!known.includes(text)) known.push(text)
        assert.is(numbering.number(first, others, 0), known.indexOf(text))
      }
      assert.is(numbering.length, known.length)
      assert.equal(
        [...numbering.words.subarray(0, 3 * known.length)],
        known.flatMap((text) => text.split(' ').map(Number)),
      )
    }),
  )
})

Numbers('a rank is the place in ascending order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer()), (numbers) => {
      const sorted = numbers.toSorted((a, b) => a - b)
      assert.equal(
        [...ranksOf(Float64Array.from(numbers))],
        numbers.map((number) => sorted.indexOf(number)),
      )
    }),
  )
})

Numbers.run()
