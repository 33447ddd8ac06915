import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Datagram, type Fragment, REASSEMBLY_LIMITS, Reassembler } from '../../../src/decode/ip/reassembly.ts'

const REASSEMBLY = suite('Reassembly, RFC 8200 §4.5 and RFC 791 §3.2')

interface Lost {
  readonly key: string
  readonly reason: string
  readonly origins: readonly string[]
}

function reassembler(limits = REASSEMBLY_LIMITS, wants: (first: Datagram<string>) => boolean = () => true) {
  const lost: Lost[] = []
  const made = new Reassembler<string>(
    {
      wants,
      lost: ({ key, fragments }, reason) => lost.push({ key, reason, origins: fragments.map(({ origin }) => origin) }),
    },
    limits,
  )
  return { made, lost }
}

/** `text` as octets; the origin names it. */
function fragment(offset: number, text: string, more: boolean, over: Partial<Fragment<string>> = {}): Fragment<string> {
  const octets = Buffer.from(text)
  const head = Buffer.from(`head of ${text}`)
  return { key: 'k', offset, length: octets.length, octets, more, head, origin: text, ...over }
}

function textOf(datagram: Datagram<string> | undefined): string | undefined {
  return datagram && Buffer.from(datagram.octets).toString()
}

REASSEMBLY('fragments in any order make the datagram, with the head of the first', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 17, maxLength: 400 }),
      fc.array(fc.integer({ min: 1, max: 49 }), { maxLength: 20 }),
      fc.infiniteStream(fc.nat()),
      (payload, cuts, randoms) => {
        const borders = [...new Set([0, ...cuts.map((cut) => cut * 8).filter((cut) => cut < payload.length)])]
        borders.sort((a, b) => a - b)
        const pieces = borders.map((at, index) => {
          const octets = payload.subarray(at, borders[index + 1])
          const head = Uint8Array.of(at)
          const more = index + 1 < borders.length
          return { key: 'k', offset: at, length: octets.length, octets, more, head, origin: `${at}` }
        })
        const shuffled = pieces.map((piece) => ({ piece, turn: randoms.next().value })).sort((a, b) => a.turn - b.turn)
        const { made, lost } = reassembler()
        const results = shuffled.map(({ piece }) => made.add(piece, 0, 0))
        assert.ok(results.slice(0, -1).every((each) => each === undefined))
        const whole = results.at(-1)!
        assert.equal([...whole.octets], [...payload])
        assert.equal([...whole.head!], [0])
        assert.equal(
          whole.fragments.map(({ offset }) => offset),
          borders,
        )
        assert.equal([made.octets, lost], [0, []])
      },
    ),
  )
})

REASSEMBLY('what is kept is a copy: the octets read from are reused', () => {
  const { made } = reassembler()
  const first = fragment(0, 'abcdefgh', true)
  made.add(first, 0, 0)
  first.octets.fill(0)
  first.head.fill(0)
  const whole = made.add(fragment(8, 'ij', false), 0, 0)
  assert.equal([textOf(whole), Buffer.from(whole!.head!).toString()], ['abcdefghij', 'head of abcdefgh'])
})

REASSEMBLY('an exact duplicate is ignored, RFC 8200 §4.5', () => {
  const { made, lost } = reassembler()
  made.add(fragment(0, 'abcdefgh', true), 0, 0)
  made.add(fragment(0, 'abcdefgh', true, { origin: 'again' }), 0, 0)
  assert.is(textOf(made.add(fragment(8, 'ij', false), 0, 0)), 'abcdefghij')
  assert.equal(lost, [])
})

for (const [what, second, third] of [
  ['the same place, other octets', fragment(0, 'ABCDEFGH', true), fragment(16, 'ij', false)],
  ['an overlap in part', fragment(8, 'ABCDEFGHijklmnop', true), fragment(16, 'ij', false)],
  ['one around another', fragment(0, 'ABCDEFGHijklmnop', true), fragment(16, 'ij', false)],
  ['one that goes on after the last', fragment(16, 'ij', false), fragment(24, 'AB', false)],
  ['a last one that ends before another', fragment(24, 'ABCDEFGH', true), fragment(16, 'ij', false)],
] as const) {
  REASSEMBLY(`${what}: the datagram is dropped, what comes of it later too, RFC 5722 §4`, () => {
    const { made, lost } = reassembler()
    made.add(fragment(0, 'abcdefgh', true), 0, 0)
    if (what !== 'an overlap in part') made.add(second, 0, 0)
    else {
      made.add(fragment(16, 'ij', false), 0, 0)
      made.add(second, 0, 0)
    }
    made.add(third, 0, 0)
    assert.is(lost.length, 1, JSON.stringify(lost))
    assert.is(lost[0]!.reason, 'overlap')
    assert.ok(lost[0]!.origins.length >= 2)
    assert.is(made.add(fragment(8, 'ABCDEFGH', true), 0, 0), undefined)
    made.finish()
    assert.is(lost.length, 1)
  })
}

