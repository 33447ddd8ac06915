import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeNdpOptions, type NdpOption, ndpOptionKind } from '../../../src/decode/ndp/options.ts'
import { findNdpOption } from '../../../src/decode/ndp/walk.ts'
import { hex } from '../../hex.ts'

function optionsOf(octets: Uint8Array, sentEnd = octets.length): readonly NdpOption[] {
  return decodeNdpOptions(octets, 0, octets.length, sentEnd)
}

const WALK = suite('Neighbor Discovery options, RFC 4861 §4.6')

WALK('order and repeats are kept, unknown options too', () => {
  const octets = hex`
    05 01 00 00 00 00 05 dc   # MTU 1500
    fd 01 de ad be ef 00 00   # 253, experimental
    05 01 00 00 00 00 23 28   # MTU 9000
  `
  assert.equal(optionsOf(octets), [
    { kind: 'mtu', type: 5, length: 1, reserved: 0, mtu: 1500 },
    { kind: 'unknown', type: 253, length: 1, octets: 'deadbeef0000' },
    { kind: 'mtu', type: 5, length: 1, reserved: 0, mtu: 9000 },
  ])
})

WALK('length 0 ends the walk, with all that follows kept', () => {
  const octets = hex`05 01 00 00 00 00 05 dc 01 00 aa bb`
  assert.equal(optionsOf(octets).at(-1), {
    kind: 'malformed',
    layer: 'ndp-option',
    reason: 'length-zero',
    at: 8,
    needed: 8,
    available: 4,
    code: 1,
    octets: 'aabb',
  })
})

WALK("a length past the end of the message is the sender's, even in a cut capture", () => {
  const octets = hex`01 02 52 54 00 12 34 56`
  assert.equal(optionsOf(octets), [
    {
      kind: 'malformed',
      layer: 'ndp-option',
      reason: 'overrun',
      at: 0,
      needed: 16,
      available: 8,
      code: 1,
      octets: '525400123456',
    },
  ])
  const [cut] = optionsOf(octets, 16)
  assert.is(cut?.kind === 'malformed' && cut.reason, 'cut')
  const [overrun] = optionsOf(octets, 12)
  assert.is(overrun?.kind === 'malformed' && overrun.reason, 'overrun')
})

WALK('a message cut between two options says that more was sent', () => {
  const [mtu, cut] = optionsOf(hex`05 01 00 00 00 00 05 dc`, 16)
  assert.is(mtu?.kind, 'mtu')
  assert.equal(cut, {
    kind: 'malformed',
    layer: 'ndp-option',
    reason: 'cut',
    at: 8,
    needed: 2,
    available: 0,
    code: null,
    octets: '',
  })
})

WALK('finds an option without making objects', () => {
  const octets = hex`05 01 00 00 00 00 05 dc 01 01 52 54 00 12 34 56`
  assert.is(findNdpOption(octets, 0, 16, 16, 1), 8)
  assert.is(findNdpOption(octets, 0, 16, 16, 2), -1)
  assert.is(findNdpOption(octets, 0, 15, 16, 1), -1)
  assert.is(findNdpOption(hex`01 00 00 00`, 0, 4, 4, 2), -1)
})

WALK.run()

const EACH = suite('each Neighbor Discovery option')

EACH(
  'Prefix Information: L, A, R (RFC 6275 §7.2), P (RFC 9762), reserved bits and host bits kept (RFC 4861 §4.6.2)',
  () => {
    const octets = hex`
    03 04 40 f1
    00 01 51 80
    ff ff ff ff
    00 00 00 02
    20010db8 00000000 00000000 00000001
  `
    assert.equal(optionsOf(octets), [
      {
        kind: 'prefix-information',
        type: 3,
        length: 4,
        prefixLength: 64,
        onLink: true,
        autonomous: true,
        routerAddress: true,
        dhcpv6PdPreferred: true,
        reserved1: 1,
        validLifetimeS: 86400,
        preferredLifetimeS: 0xffffffff,
        reserved2: 2,
        prefix: '2001:db8::1',
      },
    ])
  },
)

