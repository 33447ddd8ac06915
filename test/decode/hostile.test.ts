import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeArp } from '../../src/decode/arp.ts'
import { Dhcpv4Facts } from '../../src/decode/dhcpv4/facts.ts'
import { decodeDhcpv4 } from '../../src/decode/dhcpv4/message.ts'
import { Dhcpv6Facts } from '../../src/decode/dhcpv6/facts.ts'
import { type Dhcpv6Message, decodeDhcpv6 } from '../../src/decode/dhcpv6/message.ts'
import type { Dhcpv6Option } from '../../src/decode/dhcpv6/options.ts'
import { decodeIcmpv6 } from '../../src/decode/icmpv6/message.ts'
import { decodeNdp } from '../../src/decode/ndp/message.ts'
import { hex } from '../hex.ts'

type Decoder = (octets: Uint8Array, at: number, end: number, sentEnd: number) => unknown

const DECODERS: readonly (readonly [name: string, decode: Decoder])[] = [
  ['Neighbor Discovery', decodeNdp],
  ['DHCPv6', decodeDhcpv6],
  ['DHCPv4', decodeDhcpv4],
  ['ICMPv6', decodeIcmpv6],
  ['ARP', decodeArp],
  ['DHCPv6 as numbers', factsOf],
  ['DHCPv4 as numbers', facts4Of],
]

/** The public fields of a reader, as plain data. */
function factsOf(octets: Uint8Array, at: number, end: number, sentEnd: number): unknown {
  const facts = new Dhcpv6Facts()
  facts.read(octets, at, end, sentEnd)
  return JSON.parse(JSON.stringify(facts))
}

function facts4Of(octets: Uint8Array, at: number, end: number, sentEnd: number): unknown {
  const facts = new Dhcpv4Facts()
  facts.read(octets, at, end, sentEnd)
  return JSON.parse(JSON.stringify(facts))
}

const u16 = (value: number) => [(value >> 8) & 0xff, value & 0xff]
const octet = fc.integer({ min: 0, max: 255 })
const noise = fc.array(octet, { maxLength: 40 })

/** A length that is right, mostly. */
const skew = fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, fc.integer({ min: -3, max: 40 }))

const ndOption = fc
  .tuple(
    fc.oneof(fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 14, 24, 25, 26, 31, 37, 38, 144), octet),
    noise,
    skew,
  )
  .map(([type, body, wrong]) => {
    const length = Math.ceil((body.length + 2) / 8)
    const octets = [type, (length + wrong) & 0xff, ...body]
    while (octets.length < length * 8) octets.push(0)
    return octets
  })

const ND_HEADERS = [8, 16, 24, 24, 40]

const ndMessage = fc
  .tuple(
    fc.integer({ min: 0, max: 4 }),
    fc.array(octet, { minLength: 40, maxLength: 40 }),
    fc.array(ndOption, { maxLength: 6 }),
  )
  .map(([kind, header, options]) =>
    Uint8Array.from([133 + kind, ...header.slice(1, ND_HEADERS[kind]), ...options.flat()]),
  )

const FIXED: ReadonlyMap<number, number> = new Map([
  [3, 12],
  [4, 4],
  [5, 24],
  [25, 12],
  [26, 25],
  [44, 17],
  [45, 0],
  [89, 8],
  [92, 5],
  [94, 0],
])

const dhcpv6 = fc.letrec<{ option: number[]; message: number[] }>((tie) => ({
  option: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(fc.oneof(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 0xffff })), noise, skew)
      .map(([code, body, wrong]) => [...u16(code), ...u16(body.length + wrong), ...body]),
    fc
      .tuple(
        fc.constantFrom(...FIXED.keys()),
        fc.array(octet, { minLength: 25, maxLength: 25 }),
        fc.array(tie('option'), { maxLength: 4 }),
        skew,
      )
      .map(([code, fixed, options, wrong]) => {
        const body = [...fixed.slice(0, FIXED.get(code)), ...options.flat()]
        return [...u16(code), ...u16(body.length + wrong), ...body]
      }),
    tie('message').map((message) => [...u16(9), ...u16(message.length), ...message]),
  ),
  message: fc
    .tuple(
      fc.integer({ min: 0, max: 40 }),
      fc.array(octet, { minLength: 33, maxLength: 33 }),
      fc.array(tie('option'), { maxLength: 5 }),
    )
    .map(([type, header, options]) => [
      type,
      ...header.slice(0, type === 12 || type === 13 ? 33 : 3),
      ...options.flat(),
    ]),
}))

const dhcpv6Message = dhcpv6.message.map((octets) => Uint8Array.from(octets))

