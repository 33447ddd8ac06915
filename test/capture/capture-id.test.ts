import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { captureIdOfFile, StreamId } from '../../src/capture/capture-id.ts'

const ID = suite('capture id')

const folder = mkdtempSync(joinPath(tmpdir(), 'v6gap-id-'))
ID.after(() => rmSync(folder, { recursive: true }))

function fileId(octets: Uint8Array): string {
  writeFileSync(joinPath(folder, 'file'), octets)
  return captureIdOfFile(joinPath(folder, 'file'))
}

function streamId(octets: Uint8Array, sizes: readonly number[]): string {
  const id = new StreamId()
  let turn = 0
  for (let at = 0; at < octets.length; ) {
    const end = Math.min(at + sizes[turn++ % sizes.length]!, octets.length)
    id.add(octets, at, end)
    at = end
  }
  return id.id
}

ID('a copy has the same, whatever it is called', () => {
  const octets = new Uint8Array(1000).fill(7)
  writeFileSync(joinPath(folder, 'copy'), octets)
  assert.is(fileId(octets), captureIdOfFile(joinPath(folder, 'copy')))
})

ID('one octet more, or another one at either end, is another', () => {
  const octets = new Uint8Array(300_000)
  const ids = new Set([fileId(octets), fileId(octets.subarray(1)), fileId(new Uint8Array(0))])
  for (const at of [0, 24, 65_535, 300_000 - 65_536, 299_999]) {
    const other = octets.slice()
    other[at] = 1
    ids.add(fileId(other))
  }
  assert.is(ids.size, 8)
})

ID('of a small capture every octet counts', () => {
  const octets = new Uint8Array(131_072)
  const other = octets.slice()
  other[65_536] = 1
  assert.is.not(fileId(octets), fileId(other))
})

ID('a stream has that of the file, however it comes in', () => {
  const lengths = fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, 200_000)
  const sizes = fc.array(fc.integer({ min: 1, max: 150_000 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(lengths, sizes, (length, each) => {
      const octets = Uint8Array.from({ length }, (_, index) => index >> 3)
      const portions = each.map((size) => Math.max(size, length >> 6))
      assert.is(streamId(octets, portions), fileId(octets))
    }),
    { numRuns: 60 },
  )
})

ID.run()
