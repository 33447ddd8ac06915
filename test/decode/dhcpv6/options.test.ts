import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeDhcpv6 } from '../../../src/decode/dhcpv6/message.ts'
import { type Dhcpv6Option, dhcpv6OptionKind } from '../../../src/decode/dhcpv6/options.ts'
import { hex } from '../../hex.ts'

/** The options of a Solicit. */
function optionsOf(options: Uint8Array): readonly Dhcpv6Option[] {
  const octets = Uint8Array.of(1, 0, 0, 1, ...options)
  const message = decodeDhcpv6(octets, 0, octets.length, octets.length)
  return message.kind === 'malformed' ? [] : message.options
}

const ascii = (text: string) => Buffer.from(text).toString('hex')
const ADDRESS = '20010db8 00000000 00000000 00000001'

type Case = readonly [title: string, octets: Uint8Array, ...options: object[]]

const CASES: readonly Case[] = [
  [
    'DUID-EN and DUID-UUID (RFC 8415 §11.3, §11.5)',
    hex`0001 0008 0002 00000009 abcd  0002 0012 0004 00112233 44556677 8899aabb ccddeeff`,
    {
      kind: 'client-id',
      code: 1,
      duid: { kind: 'duid-en', enterpriseNumber: 9, identifier: 'abcd', octets: '000200000009abcd' },
    },
    {
      kind: 'server-id',
      code: 2,
      duid: {
        kind: 'duid-uuid',
        uuid: '00112233-4455-6677-8899-aabbccddeeff',
        octets: '000400112233445566778899aabbccddeeff',
      },
    },
  ],
  [
    'DUIDs of an unknown type, too short for theirs, and without one',
    hex`0001 0003 0009 aa  0001 0004 0001 0001  0001 0000`,
    { kind: 'client-id', code: 1, duid: { kind: 'unknown', type: 9, octets: '0009aa' } },
    { kind: 'client-id', code: 1, duid: { kind: 'unknown', type: 1, octets: '00010001' } },
    { kind: 'client-id', code: 1, duid: { kind: 'unknown', type: null, octets: '' } },
  ],
  ['IA_TA (RFC 8415 §21.5)', hex`0004 0004 00000007`, { kind: 'ia-ta', code: 4, iaid: 7, options: [] }],
  [
    'IA_PD with a prefix and what is excluded from it (RFC 8415 §21.21, RFC 6603 §4.2)',
    hex`0019 002f 00000001 00000000 00000000  001a 001f 00000e10 00001c20 38 20010db8 00000100 00000000 00000000  0043 0002 40 10`,
    {
      kind: 'ia-pd',
      code: 25,
      iaid: 1,
      t1S: 0,
      t2S: 0,
      options: [
        {
          kind: 'ia-prefix',
          code: 26,
          preferredLifetimeS: 3600,
          validLifetimeS: 7200,
          prefixLength: 56,
          prefix: '2001:db8:0:100::',
          options: [{ kind: 'pd-exclude', code: 67, prefixLength: 64, subnetId: '10' }],
        },
      ],
    },
  ],
  [
    'Option Request (§21.7) and Echo Request (RFC 4994 §3)',
    hex`0006 0006 0017 0018 0017  002b 0002 0012`,
    { kind: 'option-request', code: 6, requestedOptions: [23, 24, 23] },
    { kind: 'echo-request', code: 43, requestedOptions: [18] },
  ],
  [
    'Elapsed Time in hundredths of a second (§21.9)',
    hex`0008 0002 ffff`,
    { kind: 'elapsed-time', code: 8, elapsedTimeMs: 655350 },
  ],
  [
    'Authentication: reconfigure key and delayed (§21.11, §20.4.1; RFC 3315 §21.4.1)',
    hex`000b 001c 03 01 00 0000000000000001 01 00112233 44556677 8899aabb ccddeeff
        000b 0021 02 01 00 0000000000000002 6162 00000005 00112233 44556677 8899aabb ccddeeff`,
    {
      kind: 'authentication',
      code: 11,
      protocol: 3,
      algorithm: 1,
      rdm: 0,
      replayDetection: '0000000000000001',
      authenticationInformation: '0100112233445566778899aabbccddeeff',
      reconfigureKey: { type: 1, value: '00112233445566778899aabbccddeeff' },
    },
    {
      kind: 'authentication',
      code: 11,
      protocol: 2,
      algorithm: 1,
      rdm: 0,
      replayDetection: '0000000000000002',
      authenticationInformation: '61620000000500112233445566778899aabbccddeeff',
      delayed: { realm: '6162', keyId: 5, hmacMd5: '00112233445566778899aabbccddeeff' },
    },
  ],
  ['Server Unicast (§21.12)', hex`000c 0010 ${ADDRESS}`, { kind: 'server-unicast', code: 12, address: '2001:db8::1' }],
  [
    'Status Code with UTF-8, and with octets that are none (§21.13)',
    hex`000d 0005 0002 6ec3a9  000d 0003 0000 ff`,
    { kind: 'status-code', code: 13, statusCode: 2, statusMessage: 'né' },
    { kind: 'status-code', code: 13, statusCode: 0, statusMessage: { octets: 'ff' } },
  ],
  [
    'Rapid Commit and Reconfigure Accept (§21.14, §21.20)',
    hex`000e 0000 0014 0000`,
    { kind: 'rapid-commit', code: 14 },
    { kind: 'reconfigure-accept', code: 20 },
  ],
  [
    'User Class (§21.15)',
    hex`000f 0007 0003 616263 0000`,
    { kind: 'user-class', code: 15, userClassData: ['616263', ''] },
  ],
  [
    'Vendor Class (§21.16)',
    hex`0010 000e 00000137 0008 4d53465420352e30`,
    { kind: 'vendor-class', code: 16, enterpriseNumber: 311, vendorClassData: ['4d53465420352e30'] },
  ],
  [
    'Vendor-specific Information, its options opaque, the last one wrong (§21.17)',
    hex`0011 000d 00000137 0001 0001 ff 0002 0009`,
    {
      kind: 'vendor-opts',
      code: 17,
      enterpriseNumber: 311,
      vendorOptions: [
        { kind: 'vendor-specific', code: 1, octets: 'ff' },
        {
          kind: 'malformed',
          layer: 'vendor-specific',
          reason: 'overrun',
          at: 17,
          needed: 13,
          available: 4,
          code: 2,
          octets: '',
        },
      ],
    },
  ],
  ['Reconfigure Message (§21.19)', hex`0013 0001 05`, { kind: 'reconfigure-message', code: 19, msgType: 5 }],
  [
    'SIP servers (RFC 3319 §3.1, §3.2)',
    hex`0015 0007 03 736970 01 61 00  0016 0010 ${ADDRESS}`,
    { kind: 'sip-server-domain-names', code: 21, domainNames: ['sip.a'] },
    { kind: 'sip-server-addresses', code: 22, addresses: ['2001:db8::1'] },
  ],
  [
    'DNS servers and domains (RFC 3646 §3, §4)',
    hex`0017 0020 ${ADDRESS} ${ADDRESS}  0018 0006 01 61 00 01 62 00`,
    { kind: 'dns-servers', code: 23, addresses: ['2001:db8::1', '2001:db8::1'] },
    { kind: 'domain-list', code: 24, domainNames: ['a', 'b'] },
  ],
  [
    'a domain list with a compressed name keeps those before it (RFC 8415 §10)',
    hex`0018 0005 01 61 00 c0 00`,
    {
      kind: 'domain-list',
      code: 24,
      domainNames: ['a'],
      malformed: { kind: 'malformed', layer: 'domain-name', reason: 'bad-name', at: 11, needed: 255, available: 2 },
      rest: 'c000',
    },
  ],
  [
    'NIS and NIS+ (RFC 3898)',
    hex`001b 0010 ${ADDRESS} 001c 0010 ${ADDRESS} 001d 0003 01 61 00 001e 0003 01 62 00`,
    { kind: 'nis-servers', code: 27, addresses: ['2001:db8::1'] },
    { kind: 'nisp-servers', code: 28, addresses: ['2001:db8::1'] },
    { kind: 'nis-domain-name', code: 29, domainNames: ['a'] },
    { kind: 'nisp-domain-name', code: 30, domainNames: ['b'] },
  ],
  [
    'SNTP (RFC 4075 §4) and NTP (RFC 5908 §4)',
    hex`001f 0010 ${ADDRESS}  0038 0038 0001 0010 ${ADDRESS} 0002 0010 ${ADDRESS} 0003 0003 01 61 00 0004 0001 ff 0001 0004`,
    { kind: 'sntp-servers', code: 31, addresses: ['2001:db8::1'] },
    {
      kind: 'ntp-server',
      code: 56,
      suboptions: [
        { kind: 'server-address', code: 1, address: '2001:db8::1' },
        { kind: 'multicast-address', code: 2, address: '2001:db8::1' },
        { kind: 'server-fqdn', code: 3, domainName: 'a' },
        { kind: 'unknown', code: 4, octets: 'ff' },
        {
          kind: 'malformed',
          layer: 'ntp-suboption',
          reason: 'overrun',
          at: 80,
          needed: 8,
          available: 4,
          code: 1,
          octets: '',
        },
      ],
    },
  ],
  [
    'Information Refresh Time (§21.23)',
    hex`0020 0004 00015180`,
    { kind: 'information-refresh-time', code: 32, valueS: 86400 },
  ],
  [
    'SOL_MAX_RT and INF_MAX_RT (§21.24, §21.25)',
    hex`0052 0004 00000e10 0053 0004 00001c20`,
    { kind: 'sol-max-rt', code: 82, valueS: 3600 },
    { kind: 'inf-max-rt', code: 83, valueS: 7200 },
  ],
  [
    'Remote-ID, Subscriber-ID and Relay-ID (RFC 4649 §3, RFC 4580, RFC 5460 §5.4.1)',
    hex`0025 0006 00000009 abcd  0026 0002 ${ascii('ab')}  0035 0004 0003 0001`,
    { kind: 'remote-id', code: 37, enterpriseNumber: 9, remoteId: 'abcd' },
    { kind: 'subscriber-id', code: 38, text: 'ab' },
    {
      kind: 'relay-id',
      code: 53,
      duid: { kind: 'duid-ll', hardwareType: 1, linkLayerAddress: '', octets: '00030001' },
    },
  ],
  [
    'Client FQDN: whole, partial, and no name at all (RFC 4704 §4)',
    hex`0027 0004 01 01 61 00  0027 0004 fe 02 766d  0027 0004 00 766d31`,
    {
      kind: 'client-fqdn',
      code: 39,
      reserved: 0,
      noUpdate: false,
      overridden: false,
      serverUpdates: true,
      domainName: 'a',
      partial: false,
    },
    {
      kind: 'client-fqdn',
      code: 39,
      reserved: 31,
      noUpdate: true,
      overridden: true,
      serverUpdates: false,
      domainName: 'vm',
      partial: true,
    },
    {
      kind: 'client-fqdn',
      code: 39,
      reserved: 0,
      noUpdate: false,
      overridden: false,
      serverUpdates: false,
      domainName: null,
      partial: false,
      malformed: { kind: 'malformed', layer: 'domain-name', reason: 'bad-name', at: 25, needed: 255, available: 3 },
      rest: '766d31',
    },
  ],
  [
    'time zones (RFC 4833 §4, §5)',
    hex`0029 0004 ${ascii('EST5')} 002a 0003 ${ascii('UTC')}`,
    { kind: 'new-posix-timezone', code: 41, text: 'EST5' },
    { kind: 'new-tzdb-timezone', code: 42, text: 'UTC' },
  ],
  [
    'Leasequery (RFC 5007 §4.1.2)',
    hex`002c 0019 01 ${ADDRESS} 002e 0004 00000000
        002d 0010 002e 0004 00000005 0001 0004 0003 0001
        002f 0014 ${ADDRESS} 01 000002
        0030 0010 ${ADDRESS}`,
    {
      kind: 'lq-query',
      code: 44,
      queryType: 1,
      linkAddress: '2001:db8::1',
      options: [{ kind: 'clt-time', code: 46, valueS: 0 }],
    },
    {
      kind: 'client-data',
      code: 45,
      options: [
        { kind: 'clt-time', code: 46, valueS: 5 },
        {
          kind: 'client-id',
          code: 1,
          duid: { kind: 'duid-ll', hardwareType: 1, linkLayerAddress: '', octets: '00030001' },
        },
      ],
    },
    {
      kind: 'lq-relay-data',
      code: 47,
      peerAddress: '2001:db8::1',
      message: { kind: 'solicit', msgType: 1, transactionId: 2, options: [] },
    },
    { kind: 'lq-client-links', code: 48, addresses: ['2001:db8::1'] },
  ],
  [
    'network boot (RFC 5970 §3.1 to §3.4)',
    hex`003b 0006 ${ascii('tftp:/')} 003c 0005 0001 61 0000 003d 0004 0007 0009 003e 0003 01 03 10`,
    { kind: 'bootfile-url', code: 59, text: 'tftp:/' },
    { kind: 'bootfile-parameters', code: 60, parameters: ['a', ''] },
    { kind: 'client-architecture', code: 61, architectureTypes: [7, 9] },
    { kind: 'network-interface-identifier', code: 62, type: 1, major: 3, minor: 16 },
  ],
  ['AFTR name (RFC 6334 §3)', hex`0040 0003 01 61 00`, { kind: 'aftr-name', code: 64, domainName: 'a' }],
  [
    'Client Link-Layer Address (RFC 6939 §4)',
    hex`004f 0008 0001 525400123456`,
    { kind: 'client-link-layer-address', code: 79, linkLayerType: 1, linkLayerAddress: '52:54:00:12:34:56' },
  ],
  [
    'Softwire46 (RFC 7598 §4.1, §4.2, §4.5, §5.1)',
    hex`005e 002d
          0059 0015 ff 10 18 c0000200 28 20010db8 01 005d 0004 06 08 2501
          005a 0010 ${ADDRESS}`,
    {
      kind: 's46-cont-mape',
      code: 94,
      options: [
        {
          kind: 's46-rule',
          code: 89,
          reserved: 127,
          forwarding: true,
          eaLength: 16,
          prefix4Length: 24,
          ipv4Prefix: '192.0.2.0',
          prefix6Length: 40,
          ipv6Prefix: '2001:db8:100::',
          options: [{ kind: 's46-port-parameters', code: 93, offset: 6, psidLength: 8, psid: 37, padding: 1 }],
        },
        { kind: 's46-br', code: 90, address: '2001:db8::1' },
      ],
    },
  ],
  [
    'S46 default mapping rule and binding (RFC 7598 §4.3, §4.4)',
    hex`005b 000d 60 0064ff9b 00000000 00000000  005c 000d c0000201 20 20010db8 005d 0000`,
    { kind: 's46-dmr', code: 91, prefix6Length: 96, ipv6Prefix: '64:ff9b::' },
    {
      kind: 's46-v4v6-binding',
      code: 92,
      ipv4Address: '192.0.2.1',
      prefix6Length: 32,
      ipv6Prefix: '2001:db8::',
      options: [
        {
          kind: 'malformed',
          layer: 's46-port-parameters',
          reason: 'bad-length',
          at: 38,
          needed: 4,
          available: 0,
          code: 93,
          octets: '',
        },
      ],
    },
  ],
  ['Captive-Portal (RFC 8910 §2.2)', hex`0067 0002 ${ascii('a:')}`, { kind: 'captive-portal', code: 103, text: 'a:' }],
  [
    'DNR, whole and with the name alone (RFC 9463 §4.1)',
    hex`0090 001b 0001 0003 01 61 00 0010 ${ADDRESS} 0002  0090 0007 0001 0003 01 61 00`,
    {
      kind: 'encrypted-dns',
      code: 144,
      servicePriority: 1,
      authenticationDomainName: 'a',
      addresses: ['2001:db8::1'],
      serviceParameters: '0002',
    },
    {
      kind: 'encrypted-dns',
      code: 144,
      servicePriority: 1,
      authenticationDomainName: 'a',
    },
  ],
]