EACH('a Prefix Information that is too short, and one that is too long', () => {
  const [short] = optionsOf(hex`03 01 40 c0 00 01 51 80`)
  assert.is(short?.kind === 'malformed' && short.reason, 'bad-length')
  assert.is(short?.kind === 'malformed' && short.layer, 'prefix-information')
  assert.is(short?.kind === 'malformed' && short.octets, '40c000015180')
  const [long] = optionsOf(
    hex`0305 40c0 00000000 00000000 00000000 20010db8 00000000 00000000 00000000 0102030405060708`,
  )
  assert.is(long?.kind === 'prefix-information' && long.trailing, '0102030405060708')
})

EACH('link-layer addresses of any length (RFC 4861 §4.6.1)', () => {
  const [option] = optionsOf(hex`01 02 0102030405060708 000000000000`)
  assert.is(
    option?.kind === 'source-link-layer-address' && option.linkLayerAddress,
    '01:02:03:04:05:06:07:08:00:00:00:00:00:00',
  )
})

EACH('Advertisement Interval and Home Agent Information (RFC 6275 §7.3, §7.4: the preference is signed)', () => {
  assert.equal(optionsOf(hex`07 01 00 00 00 00 27 10  08 01 00 01 ff fe 07 08`), [
    { kind: 'advertisement-interval', type: 7, length: 1, reserved: 0, advertisementIntervalMs: 10000 },
    {
      kind: 'home-agent-information',
      type: 8,
      length: 1,
      reserved: 1,
      homeAgentPreference: -2,
      homeAgentLifetimeS: 1800,
    },
  ])
})

EACH('Route Information of all three lengths (RFC 4191 §2.3)', () => {
  const octets = hex`
    18 01 00 f7 00 00 07 08                             # ::/0, every reserved bit, preference 2
    18 02 40 08 00 00 00 00 20010db8 00000001           # high
    18 03 80 18 ff ff ff ff fe800000 00000000 00000000 a9fea9fe
  `
  const row = { kind: 'route-information', type: 24 }
  assert.equal(optionsOf(octets), [
    {
      ...row,
      length: 1,
      prefixLength: 0,
      preference: 2,
      reserved1: 7,
      reserved2: 7,
      routeLifetimeS: 1800,
      prefix: '::',
    },
    {
      ...row,
      length: 2,
      prefixLength: 64,
      preference: 1,
      reserved1: 0,
      reserved2: 0,
      routeLifetimeS: 0,
      prefix: '2001:db8:0:1::',
    },
    {
      ...row,
      length: 3,
      prefixLength: 128,
      preference: 3,
      reserved1: 0,
      reserved2: 0,
      routeLifetimeS: 0xffffffff,
      prefix: 'fe80::a9fe:a9fe',
    },
  ])
})

EACH('Recursive DNS Server, with an even length too (RFC 8106 §5.1, CVE-2020-16898)', () => {
  const octets = hex`19 04 00 00 00 00 00 1e 20010db8 00000000 00000000 00000053 0102030405060708`
  assert.equal(optionsOf(octets), [
    {
      kind: 'recursive-dns-server',
      type: 25,
      length: 4,
      reserved: 0,
      lifetimeS: 30,
      addresses: ['2001:db8::53'],
      trailing: '0102030405060708',
    },
  ])
})

EACH('DNS Search List with padding, and with a name that is none (RFC 8106 §5.2)', () => {
  const octets = hex`1f 03 00 00 00 00 00 1e 07 6578616d706c65 03 6f7267 00 00 00 00`
  assert.equal(optionsOf(octets), [
    { kind: 'dns-search-list', type: 31, length: 3, reserved: 0, lifetimeS: 30, domainNames: ['example.org'] },
  ])
  assert.equal(optionsOf(hex`1f 02 00 00 00 00 00 1e 01 61 00 c0 00 00 00 00`), [
    {
      kind: 'dns-search-list',
      type: 31,
      length: 2,
      reserved: 0,
      lifetimeS: 30,
      domainNames: ['a'],
      malformed: { kind: 'malformed', layer: 'domain-name', reason: 'bad-name', at: 11, needed: 255, available: 5 },
      trailing: 'c000000000',
    },
  ])
})

EACH('Flags Expansion: bits as RFC 5175 §4 draws them', () => {
  assert.equal(optionsOf(hex`1a 01 80 00 00 00 00 01`), [
    { kind: 'flags-expansion', type: 26, length: 1, bits: [16, 63] },
  ])
})