for (const [what, wrong] of [
  ['no octets', fragment(8, '', true)],
  ['a length that is no multiple of 8, and more to come', fragment(8, 'abc', true)],
  ['an end past 65,535', fragment(65_528, 'abcdefgh', false)],
] as const) {
  REASSEMBLY(`${what}: dropped`, () => {
    const { made, lost } = reassembler()
    made.add(wrong, 0, 0)
    assert.equal(
      lost.map(({ reason }) => reason),
      ['bad-length'],
    )
  })
}

REASSEMBLY('after 60 s of capture time it is given up, and its key is free', () => {
  const { made, lost } = reassembler()
  made.add(fragment(0, 'abcdefgh', true), 100, 5)
  assert.is(textOf(made.add(fragment(8, 'ij', false), 160, 5)), 'abcdefghij')
  made.add(fragment(0, 'abcdefgh', true), 200, 5)
  made.add(fragment(8, 'ij', false), 260, 6)
  assert.equal(lost, [{ key: 'k', reason: 'missing-fragments', origins: ['abcdefgh'] }])
  assert.is(textOf(made.add(fragment(0, 'ABCDEFGH', true), 261, 0)), 'ABCDEFGHij')
})

REASSEMBLY('records without a time expire nothing', () => {
  const { made, lost } = reassembler()
  made.add(fragment(0, 'abcdefgh', true), 0, -1)
  made.add(fragment(0, 'other me', true, { key: 'other' }), 1_000_000, 0)
  assert.is(textOf(made.add(fragment(8, 'ij', false), 0, -1)), 'abcdefghij')
  assert.equal(lost, [])
})

REASSEMBLY('the oldest goes when there are too many datagrams or octets', () => {
  const few = reassembler({ datagrams: 2, octets: 1_000_000, timeoutS: 60 })
  for (const key of ['a', 'b', 'c']) few.made.add(fragment(0, 'abcdefgh', true, { key }), 0, 0)
  assert.equal(few.lost, [{ key: 'a', reason: 'too-many', origins: ['abcdefgh'] }])
  const small = reassembler({ datagrams: 100, octets: 1200, timeoutS: 60 })
  for (const key of ['a', 'b', 'c', 'd', 'e']) {
    small.made.add(fragment(0, 'abcdefgh', true, { key }), 0, 0)
    assert.ok(small.made.octets <= 1200)
  }
  assert.equal(
    small.lost.map(({ key }) => key),
    ['a'],
  )
})

REASSEMBLY('what nobody wants is not kept, and is no loss', () => {
  const { made, lost } = reassembler(REASSEMBLY_LIMITS, () => false)
  made.add(fragment(8, 'x'.repeat(8000), true), 0, 0)
  assert.ok(made.octets > 8000)
  made.add(fragment(0, 'abcdefgh', true), 0, 0)
  const kept = made.octets
  made.add(fragment(8008, 'y'.repeat(8000), false), 0, 0)
  made.finish()
  assert.ok(kept < 1000)
  assert.equal([made.octets, lost], [0, []])
})

REASSEMBLY('a fragment that the snaplen cut leaves what is before the hole', () => {
  const { made } = reassembler()
  made.add(fragment(0, 'abcdefgh', true), 0, 0)
  made.add(fragment(8, 'ijkl', true, { length: 8 }), 0, 0)
  const whole = made.add(fragment(16, 'qr', false), 0, 0)!
  assert.equal([textOf(whole), whole.length], ['abcdefghijkl', 18])
})

REASSEMBLY('hostile fragments: bounded, never throws', () => {
  const limits = { datagrams: 8, octets: 20_000, timeoutS: 60 }
  const hostile = fc.record({
    key: fc.integer({ min: 0, max: 20 }).map(String),
    offset: fc.integer({ min: 0, max: 8191 }).map((units) => units * 8),
    length: fc.integer({ min: 0, max: 4000 }),
    more: fc.boolean(),
    second: fc.integer({ min: -100, max: 1000 }),
  })
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 200 }), (fragments) => {
      const { made, lost } = reassembler(limits)
      for (const { second, ...each } of fragments) {
        made.add({ ...each, octets: new Uint8Array(each.length), head: new Uint8Array(40), origin: '' }, second, 0)
        assert.ok(made.octets <= limits.octets)
      }
      made.finish()
      assert.is(made.octets, 0)
      assert.ok(lost.length <= fragments.length)
    }),
  )
})

REASSEMBLY.run()
