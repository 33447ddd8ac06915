import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { copyOctets } from '../../src/capture/copy-octets.ts'

const Copy = suite('Octets copied where memory is shared')

const SIZE = 200_000

function memory(isShared: boolean): Uint8Array {
  return new Uint8Array(isShared ? new SharedArrayBuffer(SIZE) : new ArrayBuffer(SIZE))
}

Copy('are those that were there, wherever they lie and whatever is shared', () => {
  const number = fc.integer({ min: 0, max: 20 })
  fc.assert(
    fc.property(
      fc.tuple(fc.boolean(), fc.boolean()),
      fc.record({ from: number, to: number, at: number }),
      fc.oneof(fc.nat(40), fc.integer({ min: 65_520, max: 65_560 }), fc.integer({ min: 131_050, max: 131_090 })),
      ([fromShared, toShared], { from, to, at }, length) => {
        const source = memory(fromShared)
        for (let octet = 0; octet < SIZE; octet++) source[octet] = (octet * 31) >> 3
        const octets = source.subarray(from, from + length)
        const into = memory(toShared).subarray(to)
        copyOctets(octets, into, at)
        const expected = new Uint8Array(into.length)
        expected.set(octets, at)
        assert.equal(Buffer.compare(Buffer.from(into), expected), 0)
      },
    ),
  )
})

Copy.run()
