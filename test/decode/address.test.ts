import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  hexText,
  ipv4Text,
  ipv6Text,
  isInterfaceIdentifierOf,
  isLinkLocal,
  isMulticast,
  isUnspecified,
  macText,
  parseAddress,
  parseMac,
  prefixContains,
  writeInterfaceIdentifier,
} from '../../src/decode/address.ts'
import { hex } from '../hex.ts'

const TEXT = suite('IPv6 text, RFC 5952 §4 and §5')

const TEXTS: readonly (readonly [title: string, octets: Uint8Array, text: string])[] = [
  ['no leading zeros (§4.1)', hex`20010db8 00010002 00030004 00050006`, '2001:db8:1:2:3:4:5:6'],
  ['a single zero group stays (§4.2.2)', hex`20010db8 00000001 00010001 00010001`, '2001:db8:0:1:1:1:1:1'],
  ['the longest run is shortened (§4.2.3)', hex`20010000 00000001 00000000 00000001`, '2001:0:0:1::1'],
  ['of equal runs the first (§4.2.3)', hex`20010db8 00000000 00010000 00000001`, '2001:db8::1:0:0:1'],
  ['as much as possible (§4.2.1)', hex`20010db8 00000000 00000000 00020001`, '2001:db8::2:1'],
  ['lowercase (§4.3)', hex`20010DB8 AAAA BBBB CCCC DDDD EEEE 0001`, '2001:db8:aaaa:bbbb:cccc:dddd:eeee:1'],
  ['unspecified', new Uint8Array(16), '::'],
  ['loopback', hex`00000000 00000000 00000000 00000001`, '::1'],
  ['run at the end', hex`20010db8 00000000 00000000 00000000`, '2001:db8::'],
  ['run at the start', hex`00000000 00000000 00010002 00030004`, '::1:2:3:4'],
  ['IPv4-mapped in mixed notation (§5)', hex`00000000 00000000 0000ffff c0000201`, '::ffff:192.0.2.1'],
  ['not mapped: six zero groups', hex`00000000 00000000 00000000 c0000201`, '::c000:201'],
  ['not mapped: another prefix', hex`00000000 00000000 ffff0000 c0000201`, '::ffff:0:c000:201'],
]

for (const [title, octets, text] of TEXTS) {
  TEXT(title, () => {
    assert.is(ipv6Text(octets, 0), text)
    assert.equal(parseAddress(text), octets)
  })
}

TEXT('every address reads back to its octets, and holds no more than one ::', () => {
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }))
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const octets = Uint8Array.from(groups.flatMap((value) => [value >> 8, value & 0xff]))
      const text = ipv6Text(octets, 0)
      assert.equal(parseAddress(text), octets)
      assert.ok(text.split('::').length <= 2)
    }),
  )
})

TEXT('reads at an offset and not beyond', () => {
  const octets = hex`ff ff 20010db8 00000000 00000000 00000001 ff`
  assert.is(ipv6Text(octets, 2), '2001:db8::1')
  assert.is(ipv4Text(octets, 2), '32.1.13.184')
})

TEXT.run()

const PARSE = suite('parseAddress')

for (const text of [
  '',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8',
  '12345::',
  'g::',
  'fe80::1%eth0',
  '::1/64',
  '::1.2.3',
  '1.2.3.4::',
  '::256.1.1.1',
  '1.2.3',
  '1.2.3.4.5',
  '01.2.3.4',
  '1.2.3.256',
  ' ::1',
]) {
  PARSE(`takes ${JSON.stringify(text)} for no address`, () => {
    assert.is(parseAddress(text), undefined)
  })
}

PARSE('takes what RFC 4291 §2.2 allows and RFC 5952 would write otherwise', () => {
  assert.equal(parseAddress('2001:DB8:0:0::1'), hex`20010db8 00000000 00000000 00000001`)
  assert.equal(parseAddress('::192.0.2.1'), hex`00000000 00000000 00000000 c0000201`)
  assert.equal(parseAddress('64:ff9b::192.0.2.1'), hex`0064ff9b 00000000 00000000 c0000201`)
  assert.equal(parseAddress('192.0.2.1'), hex`c0000201`)
})

PARSE('reads MAC addresses', () => {
  assert.equal(parseMac('52:54:00:AB:cd:ef'), hex`525400abcdef`)
  assert.equal(parseMac('52-54-00-ab-cd-ef'), hex`525400abcdef`)
  assert.is(parseMac('52:54:00:ab:cd'), undefined)
  assert.is(parseMac('525400abcdef'), undefined)
})

PARSE.run()

const KINDS = suite('what prefixes say, RFC 4291 §2.5 to §2.7')

KINDS('link-local is fe80::/10', () => {
  assert.ok(isLinkLocal(hex`fe80`, 0))
  assert.ok(isLinkLocal(hex`febf`, 0))
  assert.not.ok(isLinkLocal(hex`fec0`, 0))
  assert.not.ok(isLinkLocal(hex`2001`, 0))
})

KINDS('multicast is ff00::/8', () => {
  assert.ok(isMulticast(hex`ff02`, 0))
  assert.not.ok(isMulticast(hex`fe80`, 0))
})

KINDS('unspecified is all zeros', () => {
  assert.ok(isUnspecified(new Uint8Array(16), 0))
  assert.not.ok(isUnspecified(hex`00000000 00000000 00000000 00000001`, 0))
})

KINDS('a prefix contains addresses to its last bit', () => {
  const prefix = hex`20010db8 00000000 00000000 00000000`
  const address = hex`20010db8 00000001 00000000 00000000`
  assert.ok(prefixContains(prefix, 0, 32, address, 0))
  assert.ok(prefixContains(prefix, 0, 63, address, 0))
  assert.not.ok(prefixContains(prefix, 0, 64, address, 0))
  assert.ok(prefixContains(prefix, 0, 0, hex`ff`, 0))
  assert.ok(prefixContains(prefix, 0, 128, prefix, 0))
})

KINDS('a modified EUI-64 identifier comes from its MAC (Appendix A)', () => {
  const mac = hex`525400123456`
  const address = new Uint8Array(16)
  writeInterfaceIdentifier(mac, 0, address, 8)
  assert.is(hexText(address, 8, 16), '505400fffe123456')
  assert.ok(isInterfaceIdentifierOf(address, 0, mac, 0))
  assert.not.ok(isInterfaceIdentifierOf(address, 0, hex`525400123457`, 0))
})

KINDS('hex and MAC text', () => {
  const octets = Uint8Array.from({ length: 256 }, (_, i) => i)
  assert.is(hexText(octets, 0, 256), Buffer.from(octets).toString('hex'))
  assert.is(hexText(octets, 250, 256), 'fafbfcfdfeff')
  assert.is(hexText(octets, 3, 3), '')
  assert.is(hexText(octets.subarray(16), 0, 30), Buffer.from(octets.subarray(16, 46)).toString('hex'))
  assert.is(macText(hex`525400abcdef`, 0), '52:54:00:ab:cd:ef')
})

KINDS.run()
