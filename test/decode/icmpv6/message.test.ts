import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ipv6Text } from '../../../src/decode/address.ts'
import {
  decodeIcmpv6,
  echoIdentifier,
  echoSequenceNumber,
  isIcmpv6ErrorType,
  QUOTED_PACKET,
  quotesAddresses,
} from '../../../src/decode/icmpv6/message.ts'
import { QUOTED_DESTINATION, QUOTED_SOURCE } from '../../../src/decode/icmpv6/quoted-packet.ts'
import { hex } from '../../hex.ts'

const ICMPV6 = suite('ICMPv6 echoes and errors, RFC 4443')

const request = hex`
  80 00 12 34
  00 2a 00 07
  61 62 63
`

ICMPV6('Echo Request and Reply (§4)', () => {
  const echo = { code: 0, checksum: 0x1234, identifier: 42, sequenceNumber: 7, dataLength: 3 }
  assert.equal(decodeIcmpv6(request, 0, 11, 11), { kind: 'echo-request', ...echo })
  assert.equal(decodeIcmpv6(request, 0, 8, 11), { kind: 'echo-request', ...echo })
  const reply = request.slice()
  reply[0] = 129
  assert.equal(decodeIcmpv6(reply, 0, 11, 11), { kind: 'echo-reply', ...echo })
  assert.is(echoIdentifier(reply, 0), 42)
  assert.is(echoSequenceNumber(reply, 0), 7)
})

const unreachable = hex`
  01 04 00 00
  00 00 00 00
  60 00 00 00 00 08 11 3f
  20010db8 00000000 00000000 00000001
  20010db8 00000000 00000000 00000002
  04 00 00 35 00 08 00 00
`

const packet = {
  kind: 'quoted-packet',
  payloadLength: 8,
  nextHeader: 17,
  hopLimit: 63,
  source: '2001:db8::1',
  destination: '2001:db8::2',
}

ICMPV6('the four errors, with the packet they quote (§3)', () => {
  const octets = unreachable.slice()
  const base = { code: 4, checksum: 0 }
  assert.equal(decodeIcmpv6(octets, 0, 56, 56), { kind: 'destination-unreachable', ...base, unused: 0, packet })
  octets.set([2, 4, 0, 0, 0, 0, 5, 0])
  assert.equal(decodeIcmpv6(octets, 0, 56, 56), { kind: 'packet-too-big', ...base, mtu: 1280, packet })
  octets[0] = 3
  assert.equal(decodeIcmpv6(octets, 0, 56, 56), { kind: 'time-exceeded', ...base, unused: 1280, packet })
  octets[0] = 4
  assert.equal(decodeIcmpv6(octets, 0, 56, 56), { kind: 'parameter-problem', ...base, pointer: 1280, packet })
})

ICMPV6('a quoted packet cut by the snaplen, and one that is no IPv6', () => {
  const cut = decodeIcmpv6(unreachable, 0, 40, 56)
  assert.equal(cut?.kind === 'destination-unreachable' && cut.packet, {
    kind: 'malformed',
    layer: 'quoted-packet',
    reason: 'cut',
    at: 8,
    needed: 40,
    available: 32,
  })
  const other = unreachable.slice()
  other[8] = 0x45
  const message = decodeIcmpv6(other, 0, 56, 56)
  assert.ok(message?.kind === 'destination-unreachable' && message.packet.kind === 'malformed')
  assert.is(message.packet.reason, 'bad-value')
})

ICMPV6('readers for the hot path', () => {
  assert.ok(quotesAddresses(unreachable, 0, 56))
  assert.not.ok(quotesAddresses(unreachable, 0, 47))
  assert.is(ipv6Text(unreachable, QUOTED_PACKET + QUOTED_SOURCE), '2001:db8::1')
  assert.is(ipv6Text(unreachable, QUOTED_PACKET + QUOTED_DESTINATION), '2001:db8::2')
  assert.ok(isIcmpv6ErrorType(1) && isIcmpv6ErrorType(4))
  assert.not.ok(isIcmpv6ErrorType(0) || isIcmpv6ErrorType(5) || isIcmpv6ErrorType(128))
})

ICMPV6('other types are not ours, prefixes say why they do not decode', () => {
  assert.is(decodeIcmpv6(hex`8f 00 00 00`, 0, 4, 4), undefined)
  assert.is(decodeIcmpv6(request, 0, 0, 11), undefined)
  for (let end = 1; end < 8; end++) {
    const cut = decodeIcmpv6(request, 0, end, 11)
    assert.is(cut?.kind === 'malformed' && cut.reason, 'cut')
    const short = decodeIcmpv6(request, 0, end, end)
    assert.is(short?.kind === 'malformed' && short.reason, 'too-short')
  }
})

ICMPV6.run()
