import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { globExpression } from '../../src/capture/glob.ts'

const GLOB = suite('globs over paths')

for (const [glob, matching, others] of [
  ['tap.pcap', ['tap.pcap'], ['tapXpcap', 'a/tap.pcap', 'tap.pcap1']],
  ['*.pcap', ['a.pcap', '.pcap', 'a.b.pcap'], ['a/b.pcap', 'a.pcapng']],
  ['*/tap?.pcap', ['n/tap1.pcap'], ['tap1.pcap', 'n/tap.pcap', 'n/tap/.pcap', 'a/n/tap1.pcap']],
  ['**/tap*', ['tap1', 'n/tap1', 'a/b/tap1'], ['xtap1', 'tap1/x']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'b/a/c']],
  ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['a/xb']],
  ['a**b', ['ab', 'axb'], ['a/b']],
  ['tap[0-9a-f].pcap', ['tap0.pcap', 'tapc.pcap'], ['tapg.pcap', 'tap-.pcap']],
  ['tap[!0-9]', ['tapx'], ['tap1', 'tap/']],
  ['tap[]x]', ['tap]', 'tapx'], ['tapy']],
  ['tap[^&]', ['tap^', 'tap&'], ['tapx']],
  ['tap[z-a]', [], ['tapz', 'tapa', 'tapb']],
  ['tap[1', ['tap[1'], ['tap1']],
  ['{compute,network}1/*', ['compute1/x', 'network1/x'], ['compute/x', 'other1/x']],
  ['{a*,b}/c', ['ax/c', 'b/c'], ['bx/c']],
  ['{a}', ['{a}'], ['a']],
  ['a\\*', ['a*'], ['ab']],
  ['a\\', ['a\\'], ['a']],
  ['a+(b)|c.$^', ['a+(b)|c.$^'], ['aab']],
  ['?', ['x', '\u{1f600}'], ['', '/', 'xy']],
] as const) {
  GLOB(JSON.stringify(glob), () => {
    for (const path of matching) assert.is(globExpression(glob).test(path), true, path)
    for (const path of others) assert.is(globExpression(glob).test(path), false, path)
  })
}

GLOB('any text is a glob', () => {
  const texts = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'*?[]{}\\!-^/ab,') }))
  fc.assert(
    fc.property(texts, (text) => {
      globExpression(text).test(text)
    }),
    { numRuns: 3000 },
  )
})

GLOB('a text with everything escaped is itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const escaped = text.replace(/[*?[\]{}\\]/g, '\\$&')
      assert.is(globExpression(escaped).test(text), true)
    }),
  )
})

GLOB.run()
