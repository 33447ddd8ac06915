import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeNdp } from '../../../src/decode/ndp/message.ts'
import { decodeRouterAdvertisement } from '../../../src/decode/ndp/router-advertisement.ts'
import { hex } from '../../hex.ts'

const RA = suite('Router Advertisement, RFC 4861 §4.2')

RA('reads M and O from a dhcpv6-stateful subnet', () => {
  const octets = hex`
    86 00 00 00   # type 134, code 0, checksum not checked here
    40 80 07 08   # Cur Hop Limit 64, M=1 O=0, Router Lifetime 1800 s
    00 00 00 00   # Reachable Time: unspecified
    00 00 00 00   # Retrans Timer: unspecified
  `
  assert.equal(decodeRouterAdvertisement(octets, 0, 16, 16), {
    kind: 'router-advertisement',
    code: 0,
    checksum: 0,
    curHopLimit: 64,
    managed: true,
    otherConfig: false,
    homeAgent: false,
    preference: 0,
    proxy: false,
    reserved: 0,
    routerLifetimeS: 1800,
    reachableTimeMs: 0,
    retransTimerMs: 0,
    options: [],
  })
})

RA('keeps every bit: H of RFC 6275 §7.1, Prf of RFC 4191 §2.2, P of RFC 4389, reserved ones', () => {
  const octets = hex`
    86 07 12 34
    ff 7f ff ff   # O, H, Prf 3 (low), P, both reserved bits
    ff ff ff ff
    00 00 03 e8
  `
  const message = decodeNdp(octets, 0, 16, 16)
  assert.ok(message?.kind === 'router-advertisement')
  assert.is(message.code, 7)
  assert.is(message.checksum, 0x1234)
  assert.is(message.curHopLimit, 255)
  assert.is(message.managed, false)
  assert.is(message.otherConfig, true)
  assert.is(message.homeAgent, true)
  assert.is(message.preference, 3)
  assert.is(message.proxy, true)
  assert.is(message.reserved, 3)
  assert.is(message.routerLifetimeS, 65535)
  assert.is(message.reachableTimeMs, 0xffffffff)
  assert.is(message.retransTimerMs, 1000)
})

RA('keeps the reserved preference 2 (RFC 4191 §2.2: receivers take it for 0, a witness does not)', () => {
  const octets = hex`8600 0000 4010 0000 00000000 00000000`
  const message = decodeNdp(octets, 0, 16, 16)
  assert.is(message?.kind === 'router-advertisement' && message.preference, 2)
})

RA('one cut by the snaplen and one its sender made too short are told apart', () => {
  const octets = hex`8600 0000 4010 0000 00000000 00000000`
  assert.equal(decodeNdp(octets, 0, 12, 16), {
    kind: 'malformed',
    layer: 'router-advertisement',
    reason: 'cut',
    at: 0,
    needed: 16,
    available: 12,
  })
  assert.equal(decodeNdp(octets, 0, 12, 12), {
    kind: 'malformed',
    layer: 'router-advertisement',
    reason: 'too-short',
    at: 0,
    needed: 16,
    available: 12,
  })
})

RA.run()
