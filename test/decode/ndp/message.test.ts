import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeNdp, isNdpType, ndpKind, ndpOptionsOffset } from '../../../src/decode/ndp/message.ts'
import { isSolicited } from '../../../src/decode/ndp/neighbor-advertisement.ts'
import { hex } from '../../hex.ts'

const ND = suite('Neighbor Discovery messages, RFC 4861 §4')

const solicitation = hex`
  85 00 7b b8
  00 00 00 00
  01 01 52 54   # Source Link-Layer Address
  00 12 34 56
`

ND('Router Solicitation (§4.1)', () => {
  assert.equal(decodeNdp(solicitation, 0, 16, 16), {
    kind: 'router-solicitation',
    code: 0,
    checksum: 0x7bb8,
    reserved: 0,
    options: [{ kind: 'source-link-layer-address', type: 1, length: 1, linkLayerAddress: '52:54:00:12:34:56' }],
  })
})

const neighbor = hex`
  87 00 00 00
  80 00 00 01   # reserved bits are kept
  fe 80 00 00
  00 00 00 00
  00 00 00 00
  00 00 00 01
  0e 01 31 b0   # Nonce, as DAD sends it (RFC 7527)
  49 92 79 46
`

ND('Neighbor Solicitation (§4.3)', () => {
  assert.equal(decodeNdp(neighbor, 0, 32, 32), {
    kind: 'neighbor-solicitation',
    code: 0,
    checksum: 0,
    reserved: 0x80000001,
    targetAddress: 'fe80::1',
    options: [{ kind: 'nonce', type: 14, length: 1, nonce: '31b049927946' }],
  })
})

const advertisement = hex`
  88 00 00 00
  a0 00 00 05   # R, O, and three reserved bits' worth
  20 01 0d b8
  00 00 00 00
  00 00 00 00
  00 00 00 01
  02 01 52 54   # Target Link-Layer Address
  00 12 34 56
`

ND('Neighbor Advertisement (§4.4)', () => {
  assert.equal(decodeNdp(advertisement, 0, 32, 32), {
    kind: 'neighbor-advertisement',
    code: 0,
    checksum: 0,
    router: true,
    solicited: false,
    override: true,
    reserved: 5,
    targetAddress: '2001:db8::1',
    options: [{ kind: 'target-link-layer-address', type: 2, length: 1, linkLayerAddress: '52:54:00:12:34:56' }],
  })
  assert.not.ok(isSolicited(advertisement, 0))
})

const redirect = hex`
  89 00 00 00
  00 00 00 00
  fe800000 00000000 00000000 00000002
  20010db8 00000000 00000000 00000003
  04 06 00 00   # Redirected Header
  00 00 00 00
  60 00 00 00 00 08 3a 40
  20010db8 00000000 00000000 00000001
  20010db8 00000000 00000000 00000003
`

ND('Redirect (§4.5) and its Redirected Header (§4.6.3)', () => {
  assert.equal(decodeNdp(redirect, 0, redirect.length, redirect.length), {
    kind: 'redirect',
    code: 0,
    checksum: 0,
    reserved: 0,
    targetAddress: 'fe80::2',
    destinationAddress: '2001:db8::3',
    options: [
      {
        kind: 'redirected-header',
        type: 4,
        length: 6,
        reserved: '000000000000',
        packet: {
          kind: 'quoted-packet',
          payloadLength: 8,
          nextHeader: 58,
          hopLimit: 64,
          source: '2001:db8::1',
          destination: '2001:db8::3',
        },
        octets: `6000000000083a40${'20010db8000000000000000000000001'}${'20010db8000000000000000000000003'}`,
      },
    ],
  })
})

ND('other ICMPv6 types are not ours', () => {
  assert.is(decodeNdp(hex`80 00 00 00 00 00 00 00`, 0, 8, 8), undefined)
  assert.is(decodeNdp(hex``, 0, 0, 40), undefined)
  assert.not.ok(isNdpType(132))
  assert.ok(isNdpType(133))
  assert.ok(isNdpType(137))
  assert.not.ok(isNdpType(138))
})

ND('every prefix of a good message is a message or says why not', () => {
  for (const octets of [solicitation, neighbor, advertisement, redirect]) {
    const header = ndpOptionsOffset(octets[0]!)
    for (let end = 1; end < octets.length; end++) {
      const cut = decodeNdp(octets, 0, end, octets.length)
      const sent = decodeNdp(octets, 0, end, end)
      assert.ok(cut !== undefined && sent !== undefined)
      if (end < header) {
        assert.is(cut.kind === 'malformed' && cut.reason, 'cut')
        assert.is(sent.kind === 'malformed' && sent.reason, 'too-short')
        continue
      }
      assert.is(cut.kind, ndpKind(octets[0]!))
      const lastCut = cut.kind === 'malformed' ? undefined : cut.options.at(-1)
      assert.is(lastCut?.kind === 'malformed' && lastCut.reason, 'cut')
      const last = sent.kind === 'malformed' ? undefined : sent.options.at(-1)
      if (end === header) assert.is(last, undefined)
      else assert.is(last?.kind === 'malformed' && last.reason, end === header + 1 ? 'too-short' : 'overrun')
    }
  }
})

ND.run()
