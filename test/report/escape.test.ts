import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { columnsOf } from '../../src/report/columns.ts'
import { escapeJson, escapeText } from '../../src/report/escape.ts'

const ESCAPE = suite('escaping text of packets and files')

for (const [what, text, shown] of [
  ['an ANSI sequence', 'a\x1b[31mb', 'a\\u{1b}[31mb'],
  ['C0: newline, carriage return, backspace, DEL', '\n\r\b\x7f', '\\u{a}\\u{d}\\u{8}\\u{7f}'],
  ['C1: CSI in one octet', '\x9b2J', '\\u{9b}2J'],
  ['bidirectional overrides and isolates', '\u202etxt\u2066', '\\u{202e}txt\\u{2066}'],
  ['zero-width space, joiner, byte order mark', 'a\u200bb\u200d\ufeff', 'a\\u{200b}b\\u{200d}\\u{feff}'],
  ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
  ['characters that are shown as nothing', '\u3164\u{e0041}\u00ad', '\\u{3164}\\u{e0041}\\u{ad}'],
  ['line and paragraph separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
  ['text that looks escaped', '\\u{1b}', '\\u{5c}u{1b}'],
  [
    'what is harmless',
    'compute1/tap0a1b2c3d-4e – \u00e9 日本 😀 C:\\dir',
    'compute1/tap0a1b2c3d-4e – \u00e9 日本 😀 C:\\dir',
  ],
] as const) {
  ESCAPE(what, () => assert.is(escapeText(text), shown))
}

ESCAPE('JSON stays the same value, in characters that move nothing', () => {
  const value = { name: 'a\x9b2J\u202e\ud800\u{e0041}\x1b\n\\u{1b}' }
  const text = escapeJson(JSON.stringify(value, null, 2))
  assert.equal(JSON.parse(text), value)
  assert.is(/[\p{Cc}\p{Cf}]/u.test(text.replaceAll('\n', '')), false)
})

ESCAPE('columns: wide characters take two, combining ones none', () => {
  assert.is(columnsOf('abc'), 3)
  assert.is(columnsOf('日本語'), 6)
  assert.is(columnsOf('e\u0301'), 1)
  assert.is(columnsOf('😀'), 2)
  assert.is(columnsOf('Ａ'), 2)
})

ESCAPE.run()
