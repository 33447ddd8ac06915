import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDomainName, readDomainNames } from '../../src/decode/domain-name.ts'
import { wireText } from '../../src/decode/text.ts'
import { hex } from '../hex.ts'

const NAME = suite('domain names, RFC 1035 §3.1')

function reasonOf(octets: Uint8Array): string {
  const read = readDomainName(octets, 0, octets.length)
  return 'kind' in read ? read.reason : 'none'
}

NAME('labels up to the root', () => {
  const octets = hex`07 6578616d706c65 03 6f7267 00 ff`
  assert.equal(readDomainName(octets, 0, octets.length), { name: 'example.org', terminated: true, end: 13 })
})

NAME('the root alone', () => {
  assert.equal(readDomainName(hex`00`, 0, 1), { name: '.', terminated: true, end: 1 })
})

NAME('a partial name says so (RFC 4704 §4.2)', () => {
  assert.equal(readDomainName(hex`02 766d`, 0, 3), { name: 'vm', terminated: false, end: 3 })
})

NAME('dots, backslashes and what is not visible ASCII are escaped (§5.1)', () => {
  const octets = hex`05 612e5c00ff 00`
  assert.equal(readDomainName(octets, 0, 7), { name: 'a\\.\\\\\\000\\255', terminated: true, end: 7 })
})

NAME('compression is not followed: RFC 8415 §10 forbids it', () => {
  assert.is(reasonOf(hex`02 766d c000`), 'bad-name')
  assert.is(reasonOf(hex`c000`), 'bad-name')
  assert.is(reasonOf(hex`40 00`), 'bad-name')
})

NAME('a label past the end', () => {
  assert.is(reasonOf(hex`05 766d`), 'overrun')
})

NAME('a name longer than 255 octets', () => {
  const label = `3f${'61'.repeat(63)}`
  const longest = hex`${label.repeat(3)} 3d ${'61'.repeat(61)} 00`
  assert.is(longest.length, 255)
  assert.is(reasonOf(longest), 'none')
  assert.is(reasonOf(hex`${label.repeat(4)} 00`), 'bad-name')
})

NAME('a list keeps the names before the bad one', () => {
  const octets = hex`01 61 00 01 62 00 c0 00`
  const { names, end, fault } = readDomainNames(octets, 0, octets.length, false)
  assert.equal(names, ['a', 'b'])
  assert.is(end, 6)
  assert.is(fault?.reason, 'bad-name')
})

NAME('zeros after a list are padding in RFC 8106 §5.2, and names of the root in RFC 8415 §10', () => {
  const octets = hex`01 61 00 00 00`
  assert.equal(readDomainNames(octets, 0, 5, true), { names: ['a'], end: 3 })
  assert.equal(readDomainNames(octets, 0, 5, false), { names: ['a', '.', '.'], end: 5 })
})

NAME('a list that ends inside a name', () => {
  const { names, fault } = readDomainNames(hex`01 61 00 01 62`, 0, 5, false)
  assert.equal(names, ['a'])
  assert.is(fault?.reason, 'bad-name')
})

NAME.run()

const TEXT = suite('text from the wire')

TEXT('valid UTF-8 is text, a byte order mark and zeros included', () => {
  assert.is(wireText(hex`efbbbf 61 00 c3a9`, 0, 7), '\ufeffa\u0000é')
  assert.is(wireText(hex``, 0, 0), '')
})

TEXT('anything else is hex: lone surrogates, overlong forms, cut characters', () => {
  assert.equal(wireText(hex`eda080`, 0, 3), { octets: 'eda080' })
  assert.equal(wireText(hex`c080`, 0, 2), { octets: 'c080' })
  assert.equal(wireText(hex`61c3`, 0, 2), { octets: '61c3' })
})

TEXT.run()
