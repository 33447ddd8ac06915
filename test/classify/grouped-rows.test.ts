import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { GroupedRows } from '../../src/classify/grouped-rows.ts'
import { placeIn } from '../../src/classify/place-in.ts'
import { rowsOf } from './senders.ts'

const Grouped = suite('Rows in groups, and places in lists')

const SENDERS = 6
const GROUPS = 3

Grouped('each group has its senders’ rows, in their order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(SENDERS - 1)),
      fc.array(fc.integer({ min: -1, max: GROUPS - 1 }), { minLength: SENDERS, maxLength: SENDERS }),
      (senders, groupOf) => {
        const rows = senders.map((sender, index) => ({ sender, index, segment: 0 }))
        const grouped = new GroupedRows(rowsOf(rows), GROUPS, groupOf)
        for (let group = 0; group < GROUPS; group++) {
          assert.equal(
            grouped.of(group),
            rows.filter(({ sender }) => groupOf[sender] === group),
          )
        }
      },
    ),
  )
})

Grouped('a text is found where it stands in an ascending list, and nowhere else', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.string(), (texts, other) => {
      const sorted = texts.sort()
      for (const [place, text] of sorted.entries()) assert.is(placeIn(sorted, text), place)
      assert.is(placeIn(sorted, other), sorted.indexOf(other))
    }),
  )
})

Grouped.run()
