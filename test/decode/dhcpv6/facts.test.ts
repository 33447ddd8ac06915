import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hexText, ipv6Text, macText } from '../../../src/decode/address.ts'
import { Dhcpv6Facts, NONE } from '../../../src/decode/dhcpv6/facts.ts'
import * as code from '../../../src/decode/dhcpv6/option-code.ts'
import { hex } from '../../hex.ts'

const FACTS = suite('what an Observation keeps of a DHCPv6 message')

const reply = hex`
  07 10 08 74
  0001 000a 0003 0001 525400123456
  0002 000a 0003 0001 fa163e000001
  0003 0031 00000001 00000708 00000b40
    0005 001d 20010db8 00000000 00000000 00000123 00000e10 ffffffff
      000d 0001 00                                # a status too short for its code
    000d 0000
  000d 0002 0000
  0019 0031 00000002 00000000 00000000
    001a 0019 00000e10 00001c20 38 20010db8 00000100 00000000 00000000
    000d 0004 0006 6e6f
  000e 0000
`

FACTS('addresses, prefixes and status codes with the association they are in', () => {
  const facts = new Dhcpv6Facts()
  assert.ok(facts.read(reply, 0, reply.length, reply.length))
  assert.is(facts.messageType, 7)
  assert.is(facts.transactionId, 0x100874)
  assert.is(hexText(reply, facts.clientIdAt, facts.clientIdEnd), '00030001525400123456')
  assert.is(hexText(reply, facts.serverIdAt, facts.serverIdEnd), '00030001fa163e000001')
  assert.is(facts.iaCount, 2)
  assert.equal([...facts.iaCode.subarray(0, 2)], [code.IA_NA, code.IA_PD])
  assert.equal([...facts.iaId.subarray(0, 2)], [1, 2])
  assert.is(facts.addressCount, 1)
  assert.is(ipv6Text(reply, facts.addressAt[0]!), '2001:db8::123')
  assert.is(facts.addressPreferredLifetimeS[0], 3600)
  assert.is(facts.addressValidLifetimeS[0], 0xffffffff)
  assert.is(facts.addressIa[0], 0)
  assert.is(facts.prefixCount, 1)
  assert.is(ipv6Text(reply, facts.prefixAt[0]!), '2001:db8:0:100::')
  assert.is(facts.prefixLength[0], 56)
  assert.is(facts.prefixPreferredLifetimeS[0], 3600)
  assert.is(facts.prefixValidLifetimeS[0], 7200)
  assert.is(facts.prefixIa[0], 1)
  assert.is(facts.statusCount, 2)
  assert.equal([...facts.statusCode.subarray(0, 2)], [0, 6])
  assert.equal([...facts.statusIa.subarray(0, 2)], [NONE, 1])
  assert.ok(facts.rapidCommit)
  assert.is(facts.malformed, 2)
  assert.is(facts.overflow, 0)
  assert.not.ok(facts.cut)
})

const linkLayer = (last: string) => `004f 0008 0001 5254001234${last}`

const relayed = hex`
  0c 01 20010db8 00000000 00000000 00000001 fe800000 00000000 00000000 00000002
  ${linkLayer('01')}
  0009 0040
    0c 00 00000000 00000000 00000000 00000000 fe800000 00000000 00000000 00000003
    0009 000e 01 abcdef 0001 0006 0003 0001 aabb
    ${linkLayer('02')}
  ${linkLayer('03')}
`

FACTS('relays from the outside in, and the link-layer address the one next to the client saw (RFC 6939 §4)', () => {
  const facts = new Dhcpv6Facts()
  assert.ok(facts.read(relayed, 0, relayed.length, relayed.length))
  assert.is(facts.messageType, 1)
  assert.is(facts.transactionId, 0xabcdef)
  assert.is(facts.relayCount, 2)
  assert.equal([...facts.relayHopCount.subarray(0, 2)], [1, 0])
  assert.is(ipv6Text(relayed, facts.relayLinkAddressAt[0]!), '2001:db8::1')
  assert.is(ipv6Text(relayed, facts.relayPeerAddressAt[1]!), 'fe80::3')
  assert.is(facts.linkLayerType, 1)
  assert.is(macText(relayed, facts.linkLayerAt), '52:54:00:12:34:02')
  assert.is(facts.linkLayerEnd - facts.linkLayerAt, 6)
})

FACTS('a relay whose message is missing is all there is', () => {
  const facts = new Dhcpv6Facts()
  assert.ok(facts.read(relayed, 0, 34, 34))
  assert.is(facts.messageType, 12)
  assert.is(facts.transactionId, NONE)
})

FACTS('the first of repeated identifiers counts, the others are counted', () => {
  const facts = new Dhcpv6Facts()
  const octets = hex`01 000001 0001 0002 0009 0001 0003 0009aa`
  facts.read(octets, 0, octets.length, octets.length)
  assert.is(facts.clientIdEnd - facts.clientIdAt, 2)
  assert.is(facts.repeated, 1)
})

FACTS('what finds no room is counted', () => {
  const facts = new Dhcpv6Facts()
  const octets = hex`01 000001 ${'0003 000c 00000001 00000000 00000000'.repeat(40)} ${'000d 0002 0001'.repeat(40)}`
  facts.read(octets, 0, octets.length, octets.length)
  assert.is(facts.iaCount, facts.iaId.length)
  assert.is(facts.statusCount, facts.statusCode.length)
  assert.is(facts.overflow, 80 - facts.iaCount - facts.statusCount)
})

FACTS('nothing of the message before is left', () => {
  const facts = new Dhcpv6Facts()
  facts.read(reply, 0, reply.length, reply.length)
  assert.not.ok(facts.read(reply, 0, 3, reply.length))
  assert.is(facts.messageType, NONE)
  assert.is(facts.clientIdAt, NONE)
  assert.is(facts.iaCount + facts.addressCount + facts.prefixCount + facts.statusCount + facts.relayCount, 0)
  assert.ok(facts.cut)
  assert.not.ok(facts.rapidCommit)
})

FACTS('options that nest without end are walked to the limit alone', () => {
  let octets = hex``
  for (let i = 0; i < 200; i++)
    octets = hex`0003 ${(octets.length + 12).toString(16).padStart(4, '0')} ${'00'.repeat(12)} ${hexText(octets, 0, octets.length)}`
  const message = Uint8Array.of(1, 0, 0, 1, ...octets)
  const facts = new Dhcpv6Facts()
  assert.ok(facts.read(message, 0, message.length, message.length))
  assert.is(facts.malformed, 1)
})

FACTS.run()
