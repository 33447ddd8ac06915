import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DecodedMessage } from '../../src/decode/decoded-message.ts'
import { messageJson } from '../../src/report/message-json.ts'
import { messageLine } from '../../src/report/message-line.ts'

const LINE = suite('a message as one line for people')

const ENVELOPE = {
  capture: 'compute1/eth1.pcap',
  frame: 7,
  time: '2026-01-01T00:00:00.000000005Z',
  vantage: 'compute1/eth1',
  link: { source: 'fa:16:3e:00:00:01', destination: '33:33:00:00:00:01' },
  source: 'fe80::1',
  destination: 'ff02::1',
  hopLimit: 255,
} as const
const BEFORE = '2026-01-01T00:00:00.000000005Z compute1/eth1 compute1/eth1.pcap#7'
const WHERE = `${BEFORE} fa:16:3e:00:00:01>33:33:00:00:00:01 fe80::1>ff02::1 hopLimit=255`
const GOOD = { value: 1, computed: 1, status: 'good' } as const

LINE('a Router Advertisement: flags by their names, what is zero or said already left out', () => {
  const message: DecodedMessage = {
    ...ENVELOPE,
    layers: [],
    kind: 'router-advertisement',
    code: 0,
    checksum: GOOD,
    curHopLimit: 64,
    managed: false,
    otherConfig: true,
    homeAgent: false,
    preference: 3,
    proxy: false,
    reserved: 0,
    routerLifetimeS: 1800,
    reachableTimeMs: 0,
    retransTimerMs: 0,
    options: [
      { kind: 'mtu', type: 5, length: 1, reserved: 2, mtu: 1450 },
      { kind: 'captive-portal', type: 37, length: 4, uri: 'https://a b/]' },
      { kind: 'unknown', type: 200, length: 1, octets: '010203040506' },
    ],
  }
  assert.is(
    messageLine(message),
    `${WHERE} router-advertisement curHopLimit=64 otherConfig preference=3 routerLifetimeS=1800 reachableTimeMs=0 ` +
      'retransTimerMs=0 [mtu reserved=2 mtu=1450] [captive-portal uri="https://a b/]"] [unknown 200 octets=010203040506]',
  )
})

LINE('networks around it, extension headers, fragments, a wrong checksum, options in options', () => {
  const message: DecodedMessage = {
    ...ENVELOPE,
    link: { source: 'fa:16:3e:00:00:01' },
    layers: [
      { kind: 'vlan', priority: 0, dropEligible: false, id: 101, etherType: 0x8100 },
      { kind: 'vxlan', flags: 8, reserved: 0, vni: 1001, reserved2: 0 },
      { kind: 'gre', flags: 0, protocolType: 0x6558 },
      { kind: 'gre', flags: 0x2000, protocolType: 0x6558, key: 0 },
    ],
    extensionHeaders: ['fragment'],
    fragments: [
      { frame: 3, offset: 0, length: 8 },
      { frame: 7, offset: 8, length: 4 },
    ],
    checksum: { value: 1, computed: 2, status: 'bad', rating: 'damage' },
    kind: 'relay-forward',
    msgType: 12,
    hopCount: 0,
    linkAddress: '2001:db8::1',
    peerAddress: 'fe80::2',
    options: [
      {
        kind: 'relay-message',
        code: 9,
        message: { kind: 'release', msgType: 8, transactionId: 5, options: [{ kind: 'rapid-commit', code: 14 }] },
      },
    ],
  }
  assert.is(
    messageLine(message),
    `${BEFORE} vlan=101 vxlan=1001 gre gre=0 fa:16:3e:00:00:01>? fe80::1>ff02::1 hopLimit=255 fragment fragments=#3,#7 ` +
      'relay-forward checksum=bad(damage) hopCount=0 linkAddress=2001:db8::1 peerAddress=fe80::2 ' +
      '[relay-message message=[release transactionId=5 [rapid-commit]]]',
  )
})

LINE('what does not decode, of a kind that is not known, without a time or a link layer', () => {
  const message: DecodedMessage = {
    ...ENVELOPE,
    time: null,
    link: null,
    layers: [],
    checksum: null,
    malformed: { kind: 'malformed', layer: 'dhcpv6', reason: 'too-short', at: 62, needed: 1, available: 0 },
  }
  assert.is(
    messageLine(message),
    'no-time compute1/eth1 compute1/eth1.pcap#7 fe80::1>ff02::1 hopLimit=255 unknown ' +
      'malformed=[malformed layer=dhcpv6 reason=too-short at=62 needed=1 available=0]',
  )
  assert.equal(JSON.parse(messageJson(message)), message)
})

LINE.run()