const dhcpv4Message = fc
  .tuple(fc.array(octet, { minLength: 236, maxLength: 236 }), fc.array(fc.tuple(octet, noise, skew), { maxLength: 6 }))
  .map(([header, options]) =>
    Uint8Array.from([
      ...header,
      ...[0x63, 0x82, 0x53, 0x63],
      ...options.flatMap(([code, body, wrong]) => [code, (body.length + wrong) & 0xff, ...body]),
    ]),
  )

const anyOctets = fc.oneof(fc.uint8Array({ maxLength: 300 }), ndMessage, dhcpv6Message, dhcpv4Message)

const HOSTILE = suite('any octets')

for (const [name, decode] of DECODERS) {
  HOSTILE(`${name}: never throws, and survives JSON`, () => {
    fc.assert(
      fc.property(anyOctets, fc.nat(60), fc.nat(60), (octets, short, more) => {
        const end = Math.max(0, octets.length - short)
        const decoded = decode(octets, 0, end, end + more)
        if (decoded === undefined) return
        const json = JSON.stringify(decoded)
        assert.equal(JSON.parse(json), decoded)
        assert.is(Buffer.from(json).toString(), json) // no lone surrogates
      }),
      { numRuns: 1500 },
    )
  })

  HOSTILE(`${name}: octets outside [at, end) never matter`, () => {
    fc.assert(
      fc.property(anyOctets, fc.nat(60), fc.nat(60), octet, (octets, short, more, fill) => {
        const end = Math.max(0, octets.length - short)
        const others = octets.slice().fill(fill, end)
        assert.equal(decode(others, 0, end, end + more), decode(octets, 0, end, end + more))
        assert.equal(decode(octets.slice(0, end), 0, end, end + more), decode(octets, 0, end, end + more))
      }),
      { numRuns: 500 },
    )
  })
}

const CONSUMERS = suite('objects and numbers come from one walk')

/** Counts what `Dhcpv6Facts` keeps, in the objects. */
class Tally {
  associations = 0
  addresses = 0
  prefixes = 0

  message(message: Dhcpv6Message): void {
    if (message.kind !== 'relay-forward' && message.kind !== 'relay-reply') {
      this.options(message.options)
      return
    }
    const relayed = message.options.find((option) => option.kind === 'relay-message')
    if (relayed?.kind === 'relay-message' && relayed.message.kind !== 'malformed') this.message(relayed.message)
  }

  options(options: readonly Dhcpv6Option[]): void {
    for (const option of options) {
      if (option.kind === 'ia-na' || option.kind === 'ia-ta' || option.kind === 'ia-pd') this.associations++
      else if (option.kind === 'ia-address') this.addresses++
      else if (option.kind === 'ia-prefix') this.prefixes++
      else continue
      this.options(option.options)
    }
  }
}

CONSUMERS('the same associations, addresses and prefixes', () => {
  const facts = new Dhcpv6Facts()
  fc.assert(
    fc.property(dhcpv6Message, fc.nat(20), (octets, short) => {
      const end = Math.max(0, octets.length - short)
      const message = decodeDhcpv6(octets, 0, end, octets.length)
      facts.read(octets, 0, end, octets.length)
      if (message.kind === 'malformed' || facts.overflow > 0) return
      const tally = new Tally()
      tally.message(message)
      assert.equal(
        [tally.associations, tally.addresses, tally.prefixes],
        [facts.iaCount, facts.addressCount, facts.prefixCount],
      )
    }),
    { numRuns: 2000 },
  )
})

CONSUMERS.run()

const WORK = suite('work is bounded by the octets')

WORK('64 KiB of the smallest options, of nested ones, of one-octet labels', () => {
  const SIZE = 0xffff
  const options = new Uint8Array(SIZE)
  options[0] = 1
  const nested = new Uint8Array(SIZE)
  nested[0] = 1
  for (let at = 4; at + 16 < SIZE; at += 16) {
    const length = SIZE - at - 4
    nested.set([0, 3, length >> 8, length & 0xff], at)
  }
  const labels = new Uint8Array(SIZE).fill(1)
  labels.set([1, 0, 0, 1, 0, 24, (SIZE - 8) >> 8, (SIZE - 8) & 0xff])
  for (const octets of [options, nested, labels]) {
    const before = performance.now()
    decodeDhcpv6(octets, 0, SIZE, SIZE)
    factsOf(octets, 0, SIZE, SIZE)
    assert.ok(performance.now() - before < 1000)
  }
})

WORK('an option length of zero ends a Neighbor Discovery walk', () => {
  const octets = hex`86000000 40000708 00000000 00000000 0000 ${'00'.repeat(1000)}`
  const message = decodeNdp(octets, 0, octets.length, octets.length)
  assert.is(message?.kind === 'router-advertisement' && message.options.length, 1)
})

WORK.run()
HOSTILE.run()
