import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  CHECKSUM_ABSENT,
  CHECKSUM_BAD,
  CHECKSUM_GOOD,
  CHECKSUM_NAMES,
  CHECKSUM_UNVERIFIED,
  checksumState,
  onesComplementSum,
  pseudoHeaderSum,
  udpChecksumState,
} from '../../src/decode/checksum.ts'
import { hex } from '../hex.ts'

const CHECKSUM = suite('Internet checksum, RFC 1071 and RFC 8200 §8.1')

// A neighbor solicitation for fe80::1 from fe80::2, behind its addresses.
const SOURCE = 0
const DESTINATION = 16
const MESSAGE = 32
const packet = hex`
  fe800000 00000000 00000000 00000002
  ff020000 00000000 00000001 ff000001
  87 00 00 00
  00 00 00 00
  fe800000 00000000 00000000 00000001
`
const ICMPV6 = 58

function withChecksum(): Uint8Array {
  const octets = packet.slice()
  const pseudo = pseudoHeaderSum(octets, SOURCE, DESTINATION, 16, octets.length - MESSAGE, ICMPV6)
  const checksum = onesComplementSum(octets, MESSAGE, octets.length, pseudo) ^ 0xffff
  octets[MESSAGE + 2] = checksum >> 8
  octets[MESSAGE + 3] = checksum & 0xff
  return octets
}

function state(octets: Uint8Array, end: number): number {
  const pseudo = pseudoHeaderSum(octets, SOURCE, DESTINATION, 16, octets.length - MESSAGE, ICMPV6)
  return checksumState(octets, MESSAGE, end, octets.length, pseudo)
}

CHECKSUM('the example of RFC 1071 §3', () => {
  assert.is(onesComplementSum(hex`00 01 f2 03 f4 f5 f6 f7`, 0, 8, 0), 0xddf2)
})

CHECKSUM('good, bad, and unverified where the snaplen cut', () => {
  const octets = withChecksum()
  assert.is(state(octets, octets.length), CHECKSUM_GOOD)
  assert.is(state(octets, octets.length - 1), CHECKSUM_UNVERIFIED)
  octets[MESSAGE + 23]! ^= 1
  assert.is(state(octets, octets.length), CHECKSUM_BAD)
})

CHECKSUM('any changed bit is seen', () => {
  const good = withChecksum()
  fc.assert(
    fc.property(fc.integer({ min: 0, max: good.length * 8 - 1 }), (bit) => {
      const octets = good.slice()
      octets[bit >> 3]! ^= 0x80 >> (bit & 7)
      assert.is(state(octets, octets.length), CHECKSUM_BAD)
    }),
  )
})

CHECKSUM('an IPv4 pseudo-header and an odd length (RFC 768)', () => {
  const octets = hex`
    c0000201 c0000202          # source and destination
    0043 0044 0009 0000 ff     # UDP with one octet of data
  `
  const pseudo = pseudoHeaderSum(octets, 0, 4, 4, 9, 17)
  assert.is(udpChecksumState(octets, 8, 17, 17, pseudo), CHECKSUM_ABSENT)
  const checksum = onesComplementSum(octets, 8, 17, pseudo) ^ 0xffff
  octets[14] = checksum >> 8
  octets[15] = checksum & 0xff
  assert.is(udpChecksumState(octets, 8, 17, 17, pseudo), CHECKSUM_GOOD)
  assert.is(udpChecksumState(octets, 8, 12, 17, pseudo), CHECKSUM_UNVERIFIED)
})

CHECKSUM('long messages add up as their words do', () => {
  const lengths = fc.integer({ min: 0, max: 200_000 })
  fc.assert(
    fc.property(lengths, fc.integer({ min: 0, max: 255 }), (length, octet) => {
      const octets = new Uint8Array(length).fill(octet)
      let sum = 0n
      for (let i = 0; i < length; i += 2) sum += BigInt(((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0))
      while (sum > 0xffffn) sum = (sum & 0xffffn) + (sum >> 16n)
      assert.is(onesComplementSum(octets, 0, length, 0), Number(sum))
    }),
    { numRuns: 20 },
  )
})

CHECKSUM('the states have their names', () => {
  assert.is(CHECKSUM_NAMES[CHECKSUM_GOOD], 'good')
  assert.is(CHECKSUM_NAMES[CHECKSUM_BAD], 'bad')
  assert.is(CHECKSUM_NAMES[CHECKSUM_UNVERIFIED], 'unverified')
  assert.is(CHECKSUM_NAMES[CHECKSUM_ABSENT], 'absent')
})

CHECKSUM.run()
