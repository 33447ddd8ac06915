import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeDhcpv6 } from '../../../src/decode/dhcpv6/message.ts'
import { dhcpv6Kind } from '../../../src/decode/dhcpv6/message-type.ts'
import { DEPTH_LIMIT } from '../../../src/decode/dhcpv6/walk.ts'
import { hex } from '../../hex.ts'

const MESSAGE = suite('DHCPv6 messages, RFC 8415 §8 and §9')

const reply = hex`
  07 10 08 74                                    # Reply
  0001 000a 0003 0001 525400123456               # Client Identifier, DUID-LL
  0002 000e 0001 0001 00000064 fa163e000001      # Server Identifier, DUID-LLT
  0003 0028 00000001 00000708 00000b40           # IA_NA
    0005 0018 20010db8 00000000 00000000 00000123 00000e10 ffffffff
`

MESSAGE('a Reply with an address', () => {
  assert.equal(decodeDhcpv6(reply, 0, reply.length, reply.length), {
    kind: 'reply',
    msgType: 7,
    transactionId: 0x100874,
    options: [
      {
        kind: 'client-id',
        code: 1,
        duid: {
          kind: 'duid-ll',
          hardwareType: 1,
          linkLayerAddress: '52:54:00:12:34:56',
          octets: '00030001525400123456',
        },
      },
      {
        kind: 'server-id',
        code: 2,
        duid: {
          kind: 'duid-llt',
          hardwareType: 1,
          timeS: 100,
          linkLayerAddress: 'fa:16:3e:00:00:01',
          octets: '0001000100000064fa163e000001',
        },
      },
      {
        kind: 'ia-na',
        code: 3,
        iaid: 1,
        t1S: 1800,
        t2S: 2880,
        options: [
          {
            kind: 'ia-address',
            code: 5,
            address: '2001:db8::123',
            preferredLifetimeS: 3600,
            validLifetimeS: 0xffffffff,
            options: [],
          },
        ],
      },
    ],
  })
})

const relayed = hex`
  0c 01 20010db8 00000000 00000000 00000001 fe800000 00000000 00000000 00000002
  0012 0002 abcd                                 # Interface-Id
  0009 0034                                      # Relay Message
    0c 00 00000000 00000000 00000000 00000000 fe800000 00000000 00000000 00000003
    0009 000a 01 abcdef 000e 0000 ffff           # Solicit, Rapid Commit, two octets too many
    004f 0000                                    # Client Link-Layer Address, empty
`

MESSAGE('relayed twice, with faults of three senders in their places', () => {
  const message = decodeDhcpv6(relayed, 0, relayed.length, relayed.length)
  const linkLayer = { kind: 'malformed', layer: 'client-link-layer-address', reason: 'bad-length' }
  assert.equal(message, {
    kind: 'relay-forward',
    msgType: 12,
    hopCount: 1,
    linkAddress: '2001:db8::1',
    peerAddress: 'fe80::2',
    options: [
      { kind: 'interface-id', code: 18, interfaceId: 'abcd' },
      {
        kind: 'relay-message',
        code: 9,
        message: {
          kind: 'relay-forward',
          msgType: 12,
          hopCount: 0,
          linkAddress: '::',
          peerAddress: 'fe80::3',
          options: [
            {
              kind: 'relay-message',
              code: 9,
              message: {
                kind: 'solicit',
                msgType: 1,
                transactionId: 0xabcdef,
                options: [
                  { kind: 'rapid-commit', code: 14 },
                  {
                    kind: 'malformed',
                    layer: 'dhcpv6-option',
                    reason: 'too-short',
                    at: 90,
                    needed: 4,
                    available: 2,
                    code: null,
                    octets: 'ffff',
                  },
                ],
              },
            },
            { ...linkLayer, at: 96, needed: 2, available: 0, code: 79, octets: '' },
          ],
        },
      },
    ],
  })
})

MESSAGE("an option past the end of its message is the sender's, one past the snaplen is not", () => {
  const octets = hex`01 000001 0008 0002 0000 0001 0010 0003`
  const sent = decodeDhcpv6(octets, 0, octets.length, octets.length)
  assert.equal(sent.kind === 'solicit' && sent.options[1], {
    kind: 'malformed',
    layer: 'dhcpv6-option',
    reason: 'overrun',
    at: 10,
    needed: 20,
    available: 6,
    code: 1,
    octets: '0003',
  })
  const cut = decodeDhcpv6(octets, 0, octets.length, octets.length + 14)
  assert.equal(cut.kind === 'solicit' && cut.options[1], {
    kind: 'malformed',
    layer: 'client-id',
    reason: 'cut',
    at: 14,
    needed: 16,
    available: 2,
    code: 1,
    octets: '0003',
  })
})

