import { existsSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Comparison, compareTrees, newComparison } from './compare.ts'
import { CORPUS, SUBSET } from './corpus.ts'
import { field, inTheirWords } from './correspondence.ts'
import { compareDirectory, summaryText } from './directory.ts'
import type { Item } from './json.ts'
import { treeOf } from './tree.ts'
import { date, plain, sameText } from './wording.ts'

const CONFORMANCE = suite('Our decoding and that of tshark')

for (const [directory, captures, fields] of [
  [SUBSET, 100, 90_000],
  ...(CORPUS === SUBSET ? [] : [[CORPUS, 500, 120_000] as const]),
] as const) {
  CONFORMANCE(`agree on every message and every field of ${captures} captures and more`, async () => {
    const result = await compareDirectory(directory)
    assert.equal(result.unjustified, [])
    assert.ok(result.captures >= captures && result.fields >= fields, summaryText(result))
  })
}

CONFORMANCE('are compared where there is a golden', () => {
  assert.ok(existsSync(SUBSET))
})

const LINE: Item = { kind: 'mtu', mtu: 1500, novelty: 1 }
const TABLE = [field('kind', 'type', plain), field('mtu', 'opt.mtu', plain)]

function comparison(golden: Readonly<Record<string, string>>): Comparison {
  const into = newComparison()
  const theirs = treeOf(Object.entries(golden).map(([name, value]) => [name, [value]] as const))
  compareTrees(inTheirWords(TABLE, LINE), theirs, into, LINE)
  return into
}

CONFORMANCE('differ where ours has a field that no row of the table names', () => {
  const { differences, agreeing } = comparison({ type: 'mtu', 'opt.mtu': '1500' })
  assert.is(agreeing, 2)
  assert.equal(
    differences.map(({ name, ours, theirs }) => [name, ours, theirs]),
    [['(ours) novelty', '1', undefined]],
  )
})

CONFORMANCE('differ in a value, and where tshark has a field we lack', () => {
  const { differences, fields } = comparison({ type: 'mtu', 'opt.mtu': '1280', 'opt.more': 'x' })
  assert.is(fields, 4)
  assert.equal(
    differences.map(({ name, ours, theirs }) => [name, ours, theirs]),
    [
      ['opt.mtu', '1500', '1280'],
      ['(ours) novelty', '1', undefined],
      ['opt.more', undefined, 'x'],
    ],
  )
})

const WORDING = suite("tshark's wording")

WORDING('dates of any year', () => {
  assert.is(date(1_600_000_000, 500_000_000), 'Sep 13, 2020 12:26:40.500000000 UTC')
  assert.is(date(951_782_400, 0), 'Feb 29, 2000 00:00:00.000000000 UTC')
  assert.is(date(4_107_542_399, 0), 'Feb 28, 2100 23:59:59.000000000 UTC')
  assert.is(date(281_474_976_710_655, 0), 'Dec  7, 8921556 10:44:15.000000000 UTC')
})

WORDING('addresses are the same in any spelling, and nothing else is', () => {
  assert.ok(sameText('2001:db8::1', '2001:0db8:0::1'))
  assert.ok(sameText('::ffff:192.0.2.1', '::ffff:c000:201'))
  assert.ok(sameText('02:00:5e:00:00:01', '02005e000001'))
  assert.not(sameText('2001:db8::1', '2001:db8::2'))
  assert.not(sameText('1:0', '10:'))
  assert.not(sameText('abc:', 'abd:'))
})

CONFORMANCE.run()
WORDING.run()
