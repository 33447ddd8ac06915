import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { columnsOf } from '../../src/report/columns.ts'
import { pad, wrap } from '../../src/report/wrap.ts'

const WRAP = suite('wrapping')

WRAP('breaks at spaces', () => {
  assert.equal(wrap('one two three four', 9), ['one two', 'three', 'four'])
  assert.equal(wrap('one two', 7), ['one two'])
  assert.equal(wrap('', 7), [''])
})

WRAP('indents the first line and the rest', () => {
  assert.equal(wrap('one two three', 9, { first: '  - ', rest: '    ' }), ['  - one', '    two', '    three'])
})

WRAP('breaks a word longer than a line where the line ends', () => {
  assert.equal(wrap('a bcdefghijkl m', 5), ['a', 'bcdef', 'ghijk', 'l m'])
})

WRAP('counts columns, not characters', () => {
  assert.equal(wrap('日本語日本語 x', 6), ['日本語', '日本語', 'x'])
  assert.is(pad('日本', 6), '日本  ')
})

WRAP('no line is wider than asked for, none ends in a space, no word is lost', () => {
  const text = 'Prefix 2001:db8:0:1::/64 of 日本 router fe80::f816:3eff:fe00:1 is advertised with A set and '.repeat(9)
  for (const width of [40, 80, 120, 200]) {
    const lines = wrap(text, width, { first: '  - ', rest: '    ' })
    assert.ok(lines.every((line) => columnsOf(line) <= width && !line.endsWith(' ')))
    assert.is(lines.map((line) => line.slice(4)).join(' '), text.trim())
  }
})

WRAP.run()