MESSAGE('a cut IA_NA still shows what it held', () => {
  const cut = decodeDhcpv6(reply, 0, reply.length - 1, reply.length)
  assert.ok(cut.kind === 'reply')
  const association = cut.options[2]
  assert.ok(association?.kind === 'ia-na')
  assert.is(association.t2S, 2880)
  const [address] = association.options
  assert.is(address?.kind === 'malformed' && address.reason, 'cut')
  assert.is(address?.kind === 'malformed' && address.code, 5)
})

MESSAGE('an option may not reach past the one that holds it', () => {
  const octets = hex`07 000001 0003 0010 00000001 00000000 00000000 0005 0018 20010db8`
  const message = decodeDhcpv6(octets, 0, octets.length, octets.length)
  const association = message.kind === 'reply' ? message.options[0] : undefined
  const [address] = association?.kind === 'ia-na' ? association.options : []
  assert.is(address?.kind === 'malformed' && address.reason, 'overrun')
})

MESSAGE('repeated options and unknown types are kept in order', () => {
  const octets = hex`c8 000001 ff01 0002 abcd 0007 0001 ff 0007 0001 00`
  assert.equal(decodeDhcpv6(octets, 0, octets.length, octets.length), {
    kind: 'unknown-dhcpv6',
    msgType: 200,
    transactionId: 1,
    options: [
      { kind: 'unknown', code: 0xff01, octets: 'abcd' },
      { kind: 'preference', code: 7, preference: 255 },
      { kind: 'preference', code: 7, preference: 0 },
    ],
  })
})

function relays(count: number): Uint8Array {
  let octets = hex`01 000001`
  for (let i = 0; i < count; i++) {
    const outer = new Uint8Array(38 + octets.length)
    outer[0] = 12
    outer.set([0, 9, octets.length >> 8, octets.length & 0xff], 34)
    outer.set(octets, 38)
    octets = outer
  }
  return octets
}

function depthOf(octets: Uint8Array): readonly [depth: number, last: string] {
  let message = decodeDhcpv6(octets, 0, octets.length, octets.length)
  for (let depth = 0; ; depth++) {
    const option = 'options' in message ? message.options[0] : undefined
    if (option?.kind !== 'relay-message') return [depth, message.kind === 'malformed' ? message.reason : message.kind]
    message = option.message
  }
}

MESSAGE('a relayed message without a whole header keeps its octets', () => {
  const octets = hex`0c00 ${'00'.repeat(32)} 0009 0002 01ab`
  const message = decodeDhcpv6(octets, 0, octets.length, octets.length)
  const [option] = 'options' in message ? message.options : []
  assert.is(option?.kind === 'relay-message' && option.message.kind, 'malformed')
  assert.is(option?.kind === 'relay-message' && option.octets, '01ab')
})

MESSAGE('relays are followed to a depth no network has, and not beyond', () => {
  assert.equal(depthOf(relays(DEPTH_LIMIT)), [DEPTH_LIMIT, 'solicit'])
  assert.equal(depthOf(relays(DEPTH_LIMIT + 1)), [DEPTH_LIMIT + 1, 'too-deep'])
  assert.equal(depthOf(relays(1700)), [DEPTH_LIMIT + 1, 'too-deep'])
})

MESSAGE('every prefix of a good message decodes or says why not', () => {
  for (const octets of [reply, relayed]) {
    const header = octets === relayed ? 34 : 4
    for (let end = 0; end < octets.length; end++) {
      const cut = decodeDhcpv6(octets, 0, end, octets.length)
      const short = decodeDhcpv6(octets, 0, end, end)
      assert.is(cut.kind === 'malformed' && cut.reason, end < header ? 'cut' : false)
      assert.is(short.kind === 'malformed' && short.reason, end < header ? 'too-short' : false)
    }
  }
})

MESSAGE('names of message types', () => {
  assert.is(dhcpv6Kind(1), 'solicit')
  assert.is(dhcpv6Kind(11), 'information-request')
  assert.is(dhcpv6Kind(13), 'relay-reply')
  assert.is(dhcpv6Kind(14), 'leasequery')
  assert.is(dhcpv6Kind(0), 'unknown-dhcpv6')
  assert.is(dhcpv6Kind(255), 'unknown-dhcpv6')
})

MESSAGE.run()
