import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { analyze } from '../src/analyze.ts'
import type { Analysis } from '../src/classify/analysis.ts'
import { renderers } from '../src/report/renderers.ts'

const GOOD = suite('captures/all-good')

const directory = fileURLToPath(new URL('../../captures/all-good', import.meta.url))
const inventory = join(directory, 'neutron.json')

async function analysisOf(...[paths, options]: Parameters<typeof analyze>): Promise<Analysis> {
  const analyzed = await analyze(paths, options)
  assert.ok(analyzed.ok)
  return analyzed.analysis
}

function answers({ requirements }: Analysis): readonly string[] {
  return requirements
    .flatMap((row) => (row.items.length === 0 ? [row] : row.items))
    .map(({ id, observed, evidence }) => `${id} ${observed}${evidence.length === 0 ? ' without evidence' : ''}`)
}

GOOD('seven times yes, each with evidence', async () => {
  const analysis = await analysisOf([directory], { inventory })
  assert.equal(answers(analysis), [
    'multi-tenant yes',
    'vm-to-vm yes',
    'provider-l2 yes',
    'routed-external.attachments yes',
    'routed-external.multi-agent yes',
    'dual-stack.single-interface yes',
    'dual-stack.two-interfaces yes',
  ])
  assert.ok(analysis.requirements.every(({ observed }) => observed === 'yes'))
  assert.is(analysis.complete, true)
  assert.equal(analysis.unread, [])
})

for (const [what, options] of [
  ['with the inventory', { inventory }],
  ['without', {}],
] as const) {
  GOOD(`the same octets at 0, 1, 2 and 5 workers, ${what}`, async () => {
    const reports = new Set<string>()
    for (const workers of [undefined, 0, 1, 2, 5]) {
      const analysis = await analysisOf([directory], { ...options, ...(workers !== undefined && { workers }) })
      reports.add(renderers.json(analysis))
    }
    assert.is(reports.size, 1)
  })
}

GOOD('the same octets whatever the order of the files', async () => {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .map((name) => join(directory, name))
  assert.ok(files.length > 0)
  const reports = new Set<string>()
  for (const order of [[...files].sort(), [...files].sort().reverse()]) {
    reports.add(renderers.json(await analysisOf(order, { inventory, workers: 0 })))
  }
  assert.is(reports.size, 1)
})

GOOD.run()