EACH('Captive-Portal without its padding (RFC 8910 §2.3)', () => {
  const uri = Buffer.from('https://example.org/').toString('hex')
  assert.equal(optionsOf(hex`25 03 ${uri} 0000`), [
    { kind: 'captive-portal', type: 37, length: 3, uri: 'https://example.org/' },
  ])
  const [bad] = optionsOf(hex`25 01 fffe 61 62 63 00`)
  assert.equal(bad?.kind === 'captive-portal' && bad.uri, { octets: 'fffe616263' })
})

EACH('PREF64: scaled lifetime and prefix length code (RFC 8781 §4)', () => {
  assert.equal(optionsOf(hex`26 02 07 0a 0064ff9b 00000000 00000000  26 02 00 07 0064ff9b 00000000 00000001`), [
    {
      kind: 'pref64',
      type: 38,
      length: 2,
      lifetimeS: 1800,
      prefixLengthCode: 2,
      prefixLength: 56,
      prefix: '64:ff9b::',
    },
    {
      kind: 'pref64',
      type: 38,
      length: 2,
      lifetimeS: 0,
      prefixLengthCode: 7,
      prefixLength: null,
      prefix: '64:ff9b::1:0:0',
    },
  ])
})

EACH('Encrypted DNS (RFC 9463 §6.1), whole and with the name alone', () => {
  const octets = hex`
    90 06 00 01
    00 00 07 08
    00 05 03 646e73 00                            # ADN dns.
    00 10 20010db8 00000000 00000000 00000053
    00 0a 0001 0006 02 6832 02 6833                # alpn=h2,h3
    00 00 00
  `
  assert.equal(optionsOf(octets), [
    {
      kind: 'encrypted-dns',
      type: 144,
      length: 6,
      servicePriority: 1,
      lifetimeS: 1800,
      authenticationDomainName: 'dns',
      addresses: ['2001:db8::53'],
      serviceParameters: '00010006026832026833',
    },
  ])
  const [alone] = optionsOf(hex`90 02 00 01 00 00 07 08 00 05 03 646e73 00 00`)
  assert.is(alone?.kind === 'encrypted-dns' && alone.authenticationDomainName, 'dns')
  assert.equal(alone?.kind === 'encrypted-dns' && alone.addresses, [])
  const [overrun] = optionsOf(hex`90 02 00 01 00 00 07 08 00 50 03 646e73 00 00`)
  assert.is(overrun?.kind === 'malformed' && overrun.reason, 'overrun')
})

EACH('SEND: CGA and RSA Signature (RFC 3971 §5.1, §5.2), Timestamp and Nonce (§5.3)', () => {
  const octets = hex`
    0b 05 03 00
    01020304 05060708 090a0b0c 0d0e0f10          # modifier
    20010db8 00000000                            # subnet prefix
    02                                           # collision count
    30 81 9f 01 02 03 04 05
    00 00 00
    0c 04 00 00
    000102030405060708090a0b0c0d0e0f
    deadbeef deadbeef deadbeef
    0d 02 00 00 00 00 00 00
    00 00 5f 5e 10 10 80 00
    0e 01 31 b0 49 92 79 46
  `
  assert.equal(optionsOf(octets), [
    {
      kind: 'cga',
      type: 11,
      length: 5,
      padLength: 3,
      reserved: 0,
      modifier: '0102030405060708090a0b0c0d0e0f10',
      subnetPrefix: '2001:db8::',
      collisionCount: 2,
      publicKey: '30819f0102030405',
      padding: '000000',
    },
    {
      kind: 'rsa-signature',
      type: 12,
      length: 4,
      reserved: 0,
      keyHash: '000102030405060708090a0b0c0d0e0f',
      digitalSignature: 'deadbeefdeadbeefdeadbeef',
    },
    {
      kind: 'timestamp',
      type: 13,
      length: 2,
      reserved: '000000000000',
      timestampS: 0x5f5e1010,
      timestampFraction: 0x8000,
    },
    { kind: 'nonce', type: 14, length: 1, nonce: '31b049927946' },
  ])
})

EACH('a pad length longer than the option (RFC 3971 §5.1)', () => {
  const [option] = optionsOf(hex`0b 04 ff 00 ${'00'.repeat(28)}`)
  assert.is(option?.kind === 'malformed' && option.reason, 'overrun')
})

EACH('kinds by type', () => {
  assert.is(ndpOptionKind(3), 'prefix-information')
  assert.is(ndpOptionKind(253), 'unknown')
})

EACH.run()