const EACH = suite('each DHCPv6 option')

for (const [title, octets, ...options] of CASES) {
  EACH(title, () => {
    assert.equal(optionsOf(octets), options)
  })
}

EACH("lengths an option does not have are the sender's fault, with its octets kept", () => {
  const octets = hex`
    0007 0002 0001  0008 0001 00  000e 0001 00  0006 0003 001700  0017 0011 ${ADDRESS} 00
    000c 0004 00000000  000d 0001 00  0003 0008 00000001 00000000  0005 0001 00  0010 0002 0000
    0013 0000  0043 0001 40  003e 0002 0000  0027 0000
  `
  for (const option of optionsOf(octets)) {
    assert.is(option.kind === 'malformed' && option.reason, 'bad-length')
    assert.ok(option.kind === 'malformed' && option.octets.length === option.available * 2)
  }
  assert.is(optionsOf(octets).length, 14)
})

EACH('items past the end of their list', () => {
  const [userClass, vendorClass, parameters] = optionsOf(hex`
    000f 0003 0005 61  0010 0005 00000137 00  003c 0004 0005 6162
  `)
  assert.is(userClass?.kind === 'malformed' && userClass.reason, 'overrun')
  assert.is(vendorClass?.kind === 'malformed' && vendorClass.reason, 'too-short')
  assert.is(parameters?.kind === 'malformed' && parameters.reason, 'overrun')
})

EACH('prefixes longer than an address', () => {
  const [dmr, rule] = optionsOf(hex`005b 0002 81 00  0059 0008 00 00 00 00000000 20`)
  assert.is(dmr?.kind === 'malformed' && dmr.reason, 'bad-value')
  assert.is(rule?.kind === 'malformed' && rule.reason, 'overrun')
})

EACH('kinds by code', () => {
  assert.is(dhcpv6OptionKind(3), 'ia-na')
  assert.is(dhcpv6OptionKind(9), 'relay-message')
  assert.is(dhcpv6OptionKind(65535), 'unknown')
})

EACH.run()
