import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pointOfMachine, pointOfPort, rated } from '../../src/decode/checksum-rating.ts'
import { readFrame, VXLAN_PORTS } from '../../src/decode/frame.ts'
import { HeaderTrail } from '../../src/decode/header-trail.ts'
import { decodeMessage, type Message } from '../../src/decode/message.ts'
import type { Checksum } from '../../src/decode/upper-checksum.ts'
import { address, ethernet, icmpv6, ipv6, octets, ROUTER, ROUTER_MAC, udp, VM_MAC, word16, word32 } from '../frames.ts'
import { hex } from '../hex.ts'

const CHECKSUM = suite('Checksums of ICMPv6 and UDP, RFC 4443 §2.3 and RFC 8200 §8.1')

function decode(frame: Uint8Array, sent = frame.length): Message {
  const trail = new HeaderTrail()
  readFrame(trail, frame, 0, frame.length, sent, 1, VXLAN_PORTS)
  return decodeMessage(frame, trail, trail.decode(frame))
}

const checksumOf = (frame: Uint8Array, sent?: number) => decode(frame, sent).checksum
const onWire = (packet: Uint8Array) => ethernet('33:33:00:00:00:01', ROUTER_MAC, 0x86dd, packet)
const RS = octets([133, 0, 0, 0, 0, 0, 0, 0])
const CHECKSUM_AT = 14 + 40 + 2
const UDP_CHECKSUM_AT = 14 + 40 + 6

/** A SOLICIT with elapsed time 0 and no checksum. */
const SOLICIT = hex`
  33 33 00 01 00 02 fa 16 3e 00 00 02 86 dd
  60 00 00 00 00 12 11 01
  fe 80 00 00 00 00 00 00 f8 16 3e ff fe 00 00 02
  ff 02 00 00 00 00 00 00 00 00 00 00 00 01 00 02
  02 22 02 23 00 12 00 00
  01 aa bb cc 00 08 00 02 00 00
`

function withChecksum(frame: Uint8Array, at: number, value: number): Uint8Array {
  const changed = Uint8Array.from(frame)
  changed.set(word16(value), at)
  return changed
}

/** The right sum, summed up here in the plainest way. */
function sumOf(...runs: Uint8Array[]): number {
  const all = octets(...runs, [0])
  let sum = 0
  for (let at = 0; at + 1 < all.length; at += 2) sum += all[at]! * 256 + all[at + 1]!
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000)
  return sum
}

CHECKSUM('a good one: computed and sent agree', () => {
  const frame = onWire(ipv6(ROUTER, 'ff02::2', 58, icmpv6(ROUTER, 'ff02::2', RS), 255))
  const pseudo = octets(address(ROUTER), address('ff02::2'), word32(8), word32(58))
  const right = sumOf(pseudo, RS) ^ 0xffff
  assert.equal(checksumOf(frame), { value: right, computed: right, status: 'good' })
})

CHECKSUM('a bad one: what was sent, and what it should be', () => {
  const frame = onWire(ipv6(ROUTER, 'ff02::2', 58, icmpv6(ROUTER, 'ff02::2', RS), 255))
  const right = checksumOf(frame)!.value
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff }), (value) => {
      const { status, computed } = checksumOf(withChecksum(frame, CHECKSUM_AT, value))!
      assert.equal([status, computed], [value === right ? 'good' : 'bad', right])
    }),
  )
})

CHECKSUM('the sum of the pseudo-header alone: left to hardware', () => {
  const pseudo = sumOf(octets(SOLICIT.subarray(22, 54), word32(18), word32(17)))
  const right = sumOf(octets(SOLICIT.subarray(22, 54), word32(18), word32(17)), SOLICIT.subarray(54)) ^ 0xffff
  const partial = { value: pseudo, computed: right, status: 'bad', partial: true }
  assert.equal(checksumOf(withChecksum(SOLICIT, UDP_CHECKSUM_AT, pseudo)), partial)
  const other = checksumOf(withChecksum(SOLICIT, UDP_CHECKSUM_AT, pseudo + 1))!
  assert.equal(other, { value: pseudo + 1, computed: right, status: 'bad' })
})

CHECKSUM('a UDP checksum of zero over IPv6 is absent, and what it should be is told', () => {
  const { value, computed, status } = checksumOf(SOLICIT)!
  const right = sumOf(octets(SOLICIT.subarray(22, 54), word32(18), word32(17)), SOLICIT.subarray(54)) ^ 0xffff
  assert.equal([value, computed, status], [0, right, 'absent'])
})

CHECKSUM('a UDP checksum that comes out as zero is sent as 0xffff, RFC 768', () => {
  const message = (low: number) => octets([1, 0, 0, 0], [0, 8], word16(2), word16(low))
  const pseudo = octets(address(ROUTER), address('ff02::1:2'), word32(18), word32(17))
  const before = sumOf(pseudo, udp(546, 547, message(0)))
  const frame = onWire(ipv6(ROUTER, 'ff02::1:2', 17, udp(546, 547, message(0xffff - before)), 1))
  assert.equal(checksumOf(withChecksum(frame, UDP_CHECKSUM_AT, 0xffff)), {
    value: 0xffff,
    computed: 0xffff,
    status: 'good',
  })
  assert.is(checksumOf(withChecksum(frame, UDP_CHECKSUM_AT, 1))!.computed, 0xffff)
})

