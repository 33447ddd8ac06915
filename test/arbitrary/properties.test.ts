import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeDhcpv6 } from '../../src/decode/dhcpv6/message.ts'
import { VXLAN_PORTS } from '../../src/decode/frame.ts'
import { MessageReader, type ReadMessage } from '../../src/decode/message-reader.ts'
import { decodeNdp } from '../../src/decode/ndp/message.ts'
import { CAPS } from '../../src/observe/caps.ts'
import type { Part } from '../../src/observe/observation.ts'
import { partOf } from '../../src/observe/part.ts'
import { Scanner } from '../../src/observe/scanner.ts'
import { encodeDhcpv6 } from '../encode/dhcpv6.ts'
import { encodeNdp } from '../encode/ndp.ts'
import { toHex } from '../encode/octets.ts'
import { dhcpv6Message } from './dhcpv6.ts'
import { frame, mutatedFrame } from './frame.ts'
import { ndpMessage } from './ndp.ts'
import { type Octets, octet, upTo } from './octets.ts'

/** The same frames every time: `npm run fuzz` is for others. */
fc.configureGlobal({ seed: 4861 })

const ETHERNET = { section: 0, interface: 0, name: null, linkType: 1, fcsOctets: 0, snaplen: 0 }
const SMALL_CAPS = Object.fromEntries(Object.keys(CAPS).map((name) => [name, 64])) as unknown as typeof CAPS

/** The frame as it stands in a larger buffer, among octets that are none of its own. */
interface Placed {
  readonly octets: Uint8Array
  readonly at: number
  readonly end: number
}

function placed(octets: Uint8Array, fill: number): Placed {
  const all = new Uint8Array(octets.length + 96).fill(fill)
  all.set(octets, 32)
  return { octets: all, at: 32, end: 32 + octets.length }
}

/** Everything `decode` says of a frame, and everything an Observation keeps of it. */
function told({ octets, at, end }: Placed, sent: number): { messages: readonly ReadMessage[]; part: Part } {
  const messages: ReadMessage[] = []
  const reader = new MessageReader({ wants: () => true, message: (message) => messages.push(message) }, VXLAN_PORTS)
  const scanner = new Scanner(SMALL_CAPS, VXLAN_PORTS, new Set())
  for (const sink of [reader, scanner]) {
    sink.interface(0, ETHERNET)
    sink.frame(octets, at, end, sent, 1_700_000_000, 0, 24, 0)
  }
  reader.finish()
  const part = partOf(scanner.finish(), 'capture', [[0, 100, 1]])
  return { messages, part: JSON.parse(JSON.stringify(part)) as Part } // its rows made, to be compared
}

const FRAMES = suite('Frames that carry messages, and what becomes of them')
const anyFrame = fc.oneof(frame, mutatedFrame)

FRAMES('a built one is decoded, whatever tags, tunnels and extension headers are around its message', () => {
  fc.assert(
    fc.property(frame, (octets) => {
      const { messages } = told(placed(octets, 0), octets.length)
      assert.is(messages.length, 1)
      assert.not('malformed' in messages[0]!.message)
      assert.is(messages[0]!.message.checksum?.status, 'good')
    }),
    { numRuns: 400 },
  )
})

FRAMES('nothing told of one depends on octets that were not captured', () => {
  fc.assert(
    fc.property(anyFrame, fc.nat(80), octet, (octets, short, fill) => {
      const captured = octets.subarray(0, Math.max(0, octets.length - short))
      assert.equal(told(placed(captured, fill), octets.length), told(placed(captured, 0), octets.length))
    }),
    { numRuns: 600 },
  )
})

FRAMES('every prefix of one is read, as cut by the snap length and as sent so', () => {
  fc.assert(
    fc.property(anyFrame, (octets) => {
      for (let end = 0; end <= octets.length; end += end < 120 ? 1 : 13) {
        for (const sent of [octets.length, end]) {
          const { messages } = told(placed(octets.subarray(0, end), 0xff), sent)
          assert.ok(messages.length <= 1)
          for (const { message } of messages) assert.equal(JSON.parse(JSON.stringify(message)), message)
        }
      }
    }),
    { numRuns: 60 },
  )
})

FRAMES('a whole one says the same as decode does of it alone', () => {
  fc.assert(
    fc.property(anyFrame, (octets) => {
      const [first] = told(placed(octets, 0), octets.length).messages
      const [again] = told({ octets, at: 0, end: octets.length }, octets.length).messages
      assert.equal(first, again)
    }),
    { numRuns: 200 },
  )
})

const BACK = suite('What a message decodes to encodes back to it, octet by octet')

/** A message with some of its octets changed. */
function changed(message: fc.Arbitrary<Octets>): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(fc.tuple(fc.nat(300), upTo(3)), { maxLength: 3 })
  return fc.tuple(message, changes).map(([octets, all]) => {
    const mutated = Uint8Array.from(octets)
    // its type stays, so that it stays a message of its kind
    for (const [at, run] of all) {
      for (const [i, value] of run.entries()) if (at + i > 0 && at + i < mutated.length) mutated[at + i] = value
    }
    return mutated
  })
}

for (const [what, messages] of [
  ['built', ndpMessage.map((octets) => Uint8Array.from(octets))],
  ['changed', changed(ndpMessage)],
] as const) {
  BACK(`Neighbor Discovery, ${what}`, () => {
    fc.assert(
      fc.property(messages, (octets) => {
        const message = decodeNdp(octets, 0, octets.length, octets.length)!
        if (message.kind !== 'malformed') assert.is(toHex(encodeNdp(message)), toHex(octets))
      }),
      { numRuns: 1500 },
    )
  })
}

for (const [what, messages] of [
  ['built', dhcpv6Message.map((octets) => Uint8Array.from(octets))],
  ['changed', changed(dhcpv6Message)],
] as const) {
  BACK(`DHCPv6, ${what}`, () => {
    fc.assert(
      fc.property(messages, (octets) => {
        const message = decodeDhcpv6(octets, 0, octets.length, octets.length)
        if (message.kind !== 'malformed') assert.is(toHex(encodeDhcpv6(message)), toHex(octets))
      }),
      { numRuns: 1500 },
    )
  })
}

FRAMES.run()
BACK.run()
