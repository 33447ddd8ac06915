import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ipv4Text } from '../../src/decode/address.ts'
import {
  ARP_SENDER_ADDRESS,
  ARP_TARGET_ADDRESS,
  arpOperation,
  decodeArp,
  isEthernetIpv4Arp,
} from '../../src/decode/arp.ts'
import { hex } from '../hex.ts'

const ARP = suite('ARP, RFC 826')

const request = hex`
  00 01 08 00
  06 04 00 01
  52 54 00 12
  34 56 c0 00
  02 01 00 00
  00 00 00 00
  c0 00 02 02
`

ARP('a request of Ethernet and IPv4', () => {
  assert.equal(decodeArp(request, 0, 28, 28), {
    kind: 'arp',
    hardwareType: 1,
    protocolType: 0x0800,
    hardwareLength: 6,
    protocolLength: 4,
    operation: 1,
    senderHardwareAddress: '52:54:00:12:34:56',
    senderProtocolAddress: '192.0.2.1',
    targetHardwareAddress: '00:00:00:00:00:00',
    targetProtocolAddress: '192.0.2.2',
  })
})

ARP('its readers for the hot path', () => {
  assert.ok(isEthernetIpv4Arp(request, 0, 28))
  assert.not.ok(isEthernetIpv4Arp(request, 0, 27))
  assert.is(arpOperation(request, 0), 1)
  assert.is(ipv4Text(request, ARP_SENDER_ADDRESS), '192.0.2.1')
  assert.is(ipv4Text(request, ARP_TARGET_ADDRESS), '192.0.2.2')
})

ARP('addresses of other kinds stay hex', () => {
  const octets = hex`0020 86dd 02 01 0002 aaaa bb cccc dd`
  assert.equal(decodeArp(octets, 0, octets.length, octets.length), {
    kind: 'arp',
    hardwareType: 32,
    protocolType: 0x86dd,
    hardwareLength: 2,
    protocolLength: 1,
    operation: 2,
    senderHardwareAddress: 'aaaa',
    senderProtocolAddress: 'bb',
    targetHardwareAddress: 'cccc',
    targetProtocolAddress: 'dd',
  })
})

ARP('cut by the snaplen, ended too early by its sender, lengths that overrun', () => {
  for (let end = 0; end < 28; end++) {
    const cut = decodeArp(request, 0, end, 28)
    assert.is(cut.kind === 'malformed' && cut.reason, 'cut')
    const short = decodeArp(request, 0, end, end)
    assert.is(short.kind === 'malformed' && short.reason, end < 8 ? 'too-short' : 'overrun')
  }
})

ARP.run()