CHECKSUM('a frame the snaplen cut is not verified; without its checksum field there is none', () => {
  for (let length = 54 + 8; length < SOLICIT.length; length++) {
    const cut = withChecksum(SOLICIT, UDP_CHECKSUM_AT, 0x1234).subarray(0, length)
    assert.equal(checksumOf(cut, SOLICIT.length), { value: 0x1234, computed: null, status: 'unverified' })
  }
  const rs = onWire(ipv6(ROUTER, 'ff02::2', 58, RS, 255))
  assert.is(checksumOf(rs.subarray(0, 56), rs.length), null)
})

CHECKSUM('with segments left in a Routing header the destination is another: not verified', () => {
  const message = icmpv6(ROUTER, 'ff02::2', RS)
  const routed = (left: number) =>
    onWire(ipv6(ROUTER, 'ff02::2', 43, octets([58, 0, 4, left, 0, 0, 0, 0], message), 255))
  assert.is(checksumOf(routed(0))!.status, 'good')
  assert.equal([checksumOf(routed(1))!.status, checksumOf(routed(1))!.computed], ['unverified', null])
})

CHECKSUM('the UDP Length, not that of the packet, says where the datagram ends', () => {
  const padded = Uint8Array.from(octets(SOLICIT, [0xde, 0xad, 0xbe, 0xef]))
  padded.set(word16(0x12 + 4), 18)
  const right = checksumOf(SOLICIT)!.computed!
  const message = decode(withChecksum(padded, UDP_CHECKSUM_AT, right))
  assert.is(message.checksum!.status, 'good')
  assert.is((message as unknown as { options: unknown[] }).options.length, 1)
})

for (const length of [1, 7]) {
  CHECKSUM(`a UDP Length of ${length} is less than its header: malformed`, () => {
    const wrong = Uint8Array.from(SOLICIT)
    wrong.set(word16(length), 58)
    assert.equal((decode(wrong) as unknown as { malformed: unknown }).malformed, {
      kind: 'malformed',
      layer: 'udp',
      reason: 'bad-length',
      at: 58,
      needed: 8,
      available: length,
    })
  })
}

CHECKSUM('results do not depend on octets behind what was captured', () => {
  for (let length = 54 + 8; length <= SOLICIT.length; length++) {
    const cut = SOLICIT.slice(0, length)
    const inLarger = octets(cut, new Uint8Array(64).fill(0xee)).subarray(0, length)
    assert.equal(decode(inLarger, SOLICIT.length), decode(cut, SOLICIT.length))
  }
})

const BAD: Checksum = { value: 1, computed: 2, status: 'bad' }
const PARTIAL: Checksum = { ...BAD, partial: true }

CHECKSUM('rated by where it was captured', () => {
  const rating = (checksum: Checksum, of: 'sender' | 'receiver' | null, beyondNode = false) =>
    rated(checksum, { of, beyondNode }).rating
  assert.is(rating(BAD, 'sender'), 'offload')
  assert.is(rating(BAD, 'receiver'), 'damage')
  assert.is(rating(BAD, null), 'unknown')
  assert.is(rating(PARTIAL, 'sender'), 'offload')
  assert.is(rating(PARTIAL, 'receiver'), 'offload') // between two interfaces of one node nobody computes it
  assert.is(rating(PARTIAL, 'receiver', true), 'damage')
  assert.is(rating(PARTIAL, null, true), 'unknown')
  assert.is(rating({ value: 1, computed: 1, status: 'good' }, 'sender'), undefined)
})

CHECKSUM("a port's interface is its station's own: sender, receiver, or neither", () => {
  assert.is(pointOfPort(VM_MAC, { source: VM_MAC, destination: ROUTER_MAC }), 'sender')
  assert.is(pointOfPort(VM_MAC, { source: ROUTER_MAC, destination: VM_MAC }), 'receiver')
  assert.is(pointOfPort(VM_MAC, { source: ROUTER_MAC, destination: '33:33:00:00:00:01' }), 'receiver')
  assert.is(pointOfPort(VM_MAC, { source: ROUTER_MAC, destination: 'fa:16:3e:00:00:09' }), null)
  assert.is(pointOfPort(null, { source: VM_MAC, destination: ROUTER_MAC }), null)
})

CHECKSUM('a cooked capture says what its machine sent', () => {
  const cooked = (packetType: number) =>
    pointOfMachine([{ kind: 'linux-cooked', packetType, arphrdType: 1, addressLength: 6, source: VM_MAC, protocol: 0 }])
  assert.equal([0, 1, 2, 3, 4].map(cooked), ['receiver', null, null, null, 'sender'])
  assert.is(pointOfMachine([]), null)
})

CHECKSUM.run()
