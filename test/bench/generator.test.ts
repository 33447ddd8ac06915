import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FORMATS } from '../../bench/generator/capture-writer.ts'
import { generate, type Plan, PROFILES } from '../../bench/generator/generate.ts'
import { analyze } from '../../src/analyze.ts'

const G = suite('generated captures')
const folder = mkdtempSync(join(tmpdir(), 'v6gap-generator-'))
G.after(() => rmSync(folder, { recursive: true }))

function octetsOf(plan: Plan): { readonly octets: Buffer; readonly truth: ReturnType<typeof generate> } {
  const chunks: Buffer[] = []
  const truth = generate(plan, (chunk) => chunks.push(Buffer.from(chunk)))
  return { octets: Buffer.concat(chunks), truth }
}

for (const profile of PROFILES) {
  for (const format of FORMATS) {
    G(`${profile} as ${format}: every message is counted, tunnelled and relayed ones too`, async () => {
      const size = profile === 'control' ? 300_000 : 3_000_000
      const { octets, truth } = octetsOf({ profile, format, seed: 7, octets: size })
      const file = join(folder, `${profile}.${format}`)
      writeFileSync(file, octets)
      const analyzed = await analyze([file], { workers: 0 })
      assert.ok(analyzed.ok)
      const { coverage, captures } = analyzed.analysis
      assert.equal(coverage.frames, truth.frames)
      assert.equal(coverage.decoded, sorted(truth.messages))
      assert.equal(coverage.notDecoded, {})
      assert.equal(captures[0]!.octets, truth.octets)
      assert.ok(Object.values(truth.messages).reduce((sum, count) => sum + count, 0) > 0)
    })
  }
}

G('the same plan gives the same octets, another seed gives others', () => {
  const plan: Plan = { profile: 'tenant', format: 'pcapng', seed: 5, octets: 200_000 }
  const digest = (each: Plan) => createHash('sha256').update(octetsOf(each).octets).digest('hex')
  assert.is(digest(plan), digest(plan))
  assert.is.not(digest(plan), digest({ ...plan, seed: 6 }))
})

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}

G.run()
