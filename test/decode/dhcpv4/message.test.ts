import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hexText, ipv4Text } from '../../../src/decode/address.ts'
import { Dhcpv4Facts, NONE } from '../../../src/decode/dhcpv4/facts.ts'
import { decodeDhcpv4 } from '../../../src/decode/dhcpv4/message.ts'
import { dhcpv4Kind } from '../../../src/decode/dhcpv4/message-type.ts'
import { hex } from '../../hex.ts'

const DHCP = suite('DHCPv4, RFC 2131 §2 and RFC 2132')

const header = `
  02 01 06 01
  39 03 f3 26
  00 05 80 00
  00000000 c0000202 c0000201 c00002fe
  525400123456 00000000000000000000
  ${'00'.repeat(192)}
  63 82 53 63
`

const ack = hex`${header}
  35 01 05
  36 04 c0000201
  00
  33 04 00000e10
  32 04 c0000202
  3d 0f ff 00000007 0003 0001 525400123456 # RFC 4361: IAID 7, DUID-LL
  0c 02 766d
  ff 00 00
`

DHCP('an ACK with an RFC 4361 client identifier', () => {
  assert.equal(decodeDhcpv4(ack, 0, ack.length, ack.length), {
    kind: 'dhcpv4',
    messageType: 'ack',
    op: 2,
    htype: 1,
    hlen: 6,
    hops: 1,
    xid: 0x3903f326,
    secsS: 5,
    flags: 0x8000,
    ciaddr: '0.0.0.0',
    yiaddr: '192.0.2.2',
    siaddr: '192.0.2.1',
    giaddr: '192.0.2.254',
    chaddr: '52:54:00:12:34:56',
    options: [
      { kind: 'message-type', code: 53, messageType: 5 },
      { kind: 'server-identifier', code: 54, address: '192.0.2.1' },
      { kind: 'ip-address-lease-time', code: 51, leaseTimeS: 3600 },
      { kind: 'requested-ip-address', code: 50, address: '192.0.2.2' },
      {
        kind: 'client-identifier',
        code: 61,
        type: 255,
        identifier: '0000000700030001525400123456',
        iaid: 7,
        duid: {
          kind: 'duid-ll',
          hardwareType: 1,
          linkLayerAddress: '52:54:00:12:34:56',
          octets: '00030001525400123456',
        },
      },
      { kind: 'unknown', code: 12, octets: '766d' },
    ],
  })
})

DHCP('the same as numbers', () => {
  const facts = new Dhcpv4Facts()
  assert.ok(facts.read(ack, 0, ack.length, ack.length))
  assert.is(facts.op, 2)
  assert.is(facts.xid, 0x3903f326)
  assert.is(dhcpv4Kind(facts.messageType), 'ack')
  assert.is(ipv4Text(ack, facts.serverIdAt), '192.0.2.1')
  assert.is(ipv4Text(ack, facts.requestedAddressAt), '192.0.2.2')
  assert.is(facts.leaseTimeS, 3600)
  assert.is(hexText(ack, facts.clientIdAt, facts.clientIdEnd), 'ff0000000700030001525400123456')
  assert.is(facts.malformed, 0)
  assert.not.ok(facts.read(ack, 0, 100, ack.length))
  assert.is(facts.messageAt, NONE)
  assert.is(facts.clientIdAt, NONE)
  assert.ok(facts.cut)
})

DHCP('a bad option stands in its place', () => {
  const octets = hex`${header} 35 02 0105 3d 01 00 0c 09 76`
  const message = decodeDhcpv4(octets, 0, octets.length, octets.length)
  assert.ok(message.kind === 'dhcpv4')
  assert.is(message.messageType, 'bootp')
  assert.equal(
    message.options.map((option) => option.kind === 'malformed' && [option.code, option.reason, option.octets]),
    [
      [53, 'bad-length', '0105'],
      [61, 'bad-length', '00'],
      [12, 'overrun', '76'],
    ],
  )
  const cut = decodeDhcpv4(octets, 0, octets.length, octets.length + 8)
  const last = cut.kind === 'dhcpv4' ? cut.options.at(-1) : undefined
  assert.is(last?.kind === 'malformed' && last.reason, 'cut')
})

DHCP('without the magic cookie it is no DHCP', () => {
  const octets = ack.slice()
  octets[236] = 0
  const message = decodeDhcpv4(octets, 0, octets.length, octets.length)
  assert.is(message.kind === 'malformed' && message.reason, 'bad-value')
})

DHCP('every prefix decodes or says why not', () => {
  const facts = new Dhcpv4Facts()
  for (let end = 0; end <= ack.length; end++) {
    const cut = decodeDhcpv4(ack, 0, end, ack.length)
    const short = decodeDhcpv4(ack, 0, end, end)
    assert.is(facts.read(ack, 0, end, ack.length), end >= 240)
    if (end >= 240) continue
    assert.is(cut.kind === 'malformed' && cut.reason, 'cut')
    assert.is(short.kind === 'malformed' && short.reason, 'too-short')
  }
})

DHCP('names of message types', () => {
  assert.is(dhcpv4Kind(1), 'discover')
  assert.is(dhcpv4Kind(6), 'nak')
  assert.is(dhcpv4Kind(0), 'bootp')
  assert.is(dhcpv4Kind(99), 'unknown-dhcpv4')
})

DHCP.run()
